"""What the demo sends."""

from datetime import UTC, datetime

import pytest

from devkit.demo.script import SCENARIOS, Capture, OrderScript, draw_scripts
from devkit.vendors.payments import PaymentStatus

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_seed_draws_the_same_orders_again():
    assert draw_scripts(1, 20, "run", NOW) == draw_scripts(1, 20, "run", NOW)


def test_two_runs_of_a_seed_differ_in_nothing_but_the_end_of_their_ids():
    first, second = (repr(draw_scripts(1, 20, run, NOW)) for run in ("first", "second"))
    assert first != second
    assert first.replace("-first'", "-second'") == second


@pytest.mark.parametrize("other", [(1, "second"), (2, "first"), (2, "second")])
def test_no_id_of_an_order_a_payment_or_an_event_comes_back_in_another_run(other):
    first = ids(draw_scripts(1, 50, "first", NOW))
    second = ids(draw_scripts(other[0], 50, other[1], NOW))
    assert len(first) == len(second) == 50 + 50 + 2 * 50 / len(SCENARIOS)
    assert not first & second


def ids(scripts: list[OrderScript]) -> set[str | None]:
    events = {getattr(step, "event_id", None) for script in scripts for step in script.steps}
    orders = {script.order_id for script in scripts}
    return orders | {script.payment.rrn for script in scripts} | events - {None}


def test_every_scenario_has_its_turn():
    assert {script.scenario for script in draw_scripts(1, len(SCENARIOS), "run", NOW)} == set(
        SCENARIOS
    )


def test_an_order_is_paid_what_it_costs():
    for script in draw_scripts(1, 50, "run", NOW):
        assert script.payment.amount_cents == script.order.total_cents > 0


def test_a_payment_is_captured_from_the_start_unless_the_script_captures_it():
    for script in draw_scripts(1, 50, "run", NOW):
        captured_later = any(isinstance(step, Capture) for step in script.steps)
        assert (script.payment.status is PaymentStatus.AUTHORIZED) == captured_later
