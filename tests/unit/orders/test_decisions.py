"""The rules of the order's life, as far as they are built; no server is needed for a rule."""

from datetime import timedelta

import pytest

from oms.orders.v1.order_state_pb2 import InputOutcome, PaymentVerdict, RuleViolation
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing.orders.commands import AskCommerce, AskPayments, AskPims, PublishOrder
from order_processing.orders.decisions import EVENT_IDS_KEPT, RECORDED_INPUTS_KEPT
from support.order_life import (
    AUTHORIZED,
    CAPTURED,
    DECLINED,
    GRACE,
    ITEMS,
    START,
    VOIDED,
    OrderLife,
    timestamp,
)

AWAITING_SUBMISSION = OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION
RECEIVED = OrderStatus.ORDER_STATUS_RECEIVED
INVALID = OrderStatus.ORDER_STATUS_INVALID
AWAITING_PAYMENT = OrderStatus.ORDER_STATUS_AWAITING_PAYMENT
FORWARDING = OrderStatus.ORDER_STATUS_FORWARDING
FORWARDED = OrderStatus.ORDER_STATUS_FORWARDED


@pytest.fixture
def order() -> OrderLife:
    return OrderLife()


def test_an_order_is_validated_then_enriched_then_paid_then_forwarded(order: OrderLife):
    (ask,) = order.submit()
    assert isinstance(ask, AskCommerce)
    assert order.state.status == RECEIVED
    (ask_pims,) = order.commerce_says()
    assert isinstance(ask_pims, AskPims)
    assert list(ask_pims.request.item_ids) == ["shirt", "socks"]
    assert order.pims_says() == []
    assert order.state.status == AWAITING_PAYMENT
    (ask_payments,) = order.notify()
    assert isinstance(ask_payments, AskPayments)
    (publish,) = order.payments_say(CAPTURED)
    assert isinstance(publish, PublishOrder)
    assert order.state.status == FORWARDING
    assert order.broker_confirms() == []
    assert order.state.status == FORWARDED
    assert order.state.closed_at == timestamp(order.now)


def test_the_message_to_fulfilment_has_one_entry_an_order_line_with_sku_and_brand(
    order: OrderLife,
):
    order.submit(items=(("shirt", 1), ("socks", 3), ("shirt", 2)))
    order.commerce_says(items=(("socks", 3), ("shirt", 2), ("shirt", 1)))
    order.pims_says()
    order.notify()
    (publish,) = order.payments_say()
    assert isinstance(publish, PublishOrder)
    message = publish.request.order
    assert publish.request.message_id == "order-fulfillment/order-1"
    assert (message.order_id, message.customer_id) == ("order-1", "customer-1")
    assert message.payment_details.rrn == "rrn-1"
    assert [(item.item_id, item.sku_id, item.brand_code) for item in message.items] == [
        ("shirt", "sku-shirt", "brand-shirt"),
        ("socks", "sku-socks", "brand-socks"),
        ("shirt", "sku-shirt", "brand-shirt"),
    ]


def test_a_payment_may_come_before_its_order(order: OrderLife):
    (ask,) = order.notify()
    assert isinstance(ask, AskPayments)
    assert order.state.status == AWAITING_SUBMISSION
    assert order.payments_say(CAPTURED) == []
    order.submit()
    order.commerce_says()
    (publish,) = order.pims_says()
    assert isinstance(publish, PublishOrder)


def test_validation_and_payment_verification_run_side_by_side(order: OrderLife):
    order.submit()
    (ask,) = order.notify()
    assert isinstance(ask, AskPayments)
    order.payments_say(CAPTURED)
    assert order.state.status == RECEIVED
    order.commerce_says()
    (publish,) = order.pims_says()
    assert isinstance(publish, PublishOrder)


def test_the_same_event_again_changes_nothing(order: OrderLife):
    order.submit(event_id="e1")
    order.notify(event_id="e2")
    before = order.state
    assert order.submit(event_id="e1") == []
    assert order.notify(event_id="e2") == []
    assert order.state == before


def test_the_same_submission_under_another_event_id_is_nothing_new(order: OrderLife):
    order.becomes_payable()
    assert order.submit(items=tuple(reversed(ITEMS))) == []
    assert order.state.status == AWAITING_PAYMENT
    assert not order.state.recorded_inputs


def test_event_ids_are_remembered_up_to_a_bound(order: OrderLife):
    order.submit(event_id="first")
    for number in range(EVENT_IDS_KEPT):
        order.submit(event_id=f"again-{number}")
    assert len(order.state.event_ids) == EVENT_IDS_KEPT
    assert "first" not in order.state.event_ids


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"customer": "customer-2"}, OrderReason.ORDER_REASON_CUSTOMER_DIFFERS),
        ({"items": (("shirt", 1),)}, OrderReason.ORDER_REASON_ITEMS_DIFFER),
        ({"items": (("shirt", 1), ("socks", 2))}, OrderReason.ORDER_REASON_ITEMS_DIFFER),
        ({"items": (*ITEMS, ("socks", 3))}, OrderReason.ORDER_REASON_ITEMS_DIFFER),
    ],
)
def test_an_order_that_differs_from_commerce_waits_as_invalid(order, answer, reason):
    order.submit()
    assert order.commerce_says(**answer) == []
    assert (order.state.status, order.state.reason) == (INVALID, reason)


def test_an_order_unknown_to_commerce_waits_as_invalid(order: OrderLife):
    (ask,) = order.submit()
    assert isinstance(ask, AskCommerce)
    assert ask.request.not_found_final_after == timestamp(START + GRACE)
    assert order.commerce_knows_nothing() == []
    assert order.state.reason == OrderReason.ORDER_REASON_UNKNOWN_ORDER


def test_an_order_that_breaks_the_contracts_rules_waits_as_invalid_and_asks_nobody(
    order: OrderLife,
):
    violation = RuleViolation(field="order.items[0].quantity", rule_id="int64.gt")
    assert order.submit(items=(("shirt", -5),), violations=(violation,)) == []
    assert order.state.status == INVALID
    assert order.state.reason == OrderReason.ORDER_REASON_MALFORMED
    assert list(order.state.validation.violations) == [violation]


def test_an_order_with_an_item_unknown_to_pims_waits_as_invalid(order: OrderLife):
    order.submit()
    order.commerce_says()
    assert order.pims_says("socks") == []
    assert order.state.status == INVALID
    assert order.state.reason == OrderReason.ORDER_REASON_UNKNOWN_ITEM
    assert list(order.state.enrichment.not_found) == ["socks"]


def test_a_captured_payment_does_not_forward_an_invalid_order(order: OrderLife):
    order.submit()
    order.commerce_says(customer="customer-2")
    order.notify()
    assert order.payments_say(CAPTURED, customer="customer-1") == []
    assert order.state.status == INVALID


def test_a_submission_by_another_customer_is_refused_and_recorded(order: OrderLife):
    order.becomes_payable()
    assert order.submit(customer="customer-2", event_id="strange") == []
    assert order.state.submission.customer_id == "customer-1"
    (recorded,) = order.state.recorded_inputs
    assert recorded.event_id == "strange"
    assert recorded.outcome == InputOutcome.INPUT_OUTCOME_OTHER_CUSTOMER


def test_other_items_replace_an_invalid_order(order: OrderLife):
    order.submit(items=(("shirt", 9),))
    order.commerce_says()
    assert order.state.status == INVALID
    (ask,) = order.submit()
    assert isinstance(ask, AskCommerce)
    assert order.state.status == RECEIVED
    order.commerce_says()
    assert order.pims_says() == []
    assert order.state.status == AWAITING_PAYMENT


def test_a_missing_customer_is_mended_by_another_submission(order: OrderLife):
    violation = RuleViolation(field="customer_id", rule_id="string.min_len")
    order.submit(customer="", violations=(violation,))
    assert order.state.status == INVALID
    order.submit()
    order.commerce_says()
    assert order.state.submission.customer_id == "customer-1"
    assert not order.state.validation.violations


def test_a_stale_webhook_does_not_spoil_a_good_order(order: OrderLife):
    order.becomes_payable()
    (ask,) = order.submit(items=(("shirt", 9),))
    assert isinstance(ask, AskCommerce)
    assert order.commerce_says() == []  # commerce still has the first one's items
    assert order.state.status == AWAITING_PAYMENT
    assert order.state.submission.order.items[0].quantity == 1
    assert [recorded.outcome for recorded in order.state.recorded_inputs] == [
        InputOutcome.INPUT_OUTCOME_OTHER_ITEMS
    ]


def test_other_items_replace_a_valid_order_when_commerce_agrees_with_them(order: OrderLife):
    order.becomes_payable()
    order.submit(items=(("hat", 1),))
    (ask,) = order.commerce_says(items=(("hat", 1),))
    assert isinstance(ask, AskPims)
    assert list(ask.request.item_ids) == ["hat"]
    order.pims_says()
    order.notify()
    (publish,) = order.payments_say()
    assert isinstance(publish, PublishOrder)
    assert [item.item_id for item in publish.request.order.items] == ["hat"]


def test_nothing_is_forwarded_while_commerce_decides_between_two_submissions(order: OrderLife):
    order.becomes_payable()
    order.notify()
    order.submit(items=(("hat", 1),))
    assert order.payments_say(CAPTURED) == []
    (publish,) = order.commerce_says()
    assert isinstance(publish, PublishOrder)


def test_other_items_after_capture_are_only_recorded(order: OrderLife):
    order.notify()
    order.payments_say(CAPTURED)
    order.submit()
    order.commerce_says()
    assert order.submit(items=(("hat", 1),)) == []
    assert [recorded.outcome for recorded in order.state.recorded_inputs] == [
        InputOutcome.INPUT_OUTCOME_AFTER_CAPTURE
    ]


def test_recorded_inputs_are_kept_up_to_a_bound(order: OrderLife):
    order.becomes_payable()
    for _ in range(RECORDED_INPUTS_KEPT + 1):
        order.submit(customer="customer-2")
    assert len(order.state.recorded_inputs) == RECORDED_INPUTS_KEPT


def test_an_answer_about_an_older_submission_is_dropped(order: OrderLife):
    order.submit()
    old_question = order.asked(AskCommerce)
    order.submit(items=(("hat", 1),))
    assert order.commerce_says(question=old_question) == []
    assert order.state.status == RECEIVED


def test_product_data_of_older_items_is_dropped(order: OrderLife):
    order.submit()
    order.commerce_says()
    old_question = order.asked(AskPims)
    order.submit(items=(("hat", 1),))
    order.commerce_says(items=(("hat", 1),))
    assert order.pims_says(question=old_question) == []
    assert order.state.status == RECEIVED
    order.pims_says()
    assert [item.item_id for item in order.state.enrichment.items] == ["hat"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (AUTHORIZED, PaymentVerdict.PAYMENT_VERDICT_AUTHORIZED),
        (VOIDED, PaymentVerdict.PAYMENT_VERDICT_VOIDED),
        (DECLINED, PaymentVerdict.PAYMENT_VERDICT_DECLINED),
    ],
)
def test_a_payment_that_is_not_captured_is_shown_and_the_order_waits(order, status, verdict):
    order.becomes_payable()
    order.notify()
    assert order.payments_say(status) == []
    assert order.state.status == AWAITING_PAYMENT
    assert order.state.payments[0].verdict == verdict


@pytest.mark.parametrize(
    ("differs", "verdict"),
    [
        ({"order_id": "order-2"}, PaymentVerdict.PAYMENT_VERDICT_ORDER_DIFFERS),
        ({"customer": "customer-2"}, PaymentVerdict.PAYMENT_VERDICT_CUSTOMER_DIFFERS),
        ({"amount": 1}, PaymentVerdict.PAYMENT_VERDICT_AMOUNT_DIFFERS),
    ],
)
def test_a_captured_payment_that_does_not_match_the_order_does_not_pay_it(order, differs, verdict):
    order.becomes_payable()
    order.notify()
    assert order.payments_say(CAPTURED, **differs) == []
    assert order.state.status == AWAITING_PAYMENT
    assert order.state.payments[0].verdict == verdict


def test_a_payment_status_of_a_later_release_is_waited_out(order: OrderLife):
    order.becomes_payable()
    order.notify()
    assert order.payments_say(99) == []  # type: ignore[arg-type]
    assert order.state.status == AWAITING_PAYMENT
    order.notify()
    (publish,) = order.payments_say(CAPTURED)
    assert isinstance(publish, PublishOrder)


def test_an_early_payment_of_another_total_is_found_out_when_the_total_is_known(
    order: OrderLife,
):
    order.notify(amount=1)
    order.payments_say(CAPTURED, amount=1)
    assert order.state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_CAPTURED
    order.becomes_payable()
    assert order.state.status == AWAITING_PAYMENT
    assert order.state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_AMOUNT_DIFFERS


def test_an_unknown_rrn_is_asked_for_again_when_it_is_notified_again(order: OrderLife):
    order.becomes_payable()
    order.notify()
    assert order.payments_know_nothing() == []
    assert order.state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_NOT_FOUND
    (ask,) = order.notify()
    assert isinstance(ask, AskPayments)
    (publish,) = order.payments_say(CAPTURED)
    assert isinstance(publish, PublishOrder)


def test_authorised_then_captured(order: OrderLife):
    order.becomes_payable()
    order.notify()
    order.payments_say(AUTHORIZED)
    (ask,) = order.notify()  # byte for byte the first one again, but another event
    assert isinstance(ask, AskPayments)
    (publish,) = order.payments_say(CAPTURED)
    assert isinstance(publish, PublishOrder)


def test_notifications_during_verification_lead_to_one_more_verification(order: OrderLife):
    order.becomes_payable()
    order.notify()
    assert order.notify() == []
    assert order.notify() == []
    (ask,) = order.payments_say(AUTHORIZED)
    assert isinstance(ask, AskPayments)
    assert not order.state.payments[0].verify_again


def test_a_captured_payment_is_not_verified_again(order: OrderLife):
    order.notify()
    order.payments_say(CAPTURED)
    assert order.notify() == []


def test_the_payment_systems_amount_counts_not_the_notified_one(order: OrderLife):
    order.becomes_payable()
    order.notify(amount=1)
    (publish,) = order.payments_say(CAPTURED)
    assert isinstance(publish, PublishOrder)
    assert order.state.payments[0].notified_amount_cents == 1


def test_a_notification_without_an_rrn_is_recorded(order: OrderLife):
    assert order.notify(rrn="") == []
    assert [recorded.outcome for recorded in order.state.recorded_inputs] == [
        InputOutcome.INPUT_OUTCOME_NO_RRN
    ]
    assert not order.state.payments


def test_of_two_captured_payments_the_earlier_one_pays(order: OrderLife):
    order.notify("rrn-b")
    order.payments_say(CAPTURED, rrn="rrn-b", captured_at=START)
    order.notify("rrn-a")
    order.payments_say(CAPTURED, rrn="rrn-a", captured_at=START - timedelta(hours=1))
    order.submit()
    order.commerce_says()
    (publish,) = order.pims_says()
    assert isinstance(publish, PublishOrder)
    assert publish.request.order.payment_details.rrn == "rrn-a"


def test_of_two_payments_captured_at_once_the_first_rrn_pays(order: OrderLife):
    for rrn in ("rrn-b", "rrn-a"):
        order.notify(rrn)
        order.payments_say(CAPTURED, rrn=rrn)
    order.submit()
    order.commerce_says()
    (publish,) = order.pims_says()
    assert isinstance(publish, PublishOrder)
    assert publish.request.order.payment_details.rrn == "rrn-a"


def test_a_second_payment_does_not_publish_a_second_message(order: OrderLife):
    order.becomes_payable()
    order.notify("rrn-1")
    order.payments_say(CAPTURED)
    order.notify("rrn-2")
    assert order.payments_say(CAPTURED, rrn="rrn-2") == []
    assert order.state.publication.rrn == "rrn-1"


def test_after_the_ending_inputs_are_only_recorded(order: OrderLife):
    order.becomes_payable()
    order.notify()
    order.payments_say(CAPTURED)
    order.broker_confirms()
    ended = order.state
    assert order.submit(items=(("hat", 1),)) == []
    assert order.notify("rrn-2") == []
    assert order.broker_confirms() == []
    assert [recorded.outcome for recorded in order.state.recorded_inputs] == [
        InputOutcome.INPUT_OUTCOME_AFTER_ENDING,
        InputOutcome.INPUT_OUTCOME_AFTER_ENDING,
    ]
    assert (order.state.status, order.state.closed_at) == (FORWARDED, ended.closed_at)
    assert order.state.submission == ended.submission
    assert order.state.payments == ended.payments


def test_the_same_event_id_from_two_senders_is_two_events(order: OrderLife):
    order.submit(event_id="1")
    (ask,) = order.notify(event_id="1")
    assert isinstance(ask, AskPayments)


def test_a_valid_order_that_commerce_no_longer_finds_stays_valid(order: OrderLife):
    order.becomes_payable()
    order.submit(items=(("hat", 1),))
    assert order.commerce_knows_nothing() == []
    assert order.state.status == AWAITING_PAYMENT
    assert order.state.submission.order.items[0].item_id == "shirt"


def test_an_event_leaves_the_state_it_was_given_as_it_was(order: OrderLife):
    before = order.state
    copy = type(before).FromString(before.SerializeToString())
    order.submit()
    assert before == copy
    assert order.state.sequence == before.sequence + 1
    assert order.state.changed_at == timestamp(order.now)
