"""Faults: where and for how long they strike, and what the caller sees."""

import time
from datetime import UTC, datetime

import httpx
import pytest

from devkit.vendors.admin import CommerceAdmin
from devkit.vendors.commerce import Order, OrderItem
from devkit.vendors.faults import Defect, Fault, Faults

PATH = "/v1/orders/order-1"


class Clock:
    """A clock that a test sets, in seconds."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def commerce_app_with_order(commerce_app: CommerceAdmin) -> CommerceAdmin:
    await commerce_app.put_order(
        Order(
            order_id="order-1",
            customer_id="customer-1",
            submitted_at=datetime(2026, 11, 23, tzinfo=UTC),
            total_cents=5998,
            currency="EUR",
            items=[OrderItem(item_id="item-1", quantity=2, unit_price_cents=2999)],
        )
    )
    return commerce_app


def test_a_fault_strikes_as_many_requests_as_it_says() -> None:
    faults = Faults()
    fault = Fault(status=500, requests=2)
    faults.add(fault)

    assert [faults.take(PATH) for _ in range(3)] == [fault, fault, None]


def test_a_fault_strikes_for_as_long_as_it_says() -> None:
    clock = Clock()
    faults = Faults(clock)
    fault = Fault(status=500, seconds=10)
    faults.add(fault)

    clock.now = 9.9
    assert faults.take(PATH) == fault
    clock.now = 10.0
    assert faults.take(PATH) is None


def test_a_fault_strikes_only_its_paths() -> None:
    faults = Faults()
    fault = Fault(path=PATH, status=500)
    faults.add(fault)

    assert faults.take("/v1/orders/other") is None
    assert faults.take(PATH) == fault


def test_a_fault_follows_the_one_before_it() -> None:
    faults = Faults()
    first, second = Fault(status=500, requests=1), Fault(status=503)
    faults.add(first)
    faults.add(second)

    assert [faults.take(PATH), faults.take(PATH)] == [first, second]


def test_a_defect_and_another_answer_contradict_each_other() -> None:
    with pytest.raises(ValueError, match="a defect spoils the usual answer"):
        Fault(defect=Defect.HANG, status=500)


async def test_a_status_is_answered_as_a_problem_with_its_retry_after(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.set_fault(Fault(status=503, retry_after="7"))

    answer = await commerce_caller.get(PATH)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert answer.json()["status"] == 503


async def test_a_body_is_answered_as_it_is(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.set_fault(Fault(body="no JSON"))

    answer = await commerce_caller.get(PATH)

    assert (answer.status_code, answer.text) == (200, "no JSON")


async def test_latency_comes_before_the_usual_answer(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.set_fault(Fault(latency_seconds=0.2))
    asked_at = time.monotonic()

    answer = await commerce_caller.get(PATH)

    assert answer.status_code == 404
    assert time.monotonic() - asked_at >= 0.2


async def test_a_truncated_answer_is_half_of_the_usual_one(
    commerce_app_with_order: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    whole = (await commerce_caller.get(PATH)).content
    await commerce_app_with_order.set_fault(Fault(defect=Defect.TRUNCATED))

    answer = await commerce_caller.get(PATH)

    assert (answer.status_code, answer.content) == (200, whole[: len(whole) // 2])


async def test_wrong_types_are_numbers_as_strings_and_lists_as_null(
    commerce_app_with_order: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app_with_order.set_fault(Fault(defect=Defect.WRONG_TYPE))

    answer = (await commerce_caller.get(PATH)).json()

    assert (answer["order_id"], answer["total_cents"], answer["items"]) == ("order-1", "5998", None)


async def test_a_vendor_that_hangs_does_not_answer(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.set_fault(Fault(defect=Defect.HANG))

    with pytest.raises(httpx.ReadTimeout):
        await commerce_caller.get(PATH, timeout=0.2)


async def test_a_vendor_that_disconnects_answers_in_part(
    commerce_app_with_order: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app_with_order.set_fault(Fault(defect=Defect.DISCONNECT))

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        await commerce_caller.get(PATH)


async def test_no_fault_strikes_the_admin_api(commerce_app: CommerceAdmin) -> None:
    await commerce_app.set_fault(Fault(status=500))

    report = await commerce_app.requests()

    assert report.total == 0


async def test_faults_taken_away_strike_no_more(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.set_fault(Fault(status=500))
    await commerce_app.clear_faults()

    answer = await commerce_caller.get(PATH)

    assert answer.status_code == 404
