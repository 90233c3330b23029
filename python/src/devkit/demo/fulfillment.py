"""A consumer as Fulfilment would write it: its ecosystem's ordinary client and the registry.

What it is given are the brokers' addresses and how to log in there. It reads with nothing of the
system's own code, so that it can disagree with it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import cast
from uuid import uuid4

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

TOPIC = "order-fulfillment"
_CONNECT_SECONDS = 20.0
_POLL_SECONDS = 0.2


class FulfillmentConsumer:
    """Reads the messages that come after it was opened."""

    def __init__(self, consumer: Consumer, deserialise: AvroDeserializer) -> None:
        """Read from the consumer's assignment."""
        self._consumer = consumer
        self._deserialise = deserialise

    def read_while(self, wanted: Callable[[], bool]) -> Iterator[dict[str, object]]:
        """Messages as they come, for as long as they are wanted.

        Raises:
            confluent_kafka.KafkaException: the broker refuses.
            confluent_kafka.serialization.SerializationError: a message does not fit its schema.
        """
        while wanted():
            record = self._consumer.poll(_POLL_SECONDS)
            if record is None:
                continue
            if record.error():
                raise KafkaException(record.error())
            context = SerializationContext(TOPIC, MessageField.VALUE)
            message = self._deserialise(record.value(), context)
            yield cast("dict[str, object]", message)


@contextmanager
def fulfillment_consumer(
    kafka_configuration: Mapping[str, str | int | float | bool], registry_url: str
) -> Iterator[FulfillmentConsumer]:
    """A consumer of `order-fulfillment` from its present end on.

    Raises:
        confluent_kafka.KafkaException: the broker is not reachable.
    """
    consumer = Consumer(
        {
            **kafka_configuration,
            "group.id": f"demo-fulfillment-{uuid4()}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
    )
    try:
        metadata = consumer.list_topics(TOPIC, timeout=_CONNECT_SECONDS)
        partitions = [
            TopicPartition(TOPIC, partition) for partition in metadata.topics[TOPIC].partitions
        ]
        # The end as it is now, not as it is when the first poll comes.
        for partition in partitions:
            _, end = consumer.get_watermark_offsets(partition, timeout=_CONNECT_SECONDS)
            partition.offset = end
        consumer.assign(partitions)
        registry = SchemaRegistryClient({"url": registry_url})
        yield FulfillmentConsumer(consumer, AvroDeserializer(registry))
    finally:
        consumer.close()
