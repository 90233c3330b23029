"""The order's state machine: a state and an event give the next state and the commands. Pure.

Nothing here waits, reads a clock or knows of Temporal: the workflow turns signals and activity
answers into events and runs the commands.
"""

from collections.abc import Callable
from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from oms.commerce.v1.commerce_activities_pb2 import GetOrderRequest
from oms.fulfillment.v1.fulfillment_activities_pb2 import PublishOrderRequest
from oms.fulfillment.v1.order_fulfillment_pb2 import FulfillmentItem, OrderFulfillment
from oms.orders.v1.order_state_pb2 import (
    InputOutcome,
    OrderState,
    PaymentRecord,
    PaymentVerdict,
    Progress,
)
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus, Requirement
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, RunRequest, SubmitOrderRequest
from oms.payments.v1.payment_activities_pb2 import GetPaymentRequest
from oms.pims.v1.pims_activities_pb2 import BatchGetItemsRequest
from order_processing.orders import verdicts
from order_processing.orders.commands import (
    AskCommerce,
    AskPayments,
    AskPims,
    Command,
    PublishOrder,
)
from order_processing.orders.events import (
    CommerceAnswered,
    Event,
    OrderPublished,
    PaymentsAnswered,
    PimsAnswered,
)

V1_REQUIREMENTS = (
    Requirement.REQUIREMENT_VALID,
    Requirement.REQUIREMENT_ENRICHED,
    Requirement.REQUIREMENT_CAPTURED,
)
"""What an order needs before it is forwarded, unless it began with something else."""

EVENT_IDS_KEPT = 1_000
RECORDED_INPUTS_KEPT = 100

_RUNNING = Progress.PROGRESS_RUNNING
_SUCCEEDED = Progress.PROGRESS_SUCCEEDED
_REFUSED = Progress.PROGRESS_REFUSED

_MET: dict[Requirement, Callable[[OrderState], bool]] = {
    Requirement.REQUIREMENT_VALID: lambda state: state.validation.progress == _SUCCEEDED,
    Requirement.REQUIREMENT_ENRICHED: lambda state: state.enrichment.progress == _SUCCEEDED,
    Requirement.REQUIREMENT_CAPTURED: lambda state: verdicts.paying(state) is not None,
}


def begin(request: RunRequest, at: datetime) -> OrderState:
    """The state of an order of which nothing is known yet."""
    state = OrderState(
        order_id=request.order_id,
        requirements=list(request.requirements) or list(V1_REQUIREMENTS),
        policy=request.policy,
        status=OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION,
    )
    state.changed_at.FromDatetime(at)
    return state


def apply(state: OrderState, event: Event, at: datetime) -> tuple[OrderState, list[Command]]:
    """The state after `event`, which happened at `at` (UTC), and what is to be done now.

    The given state is left as it is. An event that was seen before, or that answers a question
    that is no longer asked, gives an equal state and no commands. An order that has reached its
    ending only records what it is still told.
    """
    after = OrderState()
    after.CopyFrom(state)
    commands: list[Command] = []
    if state.HasField("closed_at"):
        _take_after_ending(after, event)
    else:
        commands += _take(after, event)
        commands += _advance(after, at)
    if after != state:
        after.sequence += 1
        after.changed_at.FromDatetime(at)
    return after, commands


def _take(state: OrderState, event: Event) -> list[Command]:
    match event:
        case SubmitOrderRequest():
            return _submitted(state, event) if _first_time(state, event) else []
        case NotifyPaymentRequest():
            return _notified(state, event) if _first_time(state, event) else []
        case CommerceAnswered():
            return _commerce_answered(state, event)
        case PimsAnswered():
            return _pims_answered(state, event)
        case PaymentsAnswered():
            return _payments_answered(state, event)
        case OrderPublished():
            return _published(state, event)


def _take_after_ending(state: OrderState, event: Event) -> None:
    """Record an input; an answer is one that nobody waits for any more."""
    if isinstance(event, SubmitOrderRequest | NotifyPaymentRequest) and _first_time(state, event):
        _record(state, event, InputOutcome.INPUT_OUTCOME_AFTER_ENDING)


def _first_time(state: OrderState, event: SubmitOrderRequest | NotifyPaymentRequest) -> bool:
    # Each sender numbers its own events: the same id from two senders is two events.
    event_id = f"{event.DESCRIPTOR.name}/{event.event_id}"
    if event_id in state.event_ids:
        return False
    state.event_ids.append(event_id)
    del state.event_ids[:-EVENT_IDS_KEPT]
    if not state.HasField("first_input_at"):
        state.first_input_at.CopyFrom(event.received_at)
    return True


def _record(
    state: OrderState, event: SubmitOrderRequest | NotifyPaymentRequest, outcome: InputOutcome
) -> None:
    state.recorded_inputs.add(
        event_id=event.event_id, received_at=event.received_at, outcome=outcome
    )
    del state.recorded_inputs[:-RECORDED_INPUTS_KEPT]


# Submissions ------------------------------------------------------------------------------------


def _submitted(state: OrderState, event: SubmitOrderRequest) -> list[Command]:
    if not state.HasField("submission"):
        state.submitted_at.CopyFrom(event.received_at)
        return _go_by(state, event)
    return _submitted_again(state, event)


def _submitted_again(state: OrderState, event: SubmitOrderRequest) -> list[Command]:
    current, other = state.submission, event.submission
    if other.customer_id != current.customer_id and current.customer_id:
        _record(state, event, InputOutcome.INPUT_OUTCOME_OTHER_CUSTOMER)
        return []
    if verdicts.same_items(current, other) and other.customer_id == current.customer_id:
        return []
    if _invalid_because(state):
        return _go_by(state, event)
    if verdicts.paying(state) is not None:
        _record(state, event, InputOutcome.INPUT_OUTCOME_AFTER_CAPTURE)
        return []
    _record(state, event, InputOutcome.INPUT_OUTCOME_OTHER_ITEMS)
    if event.violations:
        return []
    # A stale webhook must not spoil a good order: the Commerce App decides between the two.
    state.rival.CopyFrom(other)
    return [_ask_commerce(state, event.received_at)]


def _go_by(state: OrderState, event: SubmitOrderRequest) -> list[Command]:
    """Make this submission the one that the order goes by, and validate it."""
    state.submission.CopyFrom(event.submission)
    state.ClearField("rival")
    state.ClearField("enrichment")
    state.validation.ClearField("commerce_order")
    state.validation.ClearField("violations")
    state.validation.violations.extend(event.violations)
    if event.violations:
        state.validation.generation += 1
        _refuse(state, OrderReason.ORDER_REASON_MALFORMED)
        return []
    return [_ask_commerce(state, event.received_at)]


def _ask_commerce(state: OrderState, received_at: Timestamp) -> AskCommerce:
    state.validation.generation += 1
    state.validation.progress = _RUNNING
    state.validation.ClearField("reason")
    return AskCommerce(
        state.validation.generation,
        GetOrderRequest(
            order_id=state.order_id,
            not_found_final_after=_not_found_final_after(state, received_at),
        ),
    )


def _not_found_final_after(state: OrderState, received_at: Timestamp) -> Timestamp:
    until = Timestamp()
    until.FromDatetime(received_at.ToDatetime() + state.policy.not_found_grace.ToTimedelta())
    return until


def _commerce_answered(state: OrderState, event: CommerceAnswered) -> list[Command]:
    validation = state.validation
    if event.generation != validation.generation or validation.progress != _RUNNING:
        return []  # an answer about an older submission
    if event.response.HasField("order"):
        validation.commerce_order.CopyFrom(event.response.order)
        state.submitted_at.CopyFrom(event.response.order.submitted_at)
    # An order that Commerce knew and no longer finds is judged by what it said last.
    known = validation.commerce_order if validation.HasField("commerce_order") else None
    if state.HasField("rival"):
        if not verdicts.submission_verdict(state.rival, known):
            state.submission.CopyFrom(state.rival)
            state.ClearField("enrichment")
        state.ClearField("rival")
    reason = verdicts.submission_verdict(state.submission, known)
    if reason:
        _refuse(state, reason)
    else:
        validation.progress = _SUCCEEDED
        validation.ClearField("reason")
    return []


def _refuse(state: OrderState, reason: OrderReason) -> None:
    state.validation.progress = _REFUSED
    state.validation.reason = reason


# Product data -----------------------------------------------------------------------------------


def _ask_pims(state: OrderState) -> AskPims:
    state.enrichment.progress = _RUNNING
    state.enrichment.generation = state.validation.generation
    item_ids = dict.fromkeys(item.item_id for item in state.submission.order.items)
    return AskPims(state.enrichment.generation, BatchGetItemsRequest(item_ids=item_ids))


def _pims_answered(state: OrderState, event: PimsAnswered) -> list[Command]:
    enrichment = state.enrichment
    if event.generation != enrichment.generation or enrichment.progress != _RUNNING:
        return []  # an answer about an older submission
    known = {item.item_id for item in event.response.items}
    unknown = {item.item_id for item in state.submission.order.items} - known
    enrichment.items.extend(event.response.items)
    enrichment.not_found.extend(sorted(unknown))
    enrichment.progress = _REFUSED if unknown else _SUCCEEDED
    return []


# Payments ---------------------------------------------------------------------------------------


def _notified(state: OrderState, event: NotifyPaymentRequest) -> list[Command]:
    notification = event.notification
    if not notification.rrn:
        _record(state, event, InputOutcome.INPUT_OUTCOME_NO_RRN)
        return []
    record = _payment(state, notification.rrn)
    if not record.HasField("first_notified_at"):
        record.first_notified_at.CopyFrom(event.received_at)
    record.notified_amount_cents = notification.amount_cents
    record.notified_customer_id = notification.customer_id
    if record.payment.HasField("captured_at"):
        return []  # settled: nothing a notification says can change it
    record.last_notified_at.CopyFrom(event.received_at)
    if record.verification == _RUNNING:
        record.verify_again = True
        return []
    return [_ask_payments(state, record)]


def _payment(state: OrderState, rrn: str) -> PaymentRecord:
    for record in state.payments:
        if record.rrn == rrn:
            return record
    return state.payments.add(rrn=rrn)


def _ask_payments(state: OrderState, record: PaymentRecord) -> AskPayments:
    record.verification = _RUNNING
    record.verify_again = False
    return AskPayments(
        GetPaymentRequest(
            rrn=record.rrn,
            not_found_final_after=_not_found_final_after(state, record.last_notified_at),
        )
    )


def _payments_answered(state: OrderState, event: PaymentsAnswered) -> list[Command]:
    record = _payment(state, event.rrn)
    record.verification = _SUCCEEDED
    if event.response.HasField("payment"):
        record.payment.CopyFrom(event.response.payment)
    else:
        record.verdict = PaymentVerdict.PAYMENT_VERDICT_NOT_FOUND
    if record.verify_again and not record.payment.HasField("captured_at"):
        return [_ask_payments(state, record)]
    return []


# Forwarding -------------------------------------------------------------------------------------


def _advance(state: OrderState, at: datetime) -> list[Command]:
    """Judge anew what the event may have changed, and do what can be done now."""
    for record in state.payments:
        record.verdict = verdicts.payment_verdict(state, record)
    commands: list[Command] = []
    if not state.HasField("publication"):
        if state.validation.progress == _SUCCEEDED and not state.HasField("enrichment"):
            commands.append(_ask_pims(state))
        payment = verdicts.paying(state)
        if payment and all(_MET[requirement](state) for requirement in state.requirements):
            commands.append(_publish(state, payment))
    state.status, state.reason = _standing(state)
    if state.status == OrderStatus.ORDER_STATUS_FORWARDED:
        state.closed_at.FromDatetime(at)
    return commands


def _publish(state: OrderState, payment: PaymentRecord) -> PublishOrder:
    product = {item.item_id: item for item in state.enrichment.items}
    order = OrderFulfillment(
        customer_id=state.submission.customer_id,
        order_id=state.order_id,
        items=[
            FulfillmentItem(
                item_id=line.item_id,
                sku_id=product[line.item_id].sku_id,
                brand_code=product[line.item_id].brand_code,
            )
            for line in state.submission.order.items
        ],
    )
    order.payment_details.rrn = payment.rrn
    state.publication.progress = _RUNNING
    state.publication.message_id = f"order-fulfillment/{state.order_id}"
    state.publication.rrn = payment.rrn
    return PublishOrder(PublishOrderRequest(message_id=state.publication.message_id, order=order))


def _published(state: OrderState, event: OrderPublished) -> list[Command]:
    state.publication.progress = _SUCCEEDED
    state.publication.partition = event.response.partition
    state.publication.offset = event.response.offset
    state.publication.published_at.CopyFrom(event.response.published_at)
    return []


# Standing ---------------------------------------------------------------------------------------


def _standing(state: OrderState) -> tuple[OrderStatus, OrderReason]:
    """The status and the reason that follow from everything else that is known."""
    nothing = OrderReason.ORDER_REASON_UNSPECIFIED
    if state.HasField("publication"):
        if state.publication.progress == _SUCCEEDED:
            return OrderStatus.ORDER_STATUS_FORWARDED, nothing
        return OrderStatus.ORDER_STATUS_FORWARDING, nothing
    if not state.HasField("submission"):
        return OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION, nothing
    if reason := _invalid_because(state):
        return OrderStatus.ORDER_STATUS_INVALID, reason
    if state.validation.progress == _SUCCEEDED and state.enrichment.progress == _SUCCEEDED:
        return OrderStatus.ORDER_STATUS_AWAITING_PAYMENT, nothing
    return OrderStatus.ORDER_STATUS_RECEIVED, nothing


def _invalid_because(state: OrderState) -> OrderReason:
    if state.validation.progress == _REFUSED:
        return state.validation.reason
    if state.enrichment.progress == _REFUSED:
        return OrderReason.ORDER_REASON_UNKNOWN_ITEM
    return OrderReason.ORDER_REASON_UNSPECIFIED
