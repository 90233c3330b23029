"""An observer of Kafka that has nothing to do with the system's own consumers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from order_processing.kafka.config import client_config
from order_processing.settings import Settings

Offsets = dict[tuple[str, int], int]

TIMEOUT_SECONDS = 10

_NO_COORDINATOR = {
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
}


def end_offsets(settings: Settings, *topics: str) -> Offsets:
    """Where the next record of each partition will stand."""
    with _consumer(settings) as consumer:
        return _end_offsets(consumer, topics)


def records_since(settings: Settings, offsets: Offsets) -> list[Message]:
    """All records after the offsets, by partition."""
    with _consumer(settings) as consumer:
        ends = _end_offsets(consumer, sorted({topic for topic, _ in offsets}))
        consumer.assign([TopicPartition(*place, offset) for place, offset in offsets.items()])
        missing = sum(ends[place] - offset for place, offset in offsets.items())
        records: list[Message] = []
        deadline = monotonic() + TIMEOUT_SECONDS
        while len(records) < missing and monotonic() < deadline:
            records += consumer.consume(missing - len(records), 0.2)
    assert len(records) == missing, f"{len(records)} of {missing} records"
    for record in records:
        if error := record.error():
            raise KafkaException(error)
    return records


def committed(settings: Settings, group: str, places: Sequence[tuple[str, int]]) -> Offsets:
    """How far a consumer group has come; empty while a new broker cannot tell yet."""
    asked = [TopicPartition(*place) for place in places]
    with _consumer(settings, group) as consumer:
        try:
            partitions = consumer.committed(asked, timeout=TIMEOUT_SECONDS)
        except KafkaException as error:
            if error.args[0].code() in _NO_COORDINATOR:
                return {}
            raise
    return {
        (partition.topic, partition.partition): max(partition.offset, 0) for partition in partitions
    }


@contextmanager
def _consumer(settings: Settings, group: str = "observer") -> Iterator[Consumer]:
    consumer = Consumer(
        {
            **client_config(settings),
            "group.id": group,
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _end_offsets(consumer: Consumer, topics: Sequence[str]) -> Offsets:
    known = consumer.list_topics(timeout=TIMEOUT_SECONDS).topics
    places = [(topic, partition) for topic in topics for partition in known[topic].partitions]
    return {
        place: consumer.get_watermark_offsets(TopicPartition(*place), timeout=TIMEOUT_SECONDS)[1]
        for place in places
    }
