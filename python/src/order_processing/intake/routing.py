"""What is done with an event. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from oms.orders.v1.order_status_pb2 import OrderStatus
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, SubmitOrderRequest
from order_processing import contracts
from order_processing.inputs.rules import broken_rules
from order_processing.intake.events import Event, Notification, Submission
from order_processing.orders.ledger import LedgerEntry

MAX_VIOLATIONS = 20
"""How many violations a signal carries: what Support needs, at a bounded size of the history."""

_FORWARDED = contracts.plain_name(OrderStatus, OrderStatus.ORDER_STATUS_FORWARDED)


class DeadLetterReason(StrEnum):
    """Why an event goes to the dead letters though it can be read."""

    NEEDS_RECONCILIATION = "NEEDS_RECONCILIATION"
    CLOSED_WITHOUT_ENDING = "CLOSED_WITHOUT_ENDING"


@dataclass(frozen=True)
class Signal:
    """The event goes to its order's workflow, which is started if there is none."""

    order_id: str
    customer_id: str
    status: "OrderStatus"
    request: SubmitOrderRequest | NotifyPaymentRequest


@dataclass(frozen=True)
class Duplicate:
    """The event says what is already done; nothing happens."""

    order_id: str


@dataclass(frozen=True)
class DeadLetter:
    """The event waits in the dead-letter topic for what `text` says."""

    reason: str
    text: str


Route = Signal | Duplicate | DeadLetter


def route(event: Event, ending: LedgerEntry | None) -> Route:
    """Where an event goes, given how its order ended, if it has."""
    match event:
        case Submission():
            return Duplicate(event.order_id) if ending else _submission_signal(event)
        case Notification():
            return _route_notification(event, ending)


def route_closed(event: Event, ending: LedgerEntry | None) -> Route:
    """Where an event goes whose order's workflow is known to be closed.

    The ledger knows an ending before the workflow closes. A workflow that closed without one was
    terminated by an operator, who may restart it by a reset.
    """
    if ending:
        return route(event, ending)
    return DeadLetter(
        DeadLetterReason.CLOSED_WITHOUT_ENDING,
        "the order's workflow was terminated before its ending: reset it, then replay this record",
    )


def _submission_signal(event: Submission) -> Signal:
    request = SubmitOrderRequest(
        event_id=event.event_id,
        received_at=event.received_at,
        submission=event.message,
        violations=broken_rules(event.message)[:MAX_VIOLATIONS],
    )
    return Signal(
        event.order_id,
        event.message.customer_id,
        OrderStatus.ORDER_STATUS_RECEIVED,
        request,
    )


def _route_notification(event: Notification, ending: LedgerEntry | None) -> Route:
    if not event.order_id:
        return _reconciliation("the payment names no order")
    if ending is None:
        return _notification_signal(event)
    if ending.status == _FORWARDED and ending.rrn == event.message.rrn:
        return Duplicate(event.order_id)
    return _reconciliation("the payment's order has ended without it")


def _notification_signal(event: Notification) -> Signal:
    request = NotifyPaymentRequest(
        event_id=event.event_id, received_at=event.received_at, notification=event.message
    )
    return Signal(
        event.order_id,
        event.message.customer_id,
        OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION,
        request,
    )


def _reconciliation(why: str) -> DeadLetter:
    return DeadLetter(
        DeadLetterReason.NEEDS_RECONCILIATION,
        f"{why}: replay this record once payments are reconciled",
    )
