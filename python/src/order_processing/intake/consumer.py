"""Takes records from Kafka, and commits what is finished.

An offset is committed only when every record before it is finished, so that whoever has the
partition next begins with the first that is not.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaError, KafkaException, TopicPartition
from confluent_kafka import Message as Record
from confluent_kafka.aio import AIOConsumer

from order_processing.intake.assignment import Assignment, Taken
from order_processing.kafka.config import client_config
from order_processing.settings import Settings

GROUP = "oms-intake"
POLL_TIMEOUT = timedelta(milliseconds=500)
COMMIT_INTERVAL = timedelta(seconds=1)
DRAIN_TIMEOUT = timedelta(seconds=10)
"""How long a partition that is taken away is worked on, before it is let go unfinished."""

_SESSION_TIMEOUT = timedelta(seconds=10)
_TOPIC_REFRESH = timedelta(seconds=10)

_logger = logging.getLogger(__name__)


class InputConsumer:
    """A member of intake's consumer group; an asynchronous context manager.

    Leaving the context waits for the records under work, no longer than `DRAIN_TIMEOUT`.
    """

    def __init__(self, settings: Settings, topics: Sequence[str]) -> None:
        """Be ready to consume the topics; to be called in a running event loop."""
        self._topics = list(topics)
        self._consumer = AIOConsumer(
            {
                **client_config(settings),
                "group.id": GROUP,
                "partition.assignment.strategy": "cooperative-sticky",
                # How long a process that was killed keeps its partitions.
                "session.timeout.ms": _SESSION_TIMEOUT // timedelta(milliseconds=1),
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                # A topic that `oms setup` creates later is found within this time.
                "topic.metadata.refresh.interval.ms": _TOPIC_REFRESH // timedelta(milliseconds=1),
                "on_commit": self._on_commit,
                "logger": _logger,
            }
        )
        self._assignments: dict[tuple[str, int], Assignment] = {}
        self._held = False
        self._commit_due = 0.0

    async def __aenter__(self) -> Self:
        """Join the group."""
        await self._consumer.subscribe(
            self._topics,
            on_assign=self._on_assign,
            on_revoke=self._on_revoke,
            on_lost=self._on_lost,
        )
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish and commit what is under work, and leave the group."""
        await self._consumer.close()

    async def take(self, limit: int) -> list[Taken]:
        """The next records, at most `limit`, waiting for the first for `POLL_TIMEOUT`.

        Raises:
            KafkaException: the consumer cannot go on.
        """
        await self._release()
        first = await self._consumer.poll(POLL_TIMEOUT.total_seconds())
        if first is None:
            return []
        assignment = self._assignments.get(_place(first))
        records = await self._consumer.consume(limit - 1, 0) if limit > 1 else []
        # After a rebalance in between, the first one is read again by who has its partition now.
        if self._assignments.get(_place(first)) is assignment:
            records = [first, *records]
        return [taken for record in records if (taken := self._taken(record))]

    async def hold(self) -> list[Taken]:
        """Take nothing more, and stay in the group.

        The records returned were on their way when a partition was assigned meanwhile.
        """
        await self._consumer.pause(await self._consumer.assignment())
        self._held = True
        record = await self._consumer.poll(POLL_TIMEOUT.total_seconds())
        taken = self._taken(record) if record else None
        return [taken] if taken else []

    async def commit(self) -> None:
        """Commit what is finished, at most once a `COMMIT_INTERVAL`; does not wait for the broker.

        What fails to be committed is committed the next time.
        """
        now = asyncio.get_running_loop().time()
        if now < self._commit_due:
            return
        self._commit_due = now + COMMIT_INTERVAL.total_seconds()
        if offsets := _offsets(list(self._assignments.values())):
            await self._consumer.commit(offsets=offsets, asynchronous=True)

    async def _release(self) -> None:
        if self._held:
            await self._consumer.resume(await self._consumer.assignment())
            self._held = False

    def _taken(self, record: Record) -> Taken | None:
        if error := record.error():
            _report(error)
            return None
        assignment = self._assignments.get(_place(record))
        return assignment.take(record) if assignment else None

    async def _on_assign(self, _: AIOConsumer, partitions: list[TopicPartition]) -> None:
        for partition in partitions:
            key = (partition.topic, partition.partition)
            self._assignments[key] = Assignment(*key)
        if partitions:
            _logger.info("assigned %s", _names(partitions))

    async def _on_revoke(self, consumer: AIOConsumer, partitions: list[TopicPartition]) -> None:
        leaving = self._let_go(partitions)
        await asyncio.gather(*(assignment.finished(DRAIN_TIMEOUT) for assignment in leaving))
        for assignment in leaving:
            assignment.ours = False
        if offsets := _offsets(leaving):
            # Goes to the broker before the group is left; waiting for it would have no bound.
            await consumer.commit(offsets=offsets, asynchronous=True)
        _logger.info("revoked %s", _names(partitions))

    async def _on_lost(self, _: AIOConsumer, partitions: list[TopicPartition]) -> None:
        for assignment in self._let_go(partitions):
            assignment.ours = False
        _logger.warning("lost %s; what was under work is read again", _names(partitions))

    def _let_go(self, partitions: list[TopicPartition]) -> list[Assignment]:
        keys = [(partition.topic, partition.partition) for partition in partitions]
        return [self._assignments.pop(key) for key in keys if key in self._assignments]

    async def _on_commit(self, error: KafkaError | None, partitions: list[TopicPartition]) -> None:
        if error:
            _logger.warning("offsets are not committed (%s); trying again", error.name())
        for partition in partitions:
            assignment = self._assignments.get((partition.topic, partition.partition))
            if assignment:
                assignment.committed(None if error or partition.error else partition.offset)


def _place(record: Record) -> tuple[str, int]:
    return str(record.topic()), record.partition() or 0


def _offsets(assignments: list[Assignment]) -> list[TopicPartition]:
    return [
        TopicPartition(assignment.topic, assignment.partition, assignment.to_commit)
        for assignment in assignments
        if assignment.to_commit is not None
    ]


def _report(error: KafkaError) -> None:
    if error.fatal():
        raise KafkaException(error)
    _logger.warning("Kafka: %s", error.str())


def _names(partitions: list[TopicPartition]) -> str:
    return ", ".join(f"{partition.topic}/{partition.partition}" for partition in partitions)
