"""The rules of the contracts (protovalidate), evaluated."""

from typing import TYPE_CHECKING

import protovalidate
from google.protobuf.message import Message

from oms.orders.v1.order_state_pb2 import RuleViolation

if TYPE_CHECKING:
    from protovalidate import FieldPathElementPb, FieldPathPb


def broken_rules(message: Message) -> list[RuleViolation]:
    """The rules that a message breaks, each with the path of the field that breaks it.

    The texts are the rules' own and hold no value of the message. A rule on the message as a whole
    has an empty path.
    """
    return [
        RuleViolation(
            field=_path(violation.proto.field),
            rule_id=violation.proto.rule_id,
            message=violation.proto.message,
        )
        for violation in protovalidate.collect_violations(message)
    ]


def _path(field: "FieldPathPb | None") -> str:
    """Such as `order.items[3].quantity`."""
    return ".".join(map(_step, field.elements)) if field else ""


def _step(element: "FieldPathElementPb") -> str:
    subscript = element.subscript
    if subscript is None:
        return element.field_name
    return f"{element.field_name}[{subscript.value}]"
