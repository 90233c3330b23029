from datetime import UTC, datetime

import pytest

from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.orders.v1.order_status_pb2 import OrderStatus
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, SubmitOrderRequest
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from order_processing.intake.events import Notification, Submission
from order_processing.intake.routing import (
    MAX_VIOLATIONS,
    DeadLetter,
    DeadLetterReason,
    Duplicate,
    Signal,
    route,
    route_closed,
)
from order_processing.orders.ledger import LedgerEntry

RECEIVED_AT = datetime(2026, 11, 23, 18, 0, 0, 123_456, tzinfo=UTC)


def submission(*items: SubmittedItem, customer_id: str = "C-1") -> Submission:
    order = SubmittedOrder(order_id="O-1", items=items)
    return Submission("E-1", RECEIVED_AT, OrderSubmission(customer_id=customer_id, order=order))


def notification(rrn: str = "R-1", order_id: str = "O-1") -> Notification:
    message = PaymentNotification(
        customer_id="C-1", rrn=rrn, amount_cents=42, metadata=PaymentMetadata(order_id=order_id)
    )
    return Notification("E-1", RECEIVED_AT, message)


def ended(status: str, rrn: str | None = None) -> LedgerEntry:
    return LedgerEntry("O-1", status, "", rrn, None, RECEIVED_AT)


FORWARDED = ended("FORWARDED", rrn="R-1")
CANCELLED = ended("CANCELLED")
EXPIRED = ended("EXPIRED")


def test_a_submission_of_an_open_order_goes_to_its_workflow() -> None:
    event = submission(SubmittedItem(item_id="I-1", quantity=2))

    way = route(event, None)

    assert way == Signal(
        "O-1",
        "C-1",
        OrderStatus.ORDER_STATUS_RECEIVED,
        SubmitOrderRequest(event_id="E-1", received_at=RECEIVED_AT, submission=event.message),
    )
    assert isinstance(way, Signal)
    assert way.request.received_at.ToDatetime(UTC) == RECEIVED_AT


def test_a_submission_carries_the_rules_it_breaks_with_the_partners_paths() -> None:
    way = route(
        submission(
            SubmittedItem(item_id="I-1", quantity=2),
            SubmittedItem(item_id="I-2", quantity=-5),
            SubmittedItem(quantity=1),
            customer_id="",
        ),
        None,
    )

    assert isinstance(way, Signal)
    assert isinstance(way.request, SubmitOrderRequest)
    assert {(broken.field, broken.rule_id) for broken in way.request.violations} == {
        ("customer_id", "string.min_len"),
        ("order.items[1].quantity", "int64.gt"),
        ("order.items[2].item_id", "string.min_len"),
    }


def test_a_submission_without_items_breaks_a_rule() -> None:
    way = route(submission(), None)

    assert isinstance(way, Signal)
    assert isinstance(way.request, SubmitOrderRequest)
    assert [broken.field for broken in way.request.violations] == ["order.items"]


def test_the_violations_of_a_signal_are_bounded() -> None:
    way = route(submission(*[SubmittedItem()] * 1_000), None)

    assert isinstance(way, Signal)
    assert isinstance(way.request, SubmitOrderRequest)
    assert len(way.request.violations) == MAX_VIOLATIONS


def test_a_payment_of_an_open_order_goes_to_its_workflow() -> None:
    event = notification()

    assert route(event, None) == Signal(
        "O-1",
        "C-1",
        OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION,
        NotifyPaymentRequest(event_id="E-1", received_at=RECEIVED_AT, notification=event.message),
    )


@pytest.mark.parametrize("ending", [FORWARDED, CANCELLED, EXPIRED])
def test_a_submission_of_an_ended_order_is_a_late_duplicate(ending: LedgerEntry) -> None:
    assert route(submission(), ending) == Duplicate("O-1")
    assert route_closed(submission(), ending) == Duplicate("O-1")


def test_a_payment_that_its_order_was_forwarded_with_is_a_late_duplicate() -> None:
    assert route(notification("R-1"), FORWARDED) == Duplicate("O-1")
    assert route_closed(notification("R-1"), FORWARDED) == Duplicate("O-1")


@pytest.mark.parametrize(
    ("event", "ending"),
    [
        (notification("R-2"), FORWARDED),
        (notification(""), FORWARDED),
        (notification("R-1"), CANCELLED),
        (notification("R-1"), EXPIRED),
        (notification("R-1"), ended("CANCELLED", rrn="R-1")),
        (notification("R-1", order_id=""), None),
    ],
)
def test_money_without_an_open_order_is_kept_for_reconciliation(
    event: Notification, ending: LedgerEntry | None
) -> None:
    way = route(event, ending)

    assert isinstance(way, DeadLetter)
    assert way.reason == DeadLetterReason.NEEDS_RECONCILIATION
    assert "reconciled" in way.text


@pytest.mark.parametrize("event", [submission(), notification()])
def test_an_order_that_was_terminated_waits_for_the_operator(
    event: Submission | Notification,
) -> None:
    way = route_closed(event, None)

    assert isinstance(way, DeadLetter)
    assert way.reason == DeadLetterReason.CLOSED_WITHOUT_ENDING
