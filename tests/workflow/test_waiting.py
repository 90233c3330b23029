"""What an order does while it waits: nothing is lost, and nothing ends it before its time."""

from datetime import UTC, datetime, timedelta

from temporalio.testing import WorkflowEnvironment

from devkit.vendors.faults import Fault
from devkit.vendors.payments import PaymentStatus
from oms.orders.v1.order_state_pb2 import PaymentVerdict
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from support.shop import Shop, new_order_id, rrn_of
from support.waiting import eventually

AWAITING_PAYMENT = OrderStatus.ORDER_STATUS_AWAITING_PAYMENT
FORWARDED = OrderStatus.ORDER_STATUS_FORWARDED
INVALID = OrderStatus.ORDER_STATUS_INVALID


async def test_a_payment_captured_twenty_days_after_authorisation_forwards_the_order(
    shop: Shop, skipping: WorkflowEnvironment
) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id, PaymentStatus.AUTHORIZED)
    await shop.submit(order_id)
    await shop.notify(order_id)
    await shop.until(
        order_id,
        lambda state: (
            state.status == AWAITING_PAYMENT
            and state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_AUTHORIZED
        ),
    )
    await skipping.sleep(timedelta(days=20))
    assert (await shop.state(order_id)).status == AWAITING_PAYMENT
    await shop.takes_payment(order_id, PaymentStatus.CAPTURED)
    await shop.notify(order_id)
    result = await shop.handle(order_id).result()
    assert result.ending.status == FORWARDED
    assert result.ending.rrn == rrn_of(order_id)


async def test_an_order_waits_out_an_hour_without_the_commerce_app(
    shop: Shop, skipping: WorkflowEnvironment
) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    path = f"/v1/orders/{order_id}"
    await shop.commerce.set_fault(Fault(path=path, status=503))
    await shop.submit(order_id)
    await shop.notify(order_id)
    await skipping.sleep(timedelta(hours=1))
    state = await shop.state(order_id)
    assert state.status == OrderStatus.ORDER_STATUS_RECEIVED
    assert state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_CAPTURED
    assert (await shop.commerce.requests()).paths[path].arrived > 30
    await shop.commerce.clear_faults()
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED


async def test_an_order_that_commerce_shows_late_is_asked_for_again(shop: Shop) -> None:
    order_id = new_order_id()
    await shop.takes_payment(order_id)
    await shop.submit(order_id)
    await shop.notify(order_id)

    async def commerce_was_asked() -> bool:
        return f"/v1/orders/{order_id}" in (await shop.commerce.requests()).paths

    await eventually(commerce_was_asked)
    await shop.sells(order_id)
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED


async def test_an_order_that_commerce_does_not_know_after_fifteen_minutes_is_invalid(
    shop: Shop,
) -> None:
    order_id = new_order_id()
    await shop.submit(order_id, received_at=datetime.now(UTC) - timedelta(minutes=16))
    state = await shop.until_status(order_id, INVALID)
    assert state.reason == OrderReason.ORDER_REASON_UNKNOWN_ORDER
    await shop.handle(order_id).terminate()


async def test_a_payment_that_nobody_knows_is_waited_for(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.submit(order_id)
    await shop.notify(order_id, received_at=datetime.now(UTC) - timedelta(minutes=16))
    state = await shop.until(
        order_id,
        lambda state: (
            bool(state.payments)
            and state.payments[0].verdict == PaymentVerdict.PAYMENT_VERDICT_NOT_FOUND
        ),
    )
    assert state.status in {AWAITING_PAYMENT, OrderStatus.ORDER_STATUS_RECEIVED}
    await shop.takes_payment(order_id)
    await shop.notify(order_id)
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED
