"""Verdicts: what a submission and a payment are worth, held against what the vendors say. Pure."""

from collections import Counter

from oms.commerce.v1.commerce_activities_pb2 import Order
from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.orders.v1.order_state_pb2 import OrderState, PaymentRecord, PaymentVerdict
from oms.orders.v1.order_status_pb2 import OrderReason
from oms.payments.v1.payment_activities_pb2 import PaymentStatus

_BY_STATUS = {
    PaymentStatus.PAYMENT_STATUS_AUTHORIZED: PaymentVerdict.PAYMENT_VERDICT_AUTHORIZED,
    PaymentStatus.PAYMENT_STATUS_CAPTURED: PaymentVerdict.PAYMENT_VERDICT_CAPTURED,
    PaymentStatus.PAYMENT_STATUS_VOIDED: PaymentVerdict.PAYMENT_VERDICT_VOIDED,
    PaymentStatus.PAYMENT_STATUS_DECLINED: PaymentVerdict.PAYMENT_VERDICT_DECLINED,
}


def same_items(submission: OrderSubmission, other: OrderSubmission | Order) -> bool:
    """Whether both have the same multiset of (item, quantity); the sequence does not matter."""
    items = other.items if isinstance(other, Order) else other.order.items
    return Counter((item.item_id, item.quantity) for item in submission.order.items) == Counter(
        (item.item_id, item.quantity) for item in items
    )


def submission_verdict(submission: OrderSubmission, known: Order | None) -> OrderReason:
    """Why the submission is invalid, held against the order that the Commerce App knows.

    ORDER_REASON_UNSPECIFIED: it is valid.
    """
    if known is None:
        return OrderReason.ORDER_REASON_UNKNOWN_ORDER
    if submission.customer_id != known.customer_id:
        return OrderReason.ORDER_REASON_CUSTOMER_DIFFERS
    if not same_items(submission, known):
        return OrderReason.ORDER_REASON_ITEMS_DIFFER
    return OrderReason.ORDER_REASON_UNSPECIFIED


def payment_verdict(state: OrderState, record: PaymentRecord) -> PaymentVerdict:
    """What a payment means for its order, as far as both are known.

    The payment system's own words count, not the notification's. While the order's customer or
    total is not known, what is to be held against it is left open.
    """
    if not record.HasField("payment"):
        return record.verdict  # not verified yet, or not found
    payment = record.payment
    if payment.order_id != state.order_id:
        return PaymentVerdict.PAYMENT_VERDICT_ORDER_DIFFERS
    customer_id = state.submission.customer_id or record.notified_customer_id
    if customer_id and payment.customer_id != customer_id:
        return PaymentVerdict.PAYMENT_VERDICT_CUSTOMER_DIFFERS
    # A status of a later release says nothing to this one: the order waits.
    verdict = _BY_STATUS.get(payment.status, PaymentVerdict.PAYMENT_VERDICT_UNSPECIFIED)
    if (
        verdict == PaymentVerdict.PAYMENT_VERDICT_CAPTURED
        and state.validation.HasField("commerce_order")
        and payment.amount_cents != state.validation.commerce_order.total_cents
    ):
        return PaymentVerdict.PAYMENT_VERDICT_AMOUNT_DIFFERS
    return verdict


def paying(state: OrderState) -> PaymentRecord | None:
    """The payment that pays the order: of the captured ones the earliest (tie: by RRN)."""
    captured = [
        record
        for record in state.payments
        if record.verdict == PaymentVerdict.PAYMENT_VERDICT_CAPTURED
    ]
    return min(
        captured,
        key=lambda record: (record.payment.captured_at.ToNanoseconds(), record.rrn),
        default=None,
    )
