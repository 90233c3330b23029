"""Records of the real Kafka, written and read by the schemas of the real registry."""

import io
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import confluent_kafka
import fastavro
import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.schema_registry import AsyncSchemaRegistryClient, Schema

from oms.failures.v1.failures_pb2 import FailureClass
from oms.fulfillment.v1.order_fulfillment_pb2 import (
    FulfillmentItem,
    OrderFulfillment,
    PaymentDetails,
)
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing import contracts
from order_processing.contracts import ContractError, Topic
from order_processing.kafka import serialisation
from order_processing.kafka.avro import to_record
from order_processing.kafka.cluster import KafkaCluster
from order_processing.kafka.config import client_config
from order_processing.kafka.dead_letters import DeadLetterHeader, DeadLetters
from order_processing.kafka.errors import (
    MisconfiguredError,
    PoisonError,
    PoisonReason,
    UnavailableError,
    UnwritableError,
)
from order_processing.kafka.producer import Producer, RecordPosition
from order_processing.kafka.registry import registry_client
from order_processing.kafka.serialisation import Deserialiser, Serialiser
from order_processing.kafka.topics import KafkaTopic, kafka_topics
from order_processing.settings import Settings
from support.compiled_protos import REPOSITORY, message_class, plugin_request

GOLDEN = REPOSITORY / "tests/contract/golden"
UNKNOWN_SCHEMA_ID = b"\x00\x7f\xff\xff\xff"
READ_SECONDS = 10


@pytest.fixture
async def producer(settings: Settings) -> AsyncIterator[Producer]:
    async with Producer(settings) as producer:
        yield producer


@pytest.fixture
async def registry(settings: Settings) -> AsyncIterator[AsyncSchemaRegistryClient]:
    async with registry_client(settings) as registry:
        yield registry


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def input_topic(settings: Settings) -> str:
    """An input of this test's own, with a dead-letter topic like the others'."""
    name = f"test-{uuid4()}"
    dead_letters = next(topic for topic in kafka_topics() if topic.name == "payments.dlq")
    cluster = KafkaCluster(settings)
    cluster.create(KafkaTopic(name, 1, {}), replication_factor=1)
    cluster.create(KafkaTopic(f"{name}.dlq", 1, dead_letters.config), replication_factor=1)
    return name


@pytest.fixture(scope="module")
def golden_type() -> Any:
    return message_class(plugin_request(GOLDEN / "golden.proto"), "golden.v1.Golden")


@pytest.fixture
def golden_message(golden_type: Any) -> Any:
    """A golden message without more than it must have."""
    message = golden_type(id="g-1")
    message.required_part.SetInParent()
    message.required_at.SetInParent()
    return message


@pytest.fixture
def golden_topic(golden_type: Any, monkeypatch: pytest.MonkeyPatch) -> Topic:
    """The golden contract as a topic of this test's own, whose schema nobody has registered."""
    topic = replace(contracts.topic(golden_type), name=f"test-{uuid4()}")
    monkeypatch.setattr(contracts, "topic", lambda _: topic)
    monkeypatch.setattr(serialisation, "schema_text", lambda _: json.dumps(golden_schema()))
    return topic


def golden_schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((GOLDEN / "golden-value.avsc").read_text())
    return schema


def fulfillment(order_id: str) -> OrderFulfillment:
    return OrderFulfillment(
        customer_id="c-1",
        order_id=order_id,
        payment_details=PaymentDetails(rrn="r-1"),
        items=[FulfillmentItem(item_id="i-1", sku_id="s-1", brand_code="b-1")],
    )


def read(settings: Settings, topic: str, position: RecordPosition) -> confluent_kafka.Message:
    """The record at this position, as a consumer of nobody's sees it."""
    consumer = confluent_kafka.Consumer({**client_config(settings), "group.id": str(uuid4())})
    try:
        consumer.assign([TopicPartition(topic, position.partition, position.offset)])
        record = consumer.poll(READ_SECONDS)
    finally:
        consumer.close()
    assert record is not None
    assert record.error() is None
    assert record.offset() == position.offset
    return record


async def test_a_message_that_was_sent_stands_in_its_topic_under_its_key(
    settings: Settings, producer: Producer, registry: AsyncSchemaRegistryClient
):
    message = fulfillment(f"order-{uuid4()}")
    before = datetime.now(UTC) - timedelta(seconds=1)

    position = await producer.send(message, headers=[("oms-event-id", b"e-1")])

    record = read(settings, "order-fulfillment", position)
    assert record.key() == message.order_id.encode()
    assert record.headers() == [("oms-event-id", b"e-1")]
    assert await Deserialiser(registry).deserialise(OrderFulfillment, record.value()) == message
    assert before < position.timestamp < datetime.now(UTC) + timedelta(seconds=1)


async def test_a_message_without_a_key_is_not_sent(producer: Producer):
    with pytest.raises(ContractError, match="order_id"):
        await producer.send(fulfillment(""))


async def test_a_missing_topic_is_for_setup_to_mend(producer: Producer):
    with pytest.raises(MisconfiguredError, match="run `oms setup`"):
        await producer.send_record(f"missing-{uuid4()}", b"key", b"value")


async def test_a_record_that_is_too_large_is_not_sent_again(producer: Producer):
    with pytest.raises(UnwritableError, match="larger"):
        await producer.send_record("order-fulfillment", b"key", bytes(3_000_000))


async def test_kafka_out_of_reach_is_transient_and_names_the_setting(
    settings: Settings, closed_port: int
):
    nowhere = settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:{closed_port}"})

    async with Producer(nowhere, delivery_timeout=timedelta(seconds=1)) as producer:
        with pytest.raises(UnavailableError, match="OMS_KAFKA_BOOTSTRAP_SERVERS") as error:
            await producer.send_record("order-fulfillment", b"key", b"value")

    assert error.value.failure_class == FailureClass.FAILURE_CLASS_TRANSIENT


async def test_a_property_that_kafka_does_not_know_names_the_setting(
    settings: Settings, tmp_path: Path
):
    file = tmp_path / "kafka.properties"
    file.write_text("no.such.property=1\n")

    with pytest.raises(MisconfiguredError, match=r"no\.such\.property.*OMS_KAFKA_CONFIG"):
        Producer(settings.model_copy(update={"kafka_config": file}))


@pytest.mark.parametrize("path", ["", "/not-a-registry"])
async def test_a_registry_out_of_reach_makes_no_record_poison(
    settings: Settings, registry: AsyncSchemaRegistryClient, closed_port: int, path: str
):
    value = await Serialiser(registry).serialise(fulfillment("o-1"))
    url = f"{settings.schema_registry_url}{path}" if path else f"http://127.0.0.1:{closed_port}"

    async with registry_client(settings.model_copy(update={"schema_registry_url": url})) as other:
        with pytest.raises(UnavailableError, match="OMS_SCHEMA_REGISTRY_URL") as error:
            await Deserialiser(other).deserialise(OrderFulfillment, value)
        with pytest.raises(UnavailableError, match="OMS_SCHEMA_REGISTRY_URL"):
            await Serialiser(other).serialise(fulfillment("o-1"))

    assert error.value.failure_class == FailureClass.FAILURE_CLASS_TRANSIENT


async def test_a_registry_that_was_never_set_up_makes_no_record_poison(
    registry: AsyncSchemaRegistryClient, golden_type: Any, golden_topic: Topic
):
    value = UNKNOWN_SCHEMA_ID + b"record"

    with pytest.raises(MisconfiguredError, match=rf"{golden_topic.subject}.*`oms setup`"):
        await Deserialiser(registry).deserialise(golden_type, value)


async def test_a_schema_that_is_not_registered_is_for_setup_to_mend(
    registry: AsyncSchemaRegistryClient, golden_message: Any, golden_topic: Topic
):
    with pytest.raises(MisconfiguredError, match=rf"{golden_topic.subject}.*`oms setup`"):
        await Serialiser(registry).serialise(golden_message)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, PoisonReason.NO_VALUE),
        (b"", PoisonReason.NOT_FRAMED),
        (b'{"order_id": "o-1"}', PoisonReason.NOT_FRAMED),
        (UNKNOWN_SCHEMA_ID + b"record", PoisonReason.UNKNOWN_SCHEMA),
    ],
)
async def test_a_record_that_no_schema_reads_is_poison(
    registry: AsyncSchemaRegistryClient, value: bytes | None, reason: PoisonReason
):
    with pytest.raises(PoisonError) as error:
        await Deserialiser(registry).deserialise(OrderFulfillment, value)

    assert error.value.reason == reason
    assert error.value.failure_class == FailureClass.FAILURE_CLASS_POISON


@pytest.mark.parametrize(
    "record", [b"", b"\x02", b"\xff" * 40, b"\x08\xff\xfe\xfd\xfc", b"\x01" * 9]
)
async def test_a_record_that_is_not_of_its_schema_is_poison(
    registry: AsyncSchemaRegistryClient, record: bytes
):
    header = (await Serialiser(registry).serialise(fulfillment("o-1")))[:5]

    with pytest.raises(PoisonError) as error:
        await Deserialiser(registry).deserialise(OrderFulfillment, header + record + b"\x00")

    assert error.value.reason == PoisonReason.UNREADABLE


async def test_a_record_cut_short_is_poison(registry: AsyncSchemaRegistryClient):
    value = await Serialiser(registry).serialise(fulfillment("o-1"))

    for length in range(6, len(value)):
        with pytest.raises(PoisonError):
            await Deserialiser(registry).deserialise(OrderFulfillment, value[:length])


async def test_a_record_of_another_message_is_poison(registry: AsyncSchemaRegistryClient):
    value = await Serialiser(registry).serialise(fulfillment("o-1"))

    with pytest.raises(PoisonError, match=r"no oms\.payments\.v1\.PaymentNotification") as error:
        await Deserialiser(registry).deserialise(PaymentNotification, value)

    assert error.value.reason == PoisonReason.OTHER_MESSAGE


async def test_a_reader_understands_a_newer_writer(
    registry: AsyncSchemaRegistryClient, golden_message: Any, golden_topic: Topic
):
    """A field it does not know is left out, a symbol it does not know is the zero value."""
    schema = golden_schema()
    schema["fields"].append({"name": "added", "type": "string", "default": ""})
    next(field for field in schema["fields"] if field["name"] == "colour")["type"][
        "symbols"
    ].append("COLOUR_BLUE")
    record = to_record(golden_message) | {"added": "new", "colour": "COLOUR_BLUE"}

    value = await written(registry, golden_topic, schema, record)

    golden = await Deserialiser(registry).deserialise(type(golden_message), value)
    assert golden == golden_message


async def test_a_reader_understands_an_older_writer(
    registry: AsyncSchemaRegistryClient, golden_message: Any, golden_topic: Topic
):
    """A field that the writer did not know has its default."""
    schema = golden_schema()
    added = {"a_bool", "some_bytes", "optional_int64", "at", "names", "email"}
    schema["fields"] = [field for field in schema["fields"] if field["name"] not in added]
    value = await written(registry, golden_topic, schema, to_record(golden_message))

    golden = await Deserialiser(registry).deserialise(type(golden_message), value)
    assert golden == golden_message


async def written(
    registry: AsyncSchemaRegistryClient, topic: Topic, schema: dict[str, Any], record: object
) -> bytes:
    """The record as a writer with another schema writes it."""
    text = json.dumps(schema)
    schema_id = await registry.register_schema(topic.subject, Schema(text, "AVRO"))
    value = io.BytesIO(b"\x00" + schema_id.to_bytes(4))
    value.seek(0, io.SEEK_END)
    fastavro.schemaless_writer(value, fastavro.parse_schema(schema), record)
    return value.getvalue()


async def test_a_dead_letter_is_the_record_byte_for_byte_with_the_reason(
    settings: Settings, producer: Producer, input_topic: str
):
    own_headers = [("oms-event-id", b"e-1"), ("odd", None), ("odd", b"\xff")]
    sent = await producer.send_record(input_topic, b"\xfekey", b"\x00garbage\xff", own_headers)
    record = read(settings, input_topic, sent)

    position = await DeadLetters(producer).send(record, "NOT_FRAMED", "no schema is named")

    letter = read(settings, f"{input_topic}.dlq", position)
    assert (letter.key(), letter.value()) == (b"\xfekey", b"\x00garbage\xff")
    assert letter.headers() == [
        *own_headers,
        (DeadLetterHeader.TOPIC, input_topic.encode()),
        (DeadLetterHeader.PARTITION, b"0"),
        (DeadLetterHeader.OFFSET, str(sent.offset).encode()),
        (DeadLetterHeader.TIMESTAMP, str(record.timestamp()[1]).encode()),
        (DeadLetterHeader.REASON, b"NOT_FRAMED"),
        (DeadLetterHeader.TEXT, b"no schema is named"),
    ]


async def test_a_record_without_key_and_value_can_be_a_dead_letter(
    settings: Settings, producer: Producer, input_topic: str
):
    record = read(settings, input_topic, await producer.send_record(input_topic, None, None))

    position = await DeadLetters(producer).send(record, "NO_VALUE", "the record has no value")

    letter = read(settings, f"{input_topic}.dlq", position)
    assert (letter.key(), letter.value()) == (None, None)


async def test_a_letter_that_was_dead_before_says_only_why_it_is_now(
    settings: Settings, producer: Producer, input_topic: str
):
    earlier: list[tuple[str, bytes | None]] = [("oms-dlq-reason", b"EARLIER"), ("own", b"1")]
    sent = await producer.send_record(input_topic, b"key", b"value", earlier)

    position = await DeadLetters(producer).send(
        read(settings, input_topic, sent), "NOW", "another reason"
    )

    headers: Any = read(settings, f"{input_topic}.dlq", position).headers()
    assert [value for name, value in headers if name == "oms-dlq-reason"] == [b"NOW"]
    assert ("own", b"1") in headers


async def test_the_largest_record_of_an_input_fits_into_its_dead_letter_topic(
    settings: Settings, producer: Producer, input_topic: str
):
    largest = bytes(1_048_500)  # Kafka's default limit is 1,048,588 bytes, framing included
    record = read(settings, input_topic, await producer.send_record(input_topic, b"k", largest))

    position = await DeadLetters(producer).send(record, "UNREADABLE", "a reason of some length")

    assert read(settings, f"{input_topic}.dlq", position).value() == largest
