"""`oms worker`: runs workers until they are told to stop."""

import asyncio
import signal
from typing import Annotated

import typer

from order_processing import telemetry, worker
from order_processing.cli import database_setting
from order_processing.temporal import client as temporal_client
from order_processing.temporal.deployment import deployment_config


def run(
    role: Annotated[
        list[worker.Role] | None,
        typer.Option(help="What the worker does; may be given several times. All, unless given."),
    ] = None,
) -> None:
    """Run workers until SIGTERM or Ctrl-C; activities under way may finish."""
    asyncio.run(_run(role or list(worker.Role)))


async def _run(roles: list[worker.Role]) -> None:
    telemetry.configure_logging()
    settings = database_setting.load()
    client = await temporal_client.connect()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await worker.run(client, settings, roles, deployment_config(settings.build_id), stop)
