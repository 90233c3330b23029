"""What the dashboard shows of an order, and what the ledger keeps, from its state. Pure."""

from oms.dashboard.v1.order_view_pb2 import ItemView, OrderView, PaymentView
from oms.orders.v1.ending_pb2 import Ending
from oms.orders.v1.order_state_pb2 import OrderState, PaymentRecord, PaymentVerdict
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing.orders import verdicts

REASONS = {
    OrderReason.ORDER_REASON_MALFORMED: "the submission breaks the rules of the contract",
    OrderReason.ORDER_REASON_UNKNOWN_ORDER: "the Commerce App does not know the order",
    OrderReason.ORDER_REASON_CUSTOMER_DIFFERS: "the Commerce App names another customer",
    OrderReason.ORDER_REASON_ITEMS_DIFFER: "the Commerce App has other items or quantities",
    OrderReason.ORDER_REASON_UNKNOWN_ITEM: "PIMS does not know an item",
}
"""Why an order waits as invalid, in words."""


def view(state: OrderState) -> OrderView:
    """The order's row on the dashboard."""
    commerce_order = state.validation.commerce_order
    shown = OrderView(
        order_id=state.order_id,
        customer_id=customer_id(state),
        status=state.status,
        reason=state.reason,
        waiting_for=waiting_for(state),
        items=_items(state),
        currency=commerce_order.currency,
        payment=_payment(state),
        sequence=state.sequence,
        changed_at=state.changed_at,
    )
    if state.validation.HasField("commerce_order"):
        shown.total_cents = commerce_order.total_cents
    if state.HasField("submitted_at"):
        shown.submitted_at.CopyFrom(state.submitted_at)
    if state.publication.HasField("published_at"):
        shown.forwarded_at.CopyFrom(state.publication.published_at)
    if state.HasField("closed_at"):
        shown.closed_at.CopyFrom(state.closed_at)
    return shown


def ending(state: OrderState) -> Ending | None:
    """How the order ended; None while it is open."""
    if not state.HasField("closed_at"):
        return None
    return Ending(
        order_id=state.order_id,
        status=state.status,
        reason=state.reason,
        rrn=state.publication.rrn,
        message_id=state.publication.message_id,
        closed_at=state.closed_at,
    )


def customer_id(state: OrderState) -> str:
    """The customer, as the submission names him, else the payment; empty while not known."""
    notified = (record.notified_customer_id for record in state.payments)
    return state.submission.customer_id or next(notified, "")


def waiting_for(state: OrderState) -> str:
    """What the order waits for, in words; empty when it has reached its ending."""
    match state.status:
        case OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION:
            return "the order's submission"
        case OrderStatus.ORDER_STATUS_RECEIVED:
            return "the Commerce App and PIMS"
        case OrderStatus.ORDER_STATUS_INVALID:
            return f"a correction by Support: {REASONS[state.reason]}"
        case OrderStatus.ORDER_STATUS_AWAITING_PAYMENT:
            return _waiting_payment(state)
        case OrderStatus.ORDER_STATUS_FORWARDING:
            return "the confirmation of the message to Fulfilment"
        case _:
            return ""


def _waiting_payment(state: OrderState) -> str:
    verdicts_given = {record.verdict for record in state.payments if record.verdict}
    if PaymentVerdict.PAYMENT_VERDICT_AUTHORIZED in verdicts_given:
        return "the capture of its payment"
    return "another payment" if verdicts_given else "its payment"


def _items(state: OrderState) -> list[ItemView]:
    prices = {item.item_id: item.unit_price_cents for item in state.validation.commerce_order.items}
    product = {item.item_id: item for item in state.enrichment.items}
    items = []
    for line in state.submission.order.items:
        item = ItemView(item_id=line.item_id, quantity=line.quantity)
        if line.item_id in prices:
            item.unit_price_cents = prices[line.item_id]
        if line.item_id in product:
            item.sku_id = product[line.item_id].sku_id
            item.brand_code = product[line.item_id].brand_code
        items.append(item)
    return items


def shown_payment(state: OrderState) -> PaymentRecord | None:
    """The payment that counts: the one that pays the order, else the latest one."""
    return verdicts.paying(state) or _latest(state)


def _payment(state: OrderState) -> PaymentView | None:
    record = shown_payment(state)
    if record is None:
        return None
    shown = PaymentView(rrn=record.rrn, verdict=record.verdict)
    if record.payment.HasField("authorized_at"):
        shown.authorized_at.CopyFrom(record.payment.authorized_at)
    if record.payment.HasField("captured_at"):
        shown.captured_at.CopyFrom(record.payment.captured_at)
    return shown


def _latest(state: OrderState) -> PaymentRecord | None:
    """The payment still to be captured that was notified last, else the last one of any kind."""
    live = [
        record
        for record in state.payments
        if record.verdict == PaymentVerdict.PAYMENT_VERDICT_AUTHORIZED
    ]
    return next(reversed(live or list(state.payments)), None)
