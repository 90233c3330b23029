"""The topics of the system are those of the contracts, and their schemas tell what they carry."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor

from order_processing.contracts import Topic
from order_processing.kafka.schemas import schema_text
from order_processing.kafka.topics import CONTRACT_TOPICS, kafka_topics
from support.compiled_protos import REPOSITORY

CONTRACT_TOPIC = pytest.mark.parametrize("topic", CONTRACT_TOPICS, ids=lambda topic: topic.name)


def test_every_schema_of_the_contracts_is_of_a_topic_that_setup_creates():
    schemas = {path.stem for path in (REPOSITORY / "schemas").glob("*.avsc")}

    assert schemas == {topic.subject for topic in CONTRACT_TOPICS}
    assert {topic.name for topic in CONTRACT_TOPICS} <= {topic.name for topic in kafka_topics()}


def test_every_input_has_a_dead_letter_topic_of_its_own():
    assert [topic.name for topic in kafka_topics() if topic.name.endswith(".dlq")] == [
        "commerce-orders.dlq",
        "payments.dlq",
    ]


@CONTRACT_TOPIC
def test_the_key_of_a_topic_is_a_string_of_its_message(topic: Topic):
    for path in topic.key_paths:
        *parents, leaf = path.split(".")
        message: Any = topic.message_type.DESCRIPTOR
        for parent in parents:
            message = message.fields_by_name[parent].message_type
        field = message.fields_by_name[leaf]
        assert field.type == FieldDescriptor.TYPE_STRING
        assert not field.is_repeated


@CONTRACT_TOPIC
def test_a_topic_has_partitions_and_a_retention(topic: Topic):
    assert topic.partitions > 0
    assert topic.retention.total_seconds() > 0


@CONTRACT_TOPIC
def test_every_record_field_and_enum_of_a_schema_is_documented(topic: Topic):
    undocumented = [
        element["name"]
        for element in elements(json.loads(schema_text(topic)))
        if not element.get("doc")
    ]

    assert undocumented == []


def elements(schema: Any) -> Iterator[dict[str, Any]]:
    """The named types and the fields of a schema."""
    if isinstance(schema, list):
        for branch in schema:
            yield from elements(branch)
    if isinstance(schema, dict):
        if "name" in schema:
            yield schema
        for part in ("type", "items", "fields"):
            yield from elements(schema.get(part))
