"""Generated messages as Avro records and back: both directions of `docs/avro-mapping.md`.

A record is what fastavro writes and reads: a dict by field name, an enum as its symbol, a
timestamp as an aware datetime.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar, cast

from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from buf.validate import validate_pb2
from order_processing.kafka.errors import PoisonError, PoisonReason, UnwritableError

MessageT = TypeVar("MessageT", bound=Message)

_TIMESTAMP: Final = Timestamp.DESCRIPTOR.full_name
_LONG_MAX: Final = 2**63 - 1
_MICROSECONDS_PER_MILLISECOND: Final = 1000


def to_record(message: Message) -> dict[str, Any]:
    """The message as a record; fields that its contract does not know are left out.

    Timestamps lose what is finer than a millisecond: cut, not rounded.

    Raises:
        UnwritableError: a required message is missing, or a value has no place in the schema: the
            number of an enum without a name, an unsigned integer beyond 2^63 - 1, a timestamp
            outside of the years 1 to 9999.
    """
    return {field.name: _to_avro(message, field) for field in _fields(message)}


def from_record(message_type: type[MessageT], record: Mapping[str, Any]) -> MessageT:
    """The record as a message; fields that the contract does not know are left out.

    Raises:
        PoisonError: a required message is missing, or a value does not fit its field.
    """
    message = message_type()
    _fill(message, record)
    return message


def _fields(message: Message) -> Sequence[FieldDescriptor]:
    descriptor: Any = message.DESCRIPTOR
    return cast("Sequence[FieldDescriptor]", descriptor.fields)


def _to_avro(message: Message, field: FieldDescriptor) -> Any:  # noqa: ANN401 - by the field
    if field.is_repeated:
        return [_value_to_avro(value, field) for value in getattr(message, field.name)]
    if not field.has_presence or message.HasField(field.name):
        return _value_to_avro(getattr(message, field.name), field)
    if _required(field):
        raise UnwritableError(f"{field.full_name} is required and missing: set it before sending")
    return None


def _value_to_avro(value: Any, field: FieldDescriptor) -> Any:  # noqa: ANN401 - by the field
    if field.message_type:
        is_timestamp = field.message_type.full_name == _TIMESTAMP
        return _to_datetime(value, field) if is_timestamp else to_record(value)
    if field.enum_type:
        return _to_symbol(value, field.enum_type)
    if field.cpp_type == FieldDescriptor.CPPTYPE_UINT64 and value > _LONG_MAX:
        raise UnwritableError(f"{field.full_name} is beyond 2^63 - 1, the largest Avro long")
    return value


def _to_datetime(timestamp: Timestamp, field: FieldDescriptor) -> datetime:
    try:
        exact = timestamp.ToDatetime(tzinfo=UTC)
    except ValueError:
        raise UnwritableError(f"{field.full_name} is not within the years 1 to 9999") from None
    return exact.replace(
        microsecond=exact.microsecond
        // _MICROSECONDS_PER_MILLISECOND
        * _MICROSECONDS_PER_MILLISECOND
    )


def _to_symbol(number: int, enum: EnumDescriptor) -> str:
    value = enum.values_by_number.get(number)
    if value is None:
        raise UnwritableError(
            f"{enum.full_name} has no name for {number}: deploy the release that knows it"
        )
    return str(value.name)


def _fill(message: Message, record: Mapping[str, Any]) -> None:
    for field in _fields(message):
        value = record.get(field.name)
        if value is None:
            _refuse_if_required(field)
        elif field.message_type:
            _fill_nested(message, field, value)
        else:
            _set_scalars(message, field, value)


def _refuse_if_required(field: FieldDescriptor) -> None:
    if field.message_type and _required(field):
        raise PoisonError(
            PoisonReason.UNREADABLE, f"{field.full_name} is required and the record lacks it"
        )


def _fill_nested(message: Message, field: FieldDescriptor, value: Any) -> None:  # noqa: ANN401
    nested = getattr(message, field.name)
    if field.is_repeated:
        for element in value:
            _fill_message(nested.add(), element)
    else:
        # An empty nested message is present all the same.
        nested.SetInParent()
        _fill_message(nested, value)


def _fill_message(message: Message, value: Any) -> None:  # noqa: ANN401 - datetime or record
    if isinstance(message, Timestamp):
        message.FromDatetime(value)
    else:
        _fill(message, value)


def _set_scalars(message: Message, field: FieldDescriptor, value: Any) -> None:  # noqa: ANN401
    try:
        if field.is_repeated:
            getattr(message, field.name).extend(_scalar(each, field) for each in value)
        else:
            setattr(message, field.name, _scalar(value, field))
    except (KeyError, TypeError, ValueError):
        # The library's own text quotes the value.
        raise PoisonError(
            PoisonReason.UNREADABLE, f"the record's value does not fit {field.full_name}"
        ) from None


def _scalar(value: Any, field: FieldDescriptor) -> Any:  # noqa: ANN401 - by the field
    if field.enum_type:
        return field.enum_type.values_by_name[value].number
    if field.type == FieldDescriptor.TYPE_BYTES and isinstance(value, str):
        # The default of a field that the writer did not know, as the schema's JSON has it.
        return value.encode("latin-1")
    return value


def _required(field: FieldDescriptor) -> bool:
    options: Any = field.GetOptions()
    return bool(options.Extensions[validate_pb2.field].required)
