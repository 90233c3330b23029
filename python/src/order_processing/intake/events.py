"""Kafka records as events of the business."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from confluent_kafka import Message as Record
from google.protobuf.message import Message

from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.failures.v1.failures_pb2 import FailureClass
from oms.orders.v1.order_state_pb2 import RuleViolation
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing import contracts
from order_processing.failures import IntegrationError
from order_processing.inputs import headers, identity


@dataclass(frozen=True)
class Submission:
    """An order was submitted."""

    event_id: str
    received_at: datetime
    message: OrderSubmission

    @property
    def order_id(self) -> str:
        """The order submitted."""
        return self.message.order.order_id


@dataclass(frozen=True)
class Notification:
    """A payment was notified."""

    event_id: str
    received_at: datetime
    message: PaymentNotification

    @property
    def order_id(self) -> str:
        """The order paid for; may be empty."""
        return self.message.metadata.order_id


Event = Submission | Notification


class NoEventReason(StrEnum):
    """Why a record that can be read is no event."""

    NOT_IDENTIFIABLE = "NOT_IDENTIFIABLE"
    OTHER_KEY = "OTHER_KEY"


class NoEventError(IntegrationError):
    """A record that can be read and is no event, now or later: no webhook of ours has sent it."""

    def __init__(self, reason: NoEventReason, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_POISON)
        self.reason = reason


@dataclass(frozen=True)
class _Input:
    """What is read from one topic."""

    message_type: type[Message]
    event_type: Callable[[str, datetime, Any], Event]
    identity_violations: Callable[[Any], list[RuleViolation]]


_INPUTS = {
    contracts.topic(kind.message_type).name: kind
    for kind in (
        _Input(OrderSubmission, Submission, identity.submission_violations),
        _Input(PaymentNotification, Notification, identity.notification_violations),
    )
}

TOPICS = tuple(_INPUTS)
"""The topics that intake reads."""


def message_type(record: Record) -> type[Message]:
    """The message that the value of a record of one of the `TOPICS` is."""
    return _input(record).message_type


def event(record: Record, message: Message) -> Event:
    """The event in a record whose value is `message`.

    A record without the webhook's headers was put there by other means: its place is its event id,
    and the time at which it was recorded is that of its receipt.

    Raises:
        NoEventError: it cannot be told to whom it belongs, or its key says otherwise.
    """
    kind = _input(record)
    if violations := kind.identity_violations(message):
        broken = ", ".join(f"{broken.field} {broken.rule_id}" for broken in violations)
        raise NoEventError(NoEventReason.NOT_IDENTIFIABLE, f"not identifiable: {broken}")
    if record.key() != contracts.topic(kind.message_type).key(message).encode():
        raise NoEventError(NoEventReason.OTHER_KEY, "the record's key is not that of its message")
    given = headers.decoded(_headers(record), otherwise=_place_and_time(record))
    return kind.event_type(given.event_id, given.received_at, message)


def _input(record: Record) -> _Input:
    return _INPUTS[str(record.topic())]


def _headers(record: Record) -> list[tuple[str, bytes | str | None]]:
    given = record.headers() or []
    return list(given.items()) if isinstance(given, dict) else given


def _place_and_time(record: Record) -> headers.InputHeaders:
    _, milliseconds = record.timestamp()
    return headers.InputHeaders(
        f"{record.topic()}/{record.partition()}/{record.offset()}",
        datetime.fromtimestamp(milliseconds / 1000, UTC),
    )
