"""Arbitrary messages of a contract, such as Avro can carry exactly."""

from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from buf.validate import validate_pb2

_LONG_MAX = 2**63 - 1
_MILLISECOND = 1_000_000
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799

_SCALARS: dict[int, SearchStrategy[Any]] = {
    FieldDescriptor.CPPTYPE_INT32: st.integers(-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: st.integers(-(2**63), _LONG_MAX),
    FieldDescriptor.CPPTYPE_UINT32: st.integers(0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: st.integers(0, _LONG_MAX),
    FieldDescriptor.CPPTYPE_FLOAT: st.floats(width=32, allow_nan=False),
    FieldDescriptor.CPPTYPE_DOUBLE: st.floats(allow_nan=False),
    FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
}


def messages(message_type: Any) -> SearchStrategy[Any]:
    """Messages of the type: every field with or without a value, required ones with."""
    fields = {field.name: _field(field) for field in message_type.DESCRIPTOR.fields}
    return st.fixed_dictionaries(fields).map(lambda values: _message(message_type, values))


def _message(message_type: type[Message], values: dict[str, Any]) -> Message:
    return message_type(**{name: value for name, value in values.items() if value is not None})


def _field(field: FieldDescriptor) -> SearchStrategy[Any]:
    if field.is_repeated:
        return st.lists(_value(field), max_size=3)
    options: Any = field.GetOptions()
    if options.Extensions[validate_pb2.field].required or not field.has_presence:
        return _value(field)
    return st.none() | _value(field)


def _value(field: FieldDescriptor) -> SearchStrategy[Any]:
    if field.message_type:
        message_type = GetMessageClass(field.message_type)
        return _timestamps() if message_type is Timestamp else messages(message_type)
    if field.enum_type:
        return st.sampled_from([value.number for value in field.enum_type.values])
    if field.type == FieldDescriptor.TYPE_BYTES:
        return st.binary(max_size=20)
    if field.type == FieldDescriptor.TYPE_STRING:
        return st.text(max_size=20)
    return _SCALARS[field.cpp_type]


def _timestamps() -> SearchStrategy[Timestamp]:
    return st.builds(
        lambda seconds, milliseconds: Timestamp(seconds=seconds, nanos=milliseconds * _MILLISECOND),
        st.integers(_FIRST_SECOND, _LAST_SECOND),
        st.integers(0, 999),
    )
