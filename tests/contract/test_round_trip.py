"""A message comes out of Avro as it went in."""

import io
import json
from pathlib import Path
from typing import Any

import fastavro
import pytest
from google.protobuf.message import Message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from order_processing.contracts import Topic
from order_processing.kafka.avro import from_record, to_record
from order_processing.kafka.schemas import schema_text
from order_processing.kafka.topics import CONTRACT_TOPICS
from support.arbitrary_messages import messages
from support.compiled_protos import generated_files, message_class, plugin_request

GOLDEN = plugin_request(Path(__file__).parent / "golden/golden.proto")

GOLDEN_SCHEMA = generated_files(GOLDEN)["golden-value.avsc"]

# A failure prints the example and `@reproduce_failure`, by which it is run again.
arbitrary = settings(print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def through_avro(message: Message, schema: str) -> Message:
    parsed = fastavro.parse_schema(json.loads(schema))
    encoded = io.BytesIO()
    fastavro.schemaless_writer(encoded, parsed, to_record(message), strict=True)
    encoded.seek(0)
    record: Any = fastavro.schemaless_reader(encoded, parsed, None)
    assert encoded.read() == b""
    return from_record(type(message), record)


@arbitrary
@given(st.data())
def test_every_row_of_the_mapping_comes_back_as_it_went(data: st.DataObject):
    golden = data.draw(messages(message_class(GOLDEN, "golden.v1.Golden")))

    assert through_avro(golden, GOLDEN_SCHEMA) == golden


@pytest.mark.parametrize("topic", CONTRACT_TOPICS, ids=lambda topic: topic.name)
@arbitrary
@given(data=st.data())
def test_every_message_of_a_topic_comes_back_as_it_went(topic: Topic, data: st.DataObject):
    message = data.draw(messages(topic.message_type))

    assert through_avro(message, schema_text(topic)) == message
