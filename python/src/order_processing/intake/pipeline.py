"""Takes records, reads them in batches, delivers those of one key in order."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from order_processing.intake.assignment import Taken
from order_processing.intake.consumer import InputConsumer
from order_processing.intake.delivery import Delivery
from order_processing.intake.events import Event
from order_processing.intake.lanes import Lanes
from order_processing.intake.patience import AbandonedError, Patience
from order_processing.intake.routing import DeadLetter
from order_processing.orders.ledger import LedgerEntry

BATCH = 100
"""How many records are looked up in the ledger at once."""

HOLD_AFTER = timedelta(seconds=1)
"""How long there may be no room for another record before the consumer is held."""


@dataclass(frozen=True)
class _Work:
    """A record that was read, and how its order had ended by then."""

    taken: Taken
    event: Event | DeadLetter
    ending: LedgerEntry | None


class Pipeline:
    """Brings every record to where it belongs; each step waits for outages to end."""

    def __init__(self, consumer: InputConsumer, delivery: Delivery, max_in_flight: int) -> None:
        """Work on at most `max_in_flight` records at a time."""
        self._consumer = consumer
        self._delivery = delivery
        self._patience = Patience()
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._room = asyncio.Event()
        self._batches: asyncio.Queue[list[Taken]] = asyncio.Queue()
        self._lanes: Lanes[bytes, _Work] = Lanes()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Take records until `stop`, then finish what is under work, within a bound.

        Raises:
            ExceptionGroup: Kafka does not let the consumer go on.
        """
        async with asyncio.TaskGroup() as tasks:
            self._begin(tasks, self._read_batches(tasks))
            async with self._consumer:
                while not stop.is_set():
                    await self._take()
            # What is left is read again by whoever has its partition next.
            for task in self._running:
                task.cancel()

    def _begin(self, tasks: asyncio.TaskGroup, work: Coroutine[Any, Any, None]) -> None:
        task = tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _take(self) -> None:
        room = self._max_in_flight - self._in_flight
        if room > 0:
            self._put(await self._consumer.take(min(room, BATCH)))
        elif not await self._room_within(HOLD_AFTER):
            self._put(await self._consumer.hold())
        await self._consumer.commit()

    def _put(self, batch: list[Taken]) -> None:
        if batch:
            self._in_flight += len(batch)
            self._batches.put_nowait(batch)

    async def _room_within(self, time: timedelta) -> bool:
        self._room.clear()
        try:
            async with asyncio.timeout(time.total_seconds()):
                await self._room.wait()
        except TimeoutError:
            return False
        return True

    def _left(self, count: int) -> None:
        self._in_flight -= count
        self._room.set()

    async def _read_batches(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            batch = await self._batches.get()
            works = await self._read(batch)
            self._left(len(batch) - len(works))
            for work in works:
                key = work.taken.record.key() or b""
                if self._lanes.put(key, work):
                    self._begin(tasks, self._run_lane(key, work))

    async def _read(self, batch: list[Taken]) -> list[_Work]:
        """The records of a batch, without those that are no longer ours."""
        read = [(taken, event) for taken in batch if (event := await self._read_one(taken))]
        endings = await self._endings(read)
        return [
            _Work(taken, event, endings.get(_order_id(event)))
            for taken, event in read
            if taken.wanted
        ]

    async def _read_one(self, taken: Taken) -> Event | DeadLetter | None:
        try:
            return await self._patience.until_done(
                lambda: self._delivery.read(taken.record), lambda: taken.wanted
            )
        except AbandonedError:
            return None

    async def _endings(
        self, read: list[tuple[Taken, Event | DeadLetter]]
    ) -> dict[str, LedgerEntry]:
        order_ids = {_order_id(event) for _, event in read} - {""}
        try:
            return await self._patience.until_done(
                lambda: self._delivery.endings(order_ids),
                lambda: any(taken.wanted for taken, _ in read),
            )
        except AbandonedError:
            return {}

    async def _run_lane(self, key: bytes, first: _Work) -> None:
        work: _Work | None = first
        while work:
            await self._deliver(work)
            self._left(1)
            work = self._lanes.advance(key)

    async def _deliver(self, work: _Work) -> None:
        try:
            await self._patience.until_done(
                lambda: self._delivery.deliver(work.taken.record, work.event, work.ending),
                lambda: work.taken.wanted,
            )
        except AbandonedError:
            return
        work.taken.finish()


def _order_id(event: Event | DeadLetter) -> str:
    return "" if isinstance(event, DeadLetter) else event.order_id
