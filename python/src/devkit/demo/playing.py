"""Sends the scripts and reads what comes out, side by side."""

import asyncio
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from secrets import token_hex
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from devkit.demo.checking import Outcome, Received
from devkit.demo.fulfillment import FulfillmentConsumer, fulfillment_consumer
from devkit.demo.script import OrderScript, draw_scripts
from devkit.demo.sending import Sender
from order_processing.kafka.config import client_config
from order_processing.settings import Settings

DUPLICATES_SECONDS = 3.0
"""How long to listen on for a second message when each order has its first one."""

_RUN_BYTES = 4


def play(
    settings: Settings, seed: int, orders: int, within: float, console: Console
) -> tuple[list[Outcome], int, float]:
    """Send the orders of a seed, and read what comes out within so many seconds.

    Returns:
        the outcome of each order, the number of webhooks sent, and the seconds it took

    Raises:
        NotAcceptedError: the API did not accept a webhook.
        TimeoutError: the system never asked for a payment that was notified.
        httpx.HTTPError: the API or a vendor does not answer, or does not take what it is given.
        confluent_kafka.KafkaException: the broker refuses.
        confluent_kafka.serialization.SerializationError: a message does not fit its schema.
    """
    scripts = draw_scripts(seed, orders, token_hex(_RUN_BYTES))
    begun = time.monotonic()
    with (
        fulfillment_consumer(client_config(settings), settings.schema_registry_url) as consumer,
        _progress(len(scripts), console) as progress,
    ):
        reader = _MessageReader(consumer, scripts, progress, begun + within)
        sending = _send(settings, scripts, progress)
        # `run` returns when the reader's thread has: the consumer is not closed under it.
        webhooks, received = asyncio.run(side_by_side(sending, reader))
    return received.outcomes(scripts), webhooks, time.monotonic() - begun


class Reader(Protocol):
    """Reads in a thread of its own."""

    def read(self) -> Received:
        """Read everything; blocks."""

    def stop(self) -> None:
        """Have `read` return soon."""


async def side_by_side(sending: Coroutine[Any, Any, int], reader: Reader) -> tuple[int, Received]:
    """What sending and reading return; when one of them fails, the other is ended at once.

    Raises:
        Exception: what the one that failed raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            read = group.create_task(asyncio.to_thread(reader.read))
            sent = group.create_task(sending)
    except ExceptionGroup as errors:
        # The first one is enough: the other was ended by it.
        raise errors.exceptions[0] from None
    finally:
        reader.stop()
    return sent.result(), read.result()


async def _send(settings: Settings, scripts: Sequence[OrderScript], progress: Progress) -> int:
    async with Sender(settings) as sender:
        await sender.play(scripts, lambda _: progress.advance(progress.task_ids[0]))
        return sender.webhooks_sent


class _MessageReader:
    """Reads until each order has its message, and a little longer for a second one."""

    def __init__(
        self,
        consumer: FulfillmentConsumer,
        scripts: Sequence[OrderScript],
        progress: Progress,
        deadline: float,
    ) -> None:
        self._consumer = consumer
        self._scripts = scripts
        self._progress = progress
        self._deadline = deadline
        self._received = Received()

    def stop(self) -> None:
        """Have `read` return soon."""
        self._deadline = time.monotonic()

    def read(self) -> Received:
        """The messages of the scripts' orders."""
        ours = {script.order_id for script in self._scripts}
        for message in self._consumer.read_while(self._wanted):
            if message["order_id"] in ours:
                self._received.add(message)
                count = len(self._received.by_order)
                self._progress.update(self._progress.task_ids[1], completed=count)
                if self._received.complete(self._scripts):
                    self._deadline = min(self._deadline, time.monotonic() + DUPLICATES_SECONDS)
        return self._received

    def _wanted(self) -> bool:
        return time.monotonic() < self._deadline


@contextmanager
def _progress(orders: int, console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        progress.add_task("orders sent", total=orders)
        progress.add_task("messages at Fulfilment", total=orders)
        yield progress
