"""Orders between real servers: Temporal, Kafka, schema registry, PostgreSQL, vendors over HTTP."""

import asyncio
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.worker import Replayer

from devkit.vendors.faults import Fault
from devkit.vendors.payments import PaymentStatus
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing.dashboard.tables import order_dashboard
from order_processing.orders import ledger
from order_processing.orders.workflow import OrderWorkflow
from order_processing.temporal.plugin import OrderProcessingPlugin
from support.shop import Shop, rrn_of
from support.waiting import PATIENCE_SECONDS, eventually

AWAITING_SUBMISSION = OrderStatus.ORDER_STATUS_AWAITING_SUBMISSION
FORWARDED = OrderStatus.ORDER_STATUS_FORWARDED
INVALID = OrderStatus.ORDER_STATUS_INVALID


@dataclass(frozen=True)
class History:
    """What an order cost Temporal."""

    events: int
    size: int


async def history(shop: Shop, order_id: str) -> History:
    handle = shop.handle(order_id)
    description = await handle.describe()
    events = (await handle.fetch_history()).events
    return History(
        len(events), description.raw_description.workflow_execution_info.history_size_bytes
    )


async def row(database: AsyncEngine, order_id: str) -> dict[str, object]:
    query = select(order_dashboard).where(order_dashboard.c.order_id == order_id)
    async with database.connect() as connection:
        return dict((await connection.execute(query)).mappings().one())


async def shown_as(database: AsyncEngine, order_id: str, **expected: str) -> None:
    """Wait for the dashboard: unlike a query, a look at it adds nothing to the order's history."""

    async def is_shown() -> bool:
        query = select(order_dashboard).filter_by(order_id=order_id, **expected)
        async with database.connect() as connection:
            return (await connection.execute(query)).first() is not None

    await eventually(is_shown)


async def test_the_happy_order_stays_within_45_events_and_7500_bytes(
    shop: Shop, database: AsyncEngine
) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    await shop.submit(order_id)
    await shown_as(database, order_id, status="AWAITING_PAYMENT")
    await shop.notify(order_id)
    result = await shop.handle(order_id).result()
    assert result.ending.status == FORWARDED
    spent = await history(shop, order_id)
    print(f"\nhappy order: {spent.events} events, {spent.size} bytes")
    assert spent.events <= 45
    assert spent.size <= 7_500


async def test_an_order_authorised_then_captured_stays_within_55_events_and_9000_bytes(
    shop: Shop, database: AsyncEngine
) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id, PaymentStatus.AUTHORIZED)
    await shop.submit(order_id)
    await shown_as(database, order_id, status="AWAITING_PAYMENT")
    await shop.notify(order_id)
    await shown_as(database, order_id, payment_verdict="AUTHORIZED")
    await shop.takes_payment(order_id, PaymentStatus.CAPTURED)
    await shop.notify(order_id)
    result = await shop.handle(order_id).result()
    assert result.ending.status == FORWARDED
    spent = await history(shop, order_id)
    print(f"\nauthorised, then captured: {spent.events} events, {spent.size} bytes")
    assert spent.events <= 55
    assert spent.size <= 9_000


async def test_ledger_and_dashboard_know_the_ending_when_the_workflow_closes(
    shop: Shop, database: AsyncEngine
) -> None:
    order_id = await shop.sells()
    rrn = await shop.takes_payment(order_id)
    await shop.submit(order_id)
    await shop.notify(order_id)
    await shop.handle(order_id).result()
    shown = await row(database, order_id)
    assert shown["status"] == "FORWARDED"
    assert shown["waiting_for"] == ""
    assert shown["customer_id"] == "customer-1"
    assert shown["total_cents"] == 3_500
    assert (shown["payment_rrn"], shown["payment_verdict"]) == (rrn, "CAPTURED")
    assert None not in (shown["submitted_at"], shown["captured_at"], shown["forwarded_at"])
    assert shown["items"] == [
        {
            "item_id": "shirt",
            "quantity": 1,
            "unit_price_cents": 2_000,
            "sku_id": "sku-shirt",
            "brand_code": "brand",
        },
        {
            "item_id": "socks",
            "quantity": 3,
            "unit_price_cents": 500,
            "sku_id": "sku-socks",
            "brand_code": "brand",
        },
    ]
    entry = (await ledger.closed(database, [order_id]))[order_id]
    assert (entry.status, entry.rrn) == ("FORWARDED", rrn)
    assert entry.message_id == f"order-fulfillment/{order_id}"
    assert entry.closed_at == shown["closed_at"]


async def test_a_payment_may_come_first_and_be_notified_twice(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    await shop.notify(order_id)
    await shop.until_status(order_id, AWAITING_SUBMISSION)
    await shop.notify(order_id)
    await shop.submit(order_id)
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED


async def test_an_invalid_order_waits_for_support_and_is_found_by_its_reason(
    shop: Shop, temporal: Client, database: AsyncEngine
) -> None:
    order_id = await shop.sells()
    await shop.submit(order_id, quantity=7)
    state = await shop.until_status(order_id, INVALID)
    assert state.reason == OrderReason.ORDER_REASON_ITEMS_DIFFER
    description = await shop.handle(order_id).describe()
    assert description.status == WorkflowExecutionStatus.RUNNING
    values = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert (values["OrderStatus"], values["OrderReason"]) == ("INVALID", "ITEMS_DIFFER")
    shown = await row(database, order_id)
    assert (shown["status"], shown["reason"]) == ("INVALID", "ITEMS_DIFFER")
    assert "correction by Support" in str(shown["waiting_for"])
    await temporal.get_workflow_handle(f"order/{order_id}").terminate()


async def test_an_order_whose_quantity_is_negative_waits_as_malformed(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.submit(order_id, quantity=-5)
    state = await shop.until_status(order_id, INVALID)
    assert state.reason == OrderReason.ORDER_REASON_MALFORMED
    assert [violation.rule_id for violation in state.validation.violations] == ["int64.gt"]
    await shop.handle(order_id).terminate()


@pytest.mark.parametrize("status", [500, 429])
async def test_an_order_waits_out_a_vendor_that_fails(shop: Shop, status: int) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    await shop.commerce.set_fault(
        Fault(path=f"/v1/orders/{order_id}", status=status, retry_after="1", requests=2)
    )
    await shop.submit(order_id)
    await shop.notify(order_id)
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED
    report = (await shop.commerce.requests()).paths[f"/v1/orders/{order_id}"]
    assert report.answered == {status: 2, 200: 1}


async def test_a_dashboard_that_cannot_be_written_delays_the_close_and_loses_nothing(
    shop: Shop, database: AsyncEngine
) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    await rename_dashboard(database, "order_dashboard", "order_dashboard_away")
    try:
        await shop.submit(order_id)
        await shop.notify(order_id)
        await shop.until_status(order_id, FORWARDED)
        description = await shop.handle(order_id).describe()
        assert description.status == WorkflowExecutionStatus.RUNNING
    finally:
        await rename_dashboard(database, "order_dashboard_away", "order_dashboard")
    assert (await shop.handle(order_id).result()).ending.status == FORWARDED
    assert (await row(database, order_id))["status"] == "FORWARDED"
    assert order_id in await ledger.closed(database, [order_id])


async def rename_dashboard(database: AsyncEngine, name: str, other: str) -> None:
    async with database.begin() as connection:
        await connection.execute(text(f"ALTER TABLE {name} RENAME TO {other}"))


async def test_temporals_own_ui_says_what_an_order_waits_for(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.submit(order_id)
    await shop.until_status(order_id, OrderStatus.ORDER_STATUS_AWAITING_PAYMENT)
    handle = shop.handle(order_id)
    assert await (await handle.describe()).static_summary() == f"Order {order_id}"
    metadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert metadata.current_details == "Waits for its payment."
    await handle.terminate()


async def test_an_order_closes_though_another_payment_cannot_be_verified(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    other = f"{rrn_of(order_id)}-2"
    await shop.payments.set_fault(Fault(path=f"/v1/payments/{other}", status=503))
    await shop.submit(order_id)
    await shop.notify(order_id, rrn=other)
    await shop.notify(order_id)
    async with asyncio.timeout(PATIENCE_SECONDS):
        result = await shop.handle(order_id).result()
    assert result.ending.rrn == rrn_of(order_id)


async def test_an_orders_history_replays(shop: Shop) -> None:
    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    other = f"{rrn_of(order_id)}-2"
    await shop.payments.set_fault(Fault(path=f"/v1/payments/{other}", status=503))
    await shop.notify(order_id, rrn=other)
    await shop.notify(order_id)
    await shop.submit(order_id, quantity=7)
    await shop.until_status(order_id, INVALID)
    await shop.submit(order_id)
    await shop.handle(order_id).result()
    history = await shop.handle(order_id).fetch_history()
    replayer = Replayer(workflows=[OrderWorkflow], plugins=[OrderProcessingPlugin()])
    await replayer.replay_workflow(history)
