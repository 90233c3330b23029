"""`oms intake`: from Kafka to Temporal."""

import asyncio
import faulthandler
import signal

from order_processing import telemetry
from order_processing.cli import database_setting
from order_processing.intake import service
from order_processing.temporal import client as temporal_client

STOP_WITHIN_SECONDS = 30
"""After this, a stop that brokers hold up is cut short; what is not committed is read again."""


def run() -> None:
    """Take inputs from Kafka to their orders until SIGTERM or Ctrl-C."""
    asyncio.run(_run())


async def _run() -> None:
    telemetry.configure_logging()
    settings = database_setting.load()
    client = await temporal_client.connect()
    stop = asyncio.Event()

    def told_to_stop() -> None:
        stop.set()
        # librdkafka waits without a bound for a broker that holds the last commit.
        faulthandler.dump_traceback_later(STOP_WITHIN_SECONDS, exit=True)

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop)
    await service.run(client, settings, stop)
