"""The mapping from protobuf to Avro, row by row (`docs/avro-mapping.md`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from order_processing.kafka.avro import to_record
from support.compiled_protos import (
    example_request,
    generated_files,
    message_class,
    plugin_request,
    refusal,
    topic,
)

GOLDEN = Path(__file__).parent / "golden"

INTEGERS = ("int32", "int64", "uint32", "uint64", "sint32", "sint64")
FIXED_INTEGERS = ("fixed32", "fixed64", "sfixed32", "sfixed64")

COLOUR = "enum Colour { COLOUR_UNSPECIFIED = 0; COLOUR_GREEN = 7; COLOUR_RED = 2; }"
COLOUR_SCHEMA = {
    "type": "enum",
    "name": "Colour",
    "namespace": "example.v1",
    "symbols": ["COLOUR_UNSPECIFIED", "COLOUR_RED", "COLOUR_GREEN"],
    "default": "COLOUR_UNSPECIFIED",
}
PART = "message Part { string name = 1; }"
PART_SCHEMA = {
    "type": "record",
    "name": "Part",
    "namespace": "example.v1",
    "fields": [{"name": "name", "type": "string", "default": ""}],
}
TIMESTAMP_SCHEMA = {"type": "long", "logicalType": "timestamp-millis"}


class Compiler:
    """Writes a contract and looks at what becomes of it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def schema(self, fields: str, declarations: str = "") -> dict[str, Any]:
        request = example_request(self._directory, topic(fields) + declarations)
        schema: dict[str, Any] = json.loads(generated_files(request)["example-value.avsc"])
        return schema

    def field(self, field: str, declarations: str = "") -> dict[str, Any]:
        fields: list[dict[str, Any]] = self.schema(field, declarations)["fields"]
        return fields[0]

    def refusal(self, fields: str, declarations: str = "") -> str:
        return refusal(example_request(self._directory, topic(fields) + declarations))


@pytest.fixture
def compiler(tmp_path: Path) -> Compiler:
    return Compiler(tmp_path)


def test_the_golden_contract_has_the_golden_schema():
    files = generated_files(plugin_request(GOLDEN / "golden.proto"))

    assert files == {
        "golden-value.avsc": (GOLDEN / "golden-value.avsc").read_text(encoding="utf-8")
    }


def test_every_record_has_the_proto_package_as_its_namespace(compiler: Compiler):
    schema = compiler.schema("string a = 1;")

    assert (schema["type"], schema["name"], schema["namespace"]) == (
        "record",
        "Example",
        "example.v1",
    )


@pytest.mark.parametrize("integer", [*INTEGERS, *FIXED_INTEGERS])
def test_every_integer_is_a_long(compiler: Compiler, integer: str):
    assert compiler.field(f"{integer} a = 1;") == {"name": "a", "type": "long", "default": 0}


@pytest.mark.parametrize(
    ("scalar", "avro", "default"),
    [
        ("string", "string", ""),
        ("bytes", "bytes", ""),
        ("bool", "boolean", False),
        ("float", "float", 0.0),
        ("double", "double", 0.0),
    ],
)
def test_an_implicit_scalar_is_never_null_and_has_its_zero_as_default(
    compiler: Compiler, scalar: str, avro: str, default: object
):
    field = compiler.field(f"{scalar} a = 1;")

    assert field == {"name": "a", "type": avro, "default": default}
    assert type(field["default"]) is type(default)


def test_an_optional_scalar_is_null_or_its_type(compiler: Compiler):
    assert compiler.field("optional string a = 1;") == {
        "name": "a",
        "type": ["null", "string"],
        "default": None,
    }


def test_an_implicit_enum_has_its_zero_value_as_default(compiler: Compiler):
    assert compiler.field("Colour a = 1;", COLOUR) == {
        "name": "a",
        "type": COLOUR_SCHEMA,
        "default": "COLOUR_UNSPECIFIED",
    }


def test_an_optional_enum_is_null_or_the_enum(compiler: Compiler):
    assert compiler.field("optional Colour a = 1;", COLOUR) == {
        "name": "a",
        "type": ["null", COLOUR_SCHEMA],
        "default": None,
    }


def test_a_message_is_null_or_its_record(compiler: Compiler):
    assert compiler.field("Part a = 1;", PART) == {
        "name": "a",
        "type": ["null", PART_SCHEMA],
        "default": None,
    }


def test_a_required_message_is_its_record_without_a_default(compiler: Compiler):
    assert compiler.field("Part a = 1 [(buf.validate.field).required = true];", PART) == {
        "name": "a",
        "type": PART_SCHEMA,
    }


def test_a_required_scalar_is_mapped_like_any_other(compiler: Compiler):
    assert compiler.field("string a = 1 [(buf.validate.field).required = true];") == {
        "name": "a",
        "type": "string",
        "default": "",
    }


def test_a_timestamp_is_null_or_milliseconds(compiler: Compiler):
    assert compiler.field("google.protobuf.Timestamp a = 1;") == {
        "name": "a",
        "type": ["null", TIMESTAMP_SCHEMA],
        "default": None,
    }


def test_a_required_timestamp_is_milliseconds_without_a_default(compiler: Compiler):
    field = "google.protobuf.Timestamp a = 1 [(buf.validate.field).required = true];"

    assert compiler.field(field) == {"name": "a", "type": TIMESTAMP_SCHEMA}


@pytest.mark.parametrize(
    ("element", "items"),
    [
        ("string", "string"),
        ("uint32", "long"),
        ("Colour", COLOUR_SCHEMA),
        ("Part", PART_SCHEMA),
        ("google.protobuf.Timestamp", TIMESTAMP_SCHEMA),
    ],
)
def test_a_repeated_field_is_an_array_empty_by_default(
    compiler: Compiler, element: str, items: object
):
    assert compiler.field(f"repeated {element} a = 1;", COLOUR + PART) == {
        "name": "a",
        "type": {"type": "array", "items": items},
        "default": [],
    }


def test_the_second_use_of_a_record_is_its_name(compiler: Compiler):
    first, second = compiler.schema("Part a = 1; repeated Part b = 2;", PART)["fields"]

    assert first["type"] == ["null", PART_SCHEMA]
    assert second["type"] == {"type": "array", "items": "example.v1.Part"}


def test_the_second_use_of_an_enum_is_its_name(compiler: Compiler):
    first, second = compiler.schema("Colour a = 1; Colour b = 2;", COLOUR)["fields"]

    assert first["type"] == COLOUR_SCHEMA
    assert second["type"] == "example.v1.Colour"


def test_a_sensitive_field_is_tagged_as_personal_data_and_with_its_class(compiler: Compiler):
    field = compiler.field(
        'string a = 1 [(oms.options.v1.sensitive) = {data_class: "customer.email" subject: "b"}];'
        "string b = 2;"
    )

    assert field["confluent:tags"] == ["PII", "customer.email"]


def test_fields_stand_in_the_order_of_their_numbers(compiler: Compiler):
    fields = compiler.schema("string late = 9; string early = 2;")["fields"]

    assert [field["name"] for field in fields] == ["early", "late"]


def test_doc_comments_become_docs_and_wrapping_them_anew_changes_nothing(tmp_path: Path):
    written = "// One line,\n// two lines.\n//\n// A paragraph.\n"
    declaration = topic("\n// The field.\nstring a = 1;")
    request = example_request(tmp_path, written + declaration)

    schema = json.loads(generated_files(request)["example-value.avsc"])

    assert schema["doc"] == "One line, two lines.\n\nA paragraph."
    assert schema["fields"][0]["doc"] == "The field."


@pytest.mark.parametrize(
    ("fields", "declarations", "reason"),
    [
        ("oneof a { string b = 1; string c = 2; }", "", "example.v1.Example.a: no oneof"),
        ("map<string, string> a = 1;", "", "example.v1.Example.a: no map"),
        ("google.protobuf.Duration a = 1;", "", "google.protobuf.Duration is not for topics"),
        ("google.protobuf.StringValue a = 1;", "", "StringValue is not for topics"),
        ("Example a = 1;", "", "example.v1.Example contains itself"),
        ("Tree a = 1;", "message Tree { repeated Tree b = 1; }", "example.v1.Tree contains itself"),
        ("Inner a = 1; message Inner {}", "", "no type within a message"),
        ("array a = 1;", "message array {}", "example.v1.array: Avro reserves this name"),
        (
            "Alias a = 1;",
            "enum Alias { option allow_alias = true; A = 0; B = 1; C = 1; }",
            "example.v1.Alias: two names of one number",
        ),
    ],
)
def test_what_has_no_row_is_refused_with_what_to_write_instead(
    compiler: Compiler, fields: str, declarations: str, reason: str
):
    assert reason in compiler.refusal(fields, declarations)


def test_proto2_is_refused(tmp_path: Path):
    proto = tmp_path / "old.proto"
    proto.write_text(
        'syntax = "proto2"; package old.v1; import "oms/options/v1/options.proto";'
        'import "buf/validate/validate.proto";' + topic("optional string a = 1;")
    )

    assert "old.v1.Example: only proto3" in refusal(plugin_request(proto))


def test_two_messages_of_one_topic_are_refused(compiler: Compiler):
    second = topic("string a = 1;", name="Second")

    assert "example.v1.Second: topic example has" in compiler.refusal("string a = 1;", second)


def test_a_message_without_the_option_has_no_schema(tmp_path: Path):
    assert generated_files(example_request(tmp_path, PART)) == {}


def test_a_record_has_the_fields_of_its_schema():
    request = plugin_request(GOLDEN / "golden.proto")
    schema = json.loads(generated_files(request)["golden-value.avsc"])
    golden: Any = message_class(request, "golden.v1.Golden")()
    golden.required_part.SetInParent()
    golden.required_at.SetInParent()

    assert list(to_record(golden)) == [field["name"] for field in schema["fields"]]
