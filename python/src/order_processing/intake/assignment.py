"""A partition, for as long as it is ours."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from confluent_kafka import Message as Record

from order_processing.intake.lanes import Watermark


class Assignment:
    """One partition from its assignment to its loss, and how far it is finished."""

    def __init__(self, topic: str, partition: int) -> None:
        self.topic = topic
        self.partition = partition
        self.ours = True
        self._watermark = Watermark()
        self._committed: int | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def to_commit(self) -> int | None:
        """The offset to commit; None while there is nothing new to commit."""
        position = self._watermark.position
        return None if position == self._committed else position

    def take(self, record: Record) -> "Taken":
        """Begin with a record of the partition."""
        taken = Taken(record, self)
        self._watermark.take(taken.offset)
        self._idle.clear()
        return taken

    def finish(self, offset: int) -> None:
        """Note that the record at this offset needs no more work."""
        self._watermark.finish(offset)
        if self._watermark.finished:
            self._idle.set()

    def committed(self, offset: int | None) -> None:
        """Note which offset is committed, or that it is not known (None)."""
        self._committed = offset

    async def finished(self, within: timedelta) -> bool:
        """Whether all records taken are finished within a time."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True)
class Taken:
    """A record under work."""

    record: Record
    assignment: Assignment

    @property
    def offset(self) -> int:
        """Its offset in the partition."""
        offset = self.record.offset()
        assert offset is not None  # noqa: S101 - a consumed record has one
        return offset

    @property
    def wanted(self) -> bool:
        """Whether the work is still ours to do."""
        return self.assignment.ours

    def finish(self) -> None:
        """Note that the record needs no more work."""
        self.assignment.finish(self.offset)
