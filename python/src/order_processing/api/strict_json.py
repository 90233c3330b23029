"""Partners' JSON, read strictly into a contract message.

protobuf's own JSON parser takes `"2"`, `2.0`, `null` and `orderId` where the contract says an int64
named `order_id`. Here a known field has exactly its name and exactly its type. A field that the
contract does not know is accepted and reported: a partner's additive change is no outage.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from oms.orders.v1.order_state_pb2 import RuleViolation
from order_processing.api.json_syntax import (
    IntegerLiteral,
    InvalidJsonError,
    parse,
    shown,
)
from order_processing.contracts import ContractError

M = TypeVar("M", bound=Message)

_RANGES = {
    FieldDescriptor.CPPTYPE_INT32: (-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: (-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: (0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: (0, 2**64 - 1),
}
_LONGEST_INTEGER = len(str(-(2**63)))
_NOT_IN_A_FOLDED_NAME = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Reading(Generic[M]):
    """A message read, and the paths of the fields that the contract does not know."""

    message: M
    unknown_fields: tuple[str, ...]


class _RefusedError(Exception):
    """A value is not what its field holds."""

    def __init__(self, rule_id: str, message: str) -> None:
        super().__init__(message)
        self.rule_id = rule_id


def read(body: bytes, message_type: type[M]) -> Reading[M]:
    """Read a JSON text into a new message.

    Raises:
        InvalidJsonError: the text is not strict JSON, or a known field is spelled otherwise or has
            another type than the contract says; every violation found, none quoting a value.
        ContractError: the message has a field of a type that JSON has not (bytes, enums, maps).
    """
    reader = _Reader()
    message = message_type()
    reader.read_object(parse(body), message, "")
    if reader.violations:
        raise InvalidJsonError(reader.violations)
    return Reading(message, tuple(reader.unknown_fields))


@dataclass
class _Reader:
    """One reading: what it has found so far, by path."""

    violations: list[RuleViolation] = field(default_factory=list)
    unknown_fields: list[str] = field(default_factory=list)

    def read_object(self, value: object, message: Message, path: str) -> None:
        try:
            members = _object(value)
        except _RefusedError as refusal:
            self._refuse(path, refusal)
            return
        for name, member in members.items():
            self._read_member(name, member, message, path)

    def _read_member(self, name: str, value: object, message: Message, parent: str) -> None:
        path = f"{parent}.{shown(name)}" if parent else shown(name)
        known = _fields_by_name(message.DESCRIPTOR).get(name)
        meant = _names_by_folded_name(message.DESCRIPTOR).get(_folded(name))
        if known is not None:
            self._read_field(value, message, known, path)
        elif meant is not None:
            self._refuse(path, _RefusedError("json.name", f"must be spelled {meant}"))
        else:
            self.unknown_fields.append(path)

    def _read_field(
        self, value: object, message: Message, known: FieldDescriptor, path: str
    ) -> None:
        if known.is_repeated:
            self._read_array(value, message, known, path)
        elif known.message_type is not None:
            child: Message = getattr(message, known.name)
            # An empty object is there, too.
            child.SetInParent()
            self.read_object(value, child, path)
        else:
            self._read_scalar(value, known, path, lambda read: setattr(message, known.name, read))

    def _read_array(
        self, value: object, message: Message, known: FieldDescriptor, path: str
    ) -> None:
        try:
            elements = _array(value)
        except _RefusedError as refusal:
            self._refuse(path, refusal)
            return
        field_elements = getattr(message, known.name)
        for index, element in enumerate(elements):
            if known.message_type is not None:
                self.read_object(element, field_elements.add(), f"{path}[{index}]")
            else:
                self._read_scalar(element, known, f"{path}[{index}]", field_elements.append)

    def _read_scalar(
        self, value: object, known: FieldDescriptor, path: str, put: Callable[[Any], None]
    ) -> None:
        try:
            put(_scalar(value, known))
        except _RefusedError as refusal:
            self._refuse(path, refusal)

    def _refuse(self, path: str, refusal: _RefusedError) -> None:
        self.violations.append(
            RuleViolation(field=path, rule_id=refusal.rule_id, message=str(refusal))
        )


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _other_type(value, "an object")
    return value


def _array(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _other_type(value, "an array")
    return value


def _scalar(value: object, known: FieldDescriptor) -> object:
    if known.type == FieldDescriptor.TYPE_STRING:
        return _string(value)
    if known.type == FieldDescriptor.TYPE_BOOL:
        return _boolean(value)
    if known.cpp_type in _RANGES:
        return _integer(value, *_RANGES[known.cpp_type])
    raise ContractError(f"{known.full_name}: JSON has no type for it; strict_json.py must say how")


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise _other_type(value, "a string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _RefusedError("json.encoding", "has half of a surrogate pair") from None
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise _other_type(value, "true or false")
    return value


def _integer(value: object, lowest: int, highest: int) -> int:
    if not isinstance(value, IntegerLiteral):
        raise _other_type(value, "an integer without quotes, point or exponent")
    if len(value.text) > _LONGEST_INTEGER or not lowest <= int(value.text) <= highest:
        raise _RefusedError("json.range", f"must be from {lowest} to {highest}")
    return int(value.text)


def _other_type(value: object, wanted: str) -> _RefusedError:
    if value is None:
        return _RefusedError("json.null", f"must be {wanted}, or be left out; null is no value")
    return _RefusedError("json.type", f"must be {wanted}")


@cache
def _fields_by_name(message: Descriptor) -> dict[str, FieldDescriptor]:
    return {known.name: known for known in message.fields}


@cache
def _names_by_folded_name(message: Descriptor) -> dict[str, str]:
    """Each field's name by what all its spellings have in common."""
    return {_folded(known.name): known.name for known in message.fields}


def _folded(name: str) -> str:
    """`customerId`, `customer-id` and `CUSTOMER_ID` are one name."""
    return _NOT_IN_A_FOLDED_NAME.sub("", name.lower())
