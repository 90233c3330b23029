"""What people are shown of an order."""

import pytest

from oms.orders.v1.order_state_pb2 import RuleViolation
from order_processing.orders.records import DashboardRow
from order_processing.orders.view import customer_id, ending, view, waiting_for
from support.order_life import AUTHORIZED, CAPTURED, VOIDED, OrderLife

BROKEN_RULE = (RuleViolation(field="order.items[0].quantity", rule_id="int64.gt"),)


@pytest.fixture
def order() -> OrderLife:
    return OrderLife()


def test_an_order_says_what_it_waits_for(order: OrderLife):
    assert waiting_for(order.state) == "the order's submission"
    order.submit()
    assert waiting_for(order.state) == "the Commerce App and PIMS"
    order.commerce_says()
    order.pims_says()
    assert waiting_for(order.state) == "its payment"
    order.notify()
    order.payments_say(AUTHORIZED)
    assert waiting_for(order.state) == "the capture of its payment"
    order.notify()
    order.payments_say(VOIDED)
    assert waiting_for(order.state) == "another payment"
    order.notify("rrn-2")
    order.payments_say(CAPTURED, rrn="rrn-2")
    assert waiting_for(order.state) == "the confirmation of the message to Fulfilment"
    order.broker_confirms()
    assert waiting_for(order.state) == ""


def test_an_order_whose_payment_came_first_is_its_customers(order: OrderLife):
    order.notify()
    assert customer_id(order.state) == "customer-1"
    assert view(order.state).customer_id == "customer-1"


def test_the_payment_shown_is_the_latest_that_may_still_pay(order: OrderLife):
    order.becomes_payable()
    for rrn, status in (("rrn-1", AUTHORIZED), ("rrn-2", AUTHORIZED), ("rrn-3", VOIDED)):
        order.notify(rrn)
        order.payments_say(status, rrn=rrn)
    assert view(order.state).payment.rrn == "rrn-2"


def test_only_an_order_that_has_ended_has_an_ending(order: OrderLife):
    order.becomes_payable()
    order.notify()
    order.payments_say(CAPTURED)
    assert ending(order.state) is None
    order.broker_confirms()
    ended = ending(order.state)
    assert ended is not None
    assert (ended.rrn, ended.message_id) == ("rrn-1", "order-fulfillment/order-1")


def test_one_write_at_a_time_is_started_for_the_dashboard(order: OrderLife):
    row = DashboardRow()
    order.notify()
    assert row.wants(order.state)
    order.submit()
    assert not row.wants(order.state)  # the write under way takes the newer one along


def test_the_dashboard_is_told_of_other_items_though_the_order_stays_invalid(order: OrderLife):
    order.submit(items=(("shirt", -5),), violations=BROKEN_RULE)
    row = DashboardRow()
    assert row.wants(order.state)
    order.submit(items=(("shirt", -6),), violations=BROKEN_RULE)
    assert row.news(order.state)


def test_the_dashboard_is_told_of_another_authorised_payment(order: OrderLife):
    order.becomes_payable()
    order.notify("rrn-1")
    order.payments_say(AUTHORIZED, rrn="rrn-1")
    row = DashboardRow()
    assert row.wants(order.state)
    order.notify("rrn-2")
    assert not row.news(order.state)
    order.payments_say(AUTHORIZED, rrn="rrn-2")
    assert row.news(order.state)
