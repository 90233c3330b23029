"""Sends records; what is sent is acknowledged by the brokers."""

import asyncio
import logging
import threading
from asyncio import AbstractEventLoop, Future
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Final, Self, cast

import confluent_kafka
from confluent_kafka import KafkaError, KafkaException
from google.protobuf.message import Message

from order_processing import contracts
from order_processing.kafka.config import client_config
from order_processing.kafka.errors import (
    KafkaIntegrationError,
    MisconfiguredError,
    UnavailableError,
    UnwritableError,
)
from order_processing.kafka.registry import registry_client
from order_processing.kafka.serialisation import Serialiser
from order_processing.settings import Settings

Headers = Sequence[tuple[str, bytes | None]]

DELIVERY_TIMEOUT: Final = timedelta(seconds=10)
MAX_RECORD_BYTES: Final = 2 * 1024 * 1024

_POLL_SECONDS: Final = 0.1

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_MISSING: Final = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})  # noqa: SLF001
_REFUSED: Final = frozenset(
    {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
)
_TOO_LARGE: Final = frozenset({KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.RECORD_LIST_TOO_LARGE})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RecordPosition:
    """Where a record stands in its topic; `timestamp` is the record's own, UTC."""

    partition: int
    offset: int
    timestamp: datetime


class Producer:
    """Sends records with all replicas' acknowledgement, each once per call of this process.

    An asynchronous context manager: a thread serves the brokers' acknowledgements for as long as
    the context lasts; leaving it waits for the records under way.
    """

    def __init__(
        self, settings: Settings, *, delivery_timeout: timedelta = DELIVERY_TIMEOUT
    ) -> None:
        """Send as the settings say; a record not acknowledged within `delivery_timeout` fails.

        Raises:
            MisconfiguredError: librdkafka refuses the configuration.
        """
        self._registry = registry_client(settings)
        self._serialiser = Serialiser(self._registry)
        self._client = _client(settings, delivery_timeout)
        self._delivery_timeout = delivery_timeout
        self._closing = threading.Event()
        self._acknowledgements = threading.Thread(
            target=self._serve_acknowledgements, name="kafka-acknowledgements", daemon=True
        )

    async def __aenter__(self) -> Self:
        """Begin to serve acknowledgements."""
        self._acknowledgements.start()
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait for the records under way, no longer than the delivery time-out."""
        await asyncio.to_thread(self._client.flush, self._delivery_timeout.total_seconds())
        self._closing.set()
        await asyncio.to_thread(self._acknowledgements.join)
        await self._registry.aclose()

    async def send(
        self, message: Message, *, key: str | None = None, headers: Headers = ()
    ) -> RecordPosition:
        """Send a message to its topic, under its key unless another one is given.

        Raises:
            UnavailableError: no acknowledgement; the record may or may not be in the topic.
            MisconfiguredError: the topic or its schema is missing, or access is refused.
            UnwritableError: the message does not fit its schema or is too large.
            order_processing.contracts.ContractError: the message has no key, or no topic.
        """
        topic = contracts.topic(type(message))
        record_key = topic.key(message) if key is None else key
        value = await self._serialiser.serialise(message)
        return await self.send_record(topic.name, record_key.encode(), value, headers)

    async def send_record(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers = ()
    ) -> RecordPosition:
        """Send bytes as they are.

        Raises:
            UnavailableError: no acknowledgement; the record may or may not be in the topic.
            MisconfiguredError: the topic is missing, or access to it is refused.
            UnwritableError: the record is too large.
        """
        delivery = _Delivery(topic, asyncio.get_running_loop())
        try:
            self._client.produce(
                topic, value, key, headers=list(headers), on_delivery=delivery.report
            )
        except BufferError:
            raise UnavailableError(
                f"{topic}: too many records wait to be sent: try later"
            ) from None
        except KafkaException as error:
            raise _failure(topic, error.args[0]) from None
        return await delivery.position

    def _serve_acknowledgements(self) -> None:
        while not self._closing.is_set():
            self._client.poll(_POLL_SECONDS)


class _Delivery:
    """One record under way: the acknowledgement arrives in another thread."""

    def __init__(self, topic: str, loop: AbstractEventLoop) -> None:
        self._topic = topic
        self._loop = loop
        self.position: Future[RecordPosition] = loop.create_future()

    def report(self, error: KafkaError | None, message: confluent_kafka.Message) -> None:
        self._loop.call_soon_threadsafe(self._settle, error, message)

    def _settle(self, error: KafkaError | None, message: confluent_kafka.Message) -> None:
        if self.position.done():  # whoever sent it was cancelled
            return
        if error is None:
            self.position.set_result(_position(message))
        else:
            self.position.set_exception(_failure(self._topic, error))


def _client(settings: Settings, delivery_timeout: timedelta) -> confluent_kafka.Producer:
    milliseconds = int(delivery_timeout / timedelta(milliseconds=1))
    configuration = client_config(settings) | {
        "acks": "all",
        "enable.idempotence": True,
        "delivery.timeout.ms": milliseconds,
        # The topic's own limit is the one that counts; a dead letter's is larger than others'.
        "message.max.bytes": MAX_RECORD_BYTES,
        # Else a record for a missing topic times out before librdkafka finds the topic missing.
        "topic.metadata.propagation.max.ms": milliseconds // 2,
    }
    try:
        return confluent_kafka.Producer(configuration, logger=_log)
    except KafkaException as error:
        raise MisconfiguredError(
            f"Kafka's client refuses its configuration ({error.args[0].str()}): "
            "mend the file that OMS_KAFKA_CONFIG names"
        ) from None


def _position(message: confluent_kafka.Message) -> RecordPosition:
    _, milliseconds = message.timestamp()
    return RecordPosition(
        partition=cast("int", message.partition()),
        offset=cast("int", message.offset()),
        timestamp=_EPOCH + timedelta(milliseconds=milliseconds),
    )


def _failure(topic: str, error: KafkaError) -> KafkaIntegrationError:
    if error.code() in _MISSING:
        return MisconfiguredError(f"the topic {topic} is missing: run `oms setup`")
    if error.code() in _REFUSED:
        return MisconfiguredError(
            f"Kafka refuses access to {topic}: check the credentials in OMS_KAFKA_CONFIG"
        )
    if error.code() in _TOO_LARGE:
        return UnwritableError(f"{topic}: the record is larger than Kafka takes")
    return UnavailableError(
        f"{topic}: Kafka has not acknowledged the record ({error.name()}): check that it runs and "
        "OMS_KAFKA_BOOTSTRAP_SERVERS names it"
    )
