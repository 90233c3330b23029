"""The service's connection to Kafka."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from google.protobuf.message import Message

from order_processing.kafka.config import client_config
from order_processing.kafka.errors import UnavailableError
from order_processing.kafka.producer import Producer
from order_processing.settings import Settings

CHECK_TIMEOUT = timedelta(seconds=2)
DELIVERY_TIMEOUT = timedelta(seconds=4)


class KafkaConnection:
    """Sends to Kafka, and asks whether it is there."""

    def __init__(self, producer: Producer, admin: AdminClient) -> None:
        self._producer = producer
        self._admin = admin

    async def send(self, message: Message, *, headers: Sequence[tuple[str, bytes]]) -> object:
        """Send a message to its topic, under its key; answers when the broker has acknowledged.

        Raises:
            IntegrationError: it is not known to be recorded.
        """
        return await self._producer.send(message, headers=headers)

    async def check(self) -> None:
        """Ask the brokers for their topics.

        Raises:
            UnavailableError: no broker answers within `CHECK_TIMEOUT`.
        """
        try:
            await asyncio.to_thread(self._admin.list_topics, timeout=CHECK_TIMEOUT.total_seconds())
        except KafkaException:
            raise UnavailableError("no broker answers; check OMS_KAFKA_BOOTSTRAP_SERVERS") from None


@asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[KafkaConnection]:
    """Kafka, for as long as the context lasts."""
    async with Producer(settings, delivery_timeout=DELIVERY_TIMEOUT) as producer:
        yield KafkaConnection(producer, AdminClient({**client_config(settings)}))
