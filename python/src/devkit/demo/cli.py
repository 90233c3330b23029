"""`oms up` and `oms demo`: the whole system, without and with orders."""

import asyncio
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from devkit.demo.checking import Outcome, Received, verdict
from devkit.demo.fulfilment import FulfilmentConsumer, fulfilment_consumer
from devkit.demo.report import outcome_table
from devkit.demo.script import OrderScript, draw_scripts
from devkit.demo.sending import Sender
from devkit.stack import display, remote
from devkit.stack.cli import bring_up, errors_told
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.state import StateDirectory
from devkit.stack.supervisor import Supervisor
from devkit.system import whole_system
from order_processing import settings as settings_module
from order_processing.kafka.config import client_config
from order_processing.settings import Settings

DUPLICATES_SECONDS = 3.0
"""How long the demo listens on for a second message when each order has its first one."""

_console = Console(soft_wrap=True)


def up() -> None:
    """Start the whole system and stay until Ctrl-C; `oms demo` sends orders through it."""
    settings = StackSettings()
    with errors_told():
        bring_up(settings, whole_system(settings))


def demo(
    orders: Annotated[int, typer.Option(min=1, help="How many orders to send.")] = 60,
    seed: Annotated[
        int | None, typer.Option(help="Draws the same orders again. Random unless given.")
    ] = None,
    within: Annotated[
        float, typer.Option(help="Seconds until every order must have come out.")
    ] = 180.0,
) -> None:
    """Send orders through the real system and check each message that comes out."""
    drawn = random.SystemRandom().randrange(10**6) if seed is None else seed
    with errors_told(), _system():
        _console.print(f"seed {drawn} (again: oms demo --seed {drawn} --orders {orders})")
        outcomes, webhooks, seconds = run(settings_module.load(), drawn, orders, within)
    _console.print(outcome_table(outcomes))
    for outcome in outcomes:
        if outcome.problem:
            _console.print(f"{outcome.script.order_id}: {outcome.problem}", style="red")
    _console.print(f"{webhooks} webhooks sent; {seconds:.1f} s from the first to the last check")
    _console.print(verdict(outcomes), highlight=False)
    sys.exit(any(outcome.problem for outcome in outcomes))


def run(
    settings: Settings, seed: int, orders: int, within: float
) -> tuple[list[Outcome], int, float]:
    """Send the orders of a seed, and read what comes out.

    Returns:
        the outcome of each order, the number of webhooks sent, and the seconds it took
    """
    scripts = draw_scripts(seed, orders)
    received = Received()
    begun = time.monotonic()
    with (
        fulfilment_consumer(client_config(settings), settings.schema_registry_url) as consumer,
        _progress(len(scripts)) as progress,
    ):
        reading = Thread(target=_read, args=(consumer, scripts, received, progress, begun + within))
        reading.start()
        webhooks = asyncio.run(_send(settings, scripts, progress))
        reading.join()
    return received.outcomes(scripts), webhooks, time.monotonic() - begun


async def _send(settings: Settings, scripts: Sequence[OrderScript], progress: Progress) -> int:
    async with Sender(settings) as sender:
        await sender.play(scripts, lambda _: progress.advance(progress.task_ids[0]))
        return sender.webhooks_sent


def _read(
    consumer: FulfilmentConsumer,
    scripts: Sequence[OrderScript],
    received: Received,
    progress: Progress,
    deadline: float,
) -> None:
    ours = {script.order_id for script in scripts}
    for message in consumer.read_until(deadline):
        if message["order_id"] in ours:
            received.add(message)
            progress.update(progress.task_ids[1], completed=len(received.by_order))
        if received.complete(scripts):
            break
    for message in consumer.read_until(min(deadline, time.monotonic() + DUPLICATES_SECONDS)):
        if message["order_id"] in ours:
            received.add(message)


@contextmanager
def _progress(orders: int) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_console) as progress:
        progress.add_task("orders sent", total=orders)
        progress.add_task("messages at Fulfilment", total=orders)
        yield progress


@contextmanager
def _system() -> Iterator[None]:
    """The system that runs already, else one for the time of the demo; found by the environment."""
    settings = StackSettings()
    directory = StateDirectory(settings.state_dir)
    directory.create()
    remote.wait_until_free(directory)
    running = remote.find(directory)
    if running is not None:
        os.environ.update(running.environment)
        yield
        return
    supervisor = Supervisor(directory, cache_directory(settings), whole_system(settings))
    following = Thread(
        target=display.follow,
        args=(_console, supervisor.snapshot, supervisor.settled.is_set),
        daemon=True,
    )
    try:
        following.start()
        supervisor.start()
        following.join()
        os.environ.update(supervisor.snapshot().environment)
        yield
    finally:
        supervisor.stop()
