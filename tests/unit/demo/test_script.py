"""What the demo sends."""

from datetime import UTC, datetime

from devkit.demo.script import SCENARIOS, Capture, draw_scripts
from devkit.vendors.payments import PaymentStatus

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_seed_draws_the_same_orders_again():
    assert draw_scripts(1, 20, NOW) == draw_scripts(1, 20, NOW)


def test_no_two_seeds_share_an_order():
    first, second = ({s.order_id for s in draw_scripts(seed, 50, NOW)} for seed in (1, 2))
    assert len(first) == len(second) == 50
    assert not first & second


def test_every_scenario_has_its_turn():
    assert {script.scenario for script in draw_scripts(1, len(SCENARIOS), NOW)} == set(SCENARIOS)


def test_an_order_is_paid_what_it_costs():
    for script in draw_scripts(1, 50, NOW):
        assert script.payment.amount_cents == script.order.total_cents > 0


def test_a_payment_is_captured_from_the_start_unless_the_script_captures_it():
    for script in draw_scripts(1, 50, NOW):
        captured_later = any(isinstance(step, Capture) for step in script.steps)
        assert (script.payment.status is PaymentStatus.AUTHORIZED) == captured_later
