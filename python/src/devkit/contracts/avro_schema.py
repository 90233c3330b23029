"""The Avro schema of a topic's message, by the mapping of `docs/avro-mapping.md`.

FULL_TRANSITIVE compatibility freezes the mapping: what is refused here can be allowed later, what
is allowed can never change.
"""

from collections.abc import Mapping
from typing import Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from devkit.contracts.contract_options import ContractOptions
from devkit.contracts.unmappable import (
    TIMESTAMP,
    refuse_aliases,
    refuse_declaration,
    refuse_oneofs,
    refuse_without_row,
)

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_LONG: Final = ("long", 0)

_SCALARS: Final[dict[int, tuple[str, Json]]] = {
    FieldDescriptor.TYPE_INT32: _LONG,
    FieldDescriptor.TYPE_INT64: _LONG,
    FieldDescriptor.TYPE_UINT32: _LONG,
    FieldDescriptor.TYPE_UINT64: _LONG,
    FieldDescriptor.TYPE_SINT32: _LONG,
    FieldDescriptor.TYPE_SINT64: _LONG,
    FieldDescriptor.TYPE_FIXED32: _LONG,
    FieldDescriptor.TYPE_FIXED64: _LONG,
    FieldDescriptor.TYPE_SFIXED32: _LONG,
    FieldDescriptor.TYPE_SFIXED64: _LONG,
    FieldDescriptor.TYPE_FLOAT: ("float", 0.0),
    FieldDescriptor.TYPE_DOUBLE: ("double", 0.0),
    FieldDescriptor.TYPE_BOOL: ("boolean", False),
    FieldDescriptor.TYPE_STRING: ("string", ""),
    FieldDescriptor.TYPE_BYTES: ("bytes", ""),
}


class AvroSchemas:
    """Turns messages of one pool into schemas."""

    def __init__(self, options: ContractOptions, docs: Mapping[str, str]) -> None:
        """Read options through `options`; `docs` are doc comments by full name."""
        self._options = options
        self._docs = docs

    def of_topic(self, message: Descriptor) -> dict[str, Json]:
        """The schema of the message, fields in the order of their numbers.

        Raises:
            UnmappableError: the message, or one within it, has no place in the mapping.
        """
        return self._record(message, defined=set(), enclosing=())

    def _record(
        self, message: Descriptor, defined: set[str], enclosing: tuple[str, ...]
    ) -> dict[str, Json]:
        refuse_oneofs(message)
        defined.add(message.full_name)
        enclosing = (*enclosing, message.full_name)
        fields = sorted(message.fields, key=lambda field: field.number)
        return {
            "type": "record",
            **self._name_and_doc(message),
            "fields": [self._field(field, defined, enclosing) for field in fields],
        }

    def _field(
        self, field: FieldDescriptor, defined: set[str], enclosing: tuple[str, ...]
    ) -> dict[str, Json]:
        refuse_without_row(field, enclosing)
        value = self._value(field, defined, enclosing)
        schema: dict[str, Json] = {"name": field.name}
        if field.full_name in self._docs:
            schema["doc"] = self._docs[field.full_name]
        if field.is_repeated:
            schema |= {"type": {"type": "array", "items": value}, "default": []}
        elif field.message_type and self._options.required(field):
            schema |= {"type": value}
        elif field.has_presence:
            schema |= {"type": ["null", value], "default": None}
        else:
            schema |= {"type": value, "default": _zero(field)}
        if sensitive := self._options.sensitive(field):
            schema["confluent:tags"] = ["PII", sensitive.data_class]
        return schema

    def _value(self, field: FieldDescriptor, defined: set[str], enclosing: tuple[str, ...]) -> Json:
        if field.message_type:
            return self._message(field.message_type, defined, enclosing)
        if field.enum_type:
            return self._enum(field.enum_type, defined)
        return _SCALARS[field.type][0]

    def _message(self, message: Descriptor, defined: set[str], enclosing: tuple[str, ...]) -> Json:
        if message.full_name == TIMESTAMP:
            return {"type": "long", "logicalType": "timestamp-millis"}
        if message.full_name in defined:
            return message.full_name
        return self._record(message, defined, enclosing)

    def _enum(self, enum: EnumDescriptor, defined: set[str]) -> Json:
        if enum.full_name in defined:
            return enum.full_name
        refuse_aliases(enum)
        defined.add(enum.full_name)
        values = sorted(enum.values, key=lambda value: value.number)
        symbols: list[Json] = [value.name for value in values]
        return {
            "type": "enum",
            **self._name_and_doc(enum),
            "symbols": symbols,
            "default": enum.values_by_number[0].name,
        }

    def _name_and_doc(self, named: Descriptor | EnumDescriptor) -> dict[str, Json]:
        refuse_declaration(named)
        named_schema: dict[str, Json] = {"name": named.name, "namespace": named.file.package}
        if named.full_name in self._docs:
            named_schema["doc"] = self._docs[named.full_name]
        return named_schema


def _zero(field: FieldDescriptor) -> Json:
    if field.enum_type:
        return str(field.enum_type.values_by_number[0].name)
    return _SCALARS[field.type][1]
