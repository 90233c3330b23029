"""The demo's judgement: it must be able to say no."""

import pytest

from devkit.demo.checking import Received, verdict
from devkit.demo.script import OrderScript, draw_scripts

SEED = 7


@pytest.fixture
def scripts() -> list[OrderScript]:
    return draw_scripts(SEED, 10, "run")


@pytest.fixture
def received(scripts: list[OrderScript]) -> Received:
    """Everything as it should be."""
    received = Received()
    for script in scripts:
        received.add(script.expected_message())
    return received


def test_one_right_message_for_each_order_is_as_expected(scripts, received):
    assert verdict(received.outcomes(scripts)) == "10 orders: 10 forwarded; all as expected"


def test_a_message_that_is_missing_is_noticed(scripts, received):
    received.by_order.pop(scripts[3].order_id)
    assert not received.complete(scripts)
    assert verdict(received.outcomes(scripts)) == (
        "10 orders: 9 forwarded, 1 not forwarded; 1 NOT as expected"
    )


def test_a_second_message_for_an_order_is_noticed(scripts, received):
    received.add(scripts[3].expected_message())
    (wrong,) = [outcome for outcome in received.outcomes(scripts) if outcome.problem]
    assert (wrong.script, wrong.problem) == (scripts[3], "2 messages")


@pytest.mark.parametrize("field", ["customer_id", "payment_details", "items"])
def test_a_message_of_another_order_is_noticed(scripts, received, field):
    other = scripts[4].expected_message()[field]
    received.by_order[scripts[3].order_id] = [{**scripts[3].expected_message(), field: other}]
    (wrong,) = [outcome for outcome in received.outcomes(scripts) if outcome.problem]
    assert wrong.script == scripts[3]
