from datetime import UTC, datetime

import pytest
from confluent_kafka import TIMESTAMP_CREATE_TIME
from confluent_kafka import Message as Record

from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from order_processing.inputs.headers import InputHeaders
from order_processing.intake import events
from order_processing.intake.events import NoEventError, NoEventReason, Notification, Submission

RECEIVED = InputHeaders("E-1", datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
RECORDED_AT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
SUBMISSION = OrderSubmission(customer_id="C-1", order=SubmittedOrder(order_id="O-1"))
NOTIFICATION = PaymentNotification(rrn="R-1", metadata=PaymentMetadata(order_id="O-1"))


def record(
    topic: str = "commerce-orders",
    key: bytes | None = b"O-1",
    headers: list[tuple[str, bytes | str | None]] | None = None,
) -> Record:
    return Record(
        topic=topic,
        partition=3,
        offset=42,
        key=key,
        headers=headers,
        timestamp=(TIMESTAMP_CREATE_TIME, int(RECORDED_AT.timestamp() * 1000)),
    )


def test_a_submission_is_an_event_with_the_webhooks_id_and_time() -> None:
    event = events.event(record(headers=[*RECEIVED.encoded()]), SUBMISSION)

    assert event == Submission("E-1", RECEIVED.received_at, SUBMISSION)
    assert event.order_id == "O-1"


def test_a_notification_is_an_event_of_the_order_it_names() -> None:
    event = events.event(record("payments", headers=[*RECEIVED.encoded()]), NOTIFICATION)

    assert event == Notification("E-1", RECEIVED.received_at, NOTIFICATION)
    assert event.order_id == "O-1"


def test_a_notification_without_an_order_is_keyed_by_its_rrn() -> None:
    notification = PaymentNotification(rrn="R-1")

    assert events.event(record("payments", key=b"R-1"), notification).order_id == ""


@pytest.mark.parametrize("headers", [None, [], [("oms-event-id", None)], [("other", b"E-1")]])
def test_without_the_webhooks_headers_its_place_is_its_id(
    headers: list[tuple[str, bytes | str | None]] | None,
) -> None:
    event = events.event(record(headers=headers), SUBMISSION)

    assert (event.event_id, event.received_at) == ("commerce-orders/3/42", RECORDED_AT)


@pytest.mark.parametrize("event_id", [b"", b"E" * 129, b"E\n1", "E\x851".encode()])
def test_an_event_id_that_is_none_is_replaced_by_the_records_place(event_id: bytes) -> None:
    event = events.event(record(headers=[("oms-event-id", event_id)]), SUBMISSION)

    assert event.event_id == "commerce-orders/3/42"


@pytest.mark.parametrize("time", [b"", b"yesterday", b"2026-11-23T18:00:00", b"\xff"])
def test_a_time_of_receipt_that_is_none_is_replaced_by_the_time_it_was_recorded(
    time: bytes,
) -> None:
    event = events.event(
        record(headers=[("oms-event-id", b"E-1"), ("oms-received-at", time)]), SUBMISSION
    )

    assert (event.event_id, event.received_at) == ("E-1", RECORDED_AT)


@pytest.mark.parametrize("key", [None, b"", b"O-2", b"o-1", b"\xff"])
def test_a_record_under_another_key_is_no_event(key: bytes | None) -> None:
    with pytest.raises(NoEventError) as refused:
        events.event(record(key=key), SUBMISSION)

    assert refused.value.reason == NoEventReason.OTHER_KEY


@pytest.mark.parametrize(
    ("submission", "violation"),
    [
        (OrderSubmission(), "order.order_id string.min_len"),
        (
            OrderSubmission(order=SubmittedOrder(order_id="O" * 10_000)),
            "order.order_id string.max_len",
        ),
        (
            OrderSubmission(order=SubmittedOrder(order_id="O\x001")),
            "order.order_id string.pattern",
        ),
        (
            OrderSubmission(
                order=SubmittedOrder(order_id="O", items=[SubmittedItem(item_id="I\x00")])
            ),
            r"order.items\[0\].item_id string.pattern",
        ),
    ],
)
def test_what_is_not_identifiable_is_no_event_whoever_put_it_there(
    submission: OrderSubmission, violation: str
) -> None:
    with pytest.raises(NoEventError, match=violation) as refused:
        events.event(record(key=submission.order.order_id.encode()), submission)

    assert refused.value.reason == NoEventReason.NOT_IDENTIFIABLE


def test_intake_reads_the_two_inputs() -> None:
    assert set(events.TOPICS) == {"commerce-orders", "payments"}
