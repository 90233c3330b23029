"""Messages as values of Kafka records and back: Avro in the framing of the schema registry.

The writer's schema is the packaged one. It must be registered, and only `oms setup` registers.
"""

import json
import struct
from functools import cache
from typing import Any, Final, TypeVar, cast

from confluent_kafka.schema_registry import AsyncSchemaRegistryClient, Schema
from confluent_kafka.schema_registry.avro import AsyncAvroDeserializer, AsyncAvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext, SerializationError
from fastavro.read import SchemaResolutionError
from google.protobuf.message import Message

from order_processing import contracts
from order_processing.contracts import Topic
from order_processing.kafka.avro import from_record, to_record
from order_processing.kafka.errors import MisconfiguredError, PoisonError, PoisonReason
from order_processing.kafka.registry import registry_failures
from order_processing.kafka.schemas import schema_text

MessageT = TypeVar("MessageT", bound=Message)

_SUBJECT_OF_TOPIC: Final = {"subject.name.strategy.type": "TOPIC"}
_NEVER_REGISTER: Final = {"auto.register.schemas": False, "normalize.schemas": True}

# What the Avro library raises for bytes that are no record of their schema.
_UNREADABLE: Final = (
    EOFError,
    LookupError,
    OverflowError,
    SchemaResolutionError,
    SerializationError,
    ValueError,
    struct.error,
)


class Serialiser:
    """Writes messages of any topic; the registry is asked once a topic."""

    def __init__(self, registry: AsyncSchemaRegistryClient) -> None:
        self._registry = registry
        self._serializers: dict[Topic, AsyncAvroSerializer] = {}

    async def serialise(self, message: Message) -> bytes:
        """The message as the value of a record of its topic.

        Raises:
            UnwritableError: the message does not fit its schema.
            MisconfiguredError: its schema is not registered, or access is refused.
            UnavailableError: the registry does not answer.
        """
        topic = contracts.topic(type(message))
        record = to_record(message)
        try:
            with registry_failures():
                serializer = await self._serializer(topic)
                return cast("bytes", await serializer(record, _value_of(topic)))
        except SchemaRegistryError:
            raise MisconfiguredError(
                f"the schema of {topic.subject} is not registered: run `oms setup`"
            ) from None

    async def _serializer(self, topic: Topic) -> AsyncAvroSerializer:
        if topic not in self._serializers:
            self._serializers[topic] = await AsyncAvroSerializer(
                self._registry, schema_text(topic), conf=_SUBJECT_OF_TOPIC | _NEVER_REGISTER
            )
        return self._serializers[topic]


class Deserialiser:
    """Reads messages of any topic; the registry is asked once a writer's schema."""

    def __init__(self, registry: AsyncSchemaRegistryClient) -> None:
        self._registry = registry
        self._deserializers: dict[Topic, AsyncAvroDeserializer] = {}

    async def deserialise(self, message_type: type[MessageT], value: bytes | None) -> MessageT:
        """The message in the value of a record of its topic.

        Fields that only the writer's schema has are left out, fields that it lacks have their
        defaults.

        Raises:
            PoisonError: the value cannot be read, now or later.
            MisconfiguredError: the registry does not have the topic's subject, or refuses access.
            UnavailableError: the registry does not answer: nothing is known of the record.
        """
        topic = contracts.topic(message_type)
        if value is None:
            raise PoisonError(PoisonReason.NO_VALUE, f"{topic.name}: the record has no value")
        schema = await self._writers_schema(topic, _schema_id(topic, value))
        if _record_name(schema.schema_str) != message_type.DESCRIPTOR.full_name:
            raise PoisonError(
                PoisonReason.OTHER_MESSAGE,
                f"{topic.name}: the record is no {message_type.DESCRIPTOR.full_name}",
            )
        return from_record(message_type, await self._record(topic, value))

    async def _writers_schema(self, topic: Topic, schema_id: int) -> Schema:
        try:
            with registry_failures():
                return await self._registry.get_schema(schema_id, topic.subject)
        except SchemaRegistryError:
            await self._require_subject(topic)
            raise PoisonError(
                PoisonReason.UNKNOWN_SCHEMA,
                f"{topic.name}: the registry has no schema with the record's id",
            ) from None

    async def _require_subject(self, topic: Topic) -> None:
        """Tell an unknown id from a registry that was never set up or lost its content."""
        try:
            with registry_failures():
                await self._registry.get_versions(topic.subject)
        except SchemaRegistryError:
            raise MisconfiguredError(
                f"the registry does not have {topic.subject}: run `oms setup`, or restore the "
                "registry if it had it"
            ) from None

    async def _record(self, topic: Topic, value: bytes) -> dict[str, Any]:
        try:
            with registry_failures():
                deserializer = await self._deserializer(topic)
                return cast("dict[str, Any]", await deserializer(value, _value_of(topic)))
        except _UNREADABLE as error:
            raise PoisonError(
                PoisonReason.UNREADABLE,
                f"{topic.name}: the value is no record of its schema ({type(error).__name__})",
            ) from None

    async def _deserializer(self, topic: Topic) -> AsyncAvroDeserializer:
        if topic not in self._deserializers:
            self._deserializers[topic] = await AsyncAvroDeserializer(
                self._registry, schema_text(topic), conf=_SUBJECT_OF_TOPIC
            )
        return self._deserializers[topic]


def _value_of(topic: Topic) -> SerializationContext:
    return SerializationContext(topic.name, MessageField.VALUE)


def _schema_id(topic: Topic, value: bytes) -> int:
    """The id in the five bytes before the record: a zero, then the id.

    Source: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/
    """
    magic_byte_and_id = struct.Struct(">BI")
    if len(value) > magic_byte_and_id.size:
        magic_byte, schema_id = magic_byte_and_id.unpack_from(value)
        if magic_byte == 0:
            return int(schema_id)
    raise PoisonError(
        PoisonReason.NOT_FRAMED,
        f"{topic.name}: the value does not name the schema it is written in",
    )


@cache
def _record_name(schema: str | None) -> str | None:
    try:
        parsed = json.loads(schema or "")
    except ValueError:
        return None
    if not isinstance(parsed, dict) or "name" not in parsed:
        return None
    name, namespace = str(parsed["name"]), parsed.get("namespace")
    return name if "." in name or not namespace else f"{namespace}.{name}"
