"""The dashboard's row: of two views of an order the newer one stays, whichever is written last."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from oms.dashboard.v1.order_view_pb2 import OrderView
from oms.orders.v1.order_status_pb2 import OrderStatus
from order_processing.dashboard import projection
from order_processing.dashboard.tables import order_dashboard
from support.order_life import START, timestamp
from support.shop import new_order_id

RECEIVED = OrderStatus.ORDER_STATUS_RECEIVED
AWAITING_PAYMENT = OrderStatus.ORDER_STATUS_AWAITING_PAYMENT
LATER = START + timedelta(seconds=1)


def shown(order_id: str, status: OrderStatus, changed_at: datetime, sequence: int) -> OrderView:
    return OrderView(
        order_id=order_id, status=status, changed_at=timestamp(changed_at), sequence=sequence
    )


async def status_after(database: AsyncEngine, *views: OrderView) -> str:
    """The status of the row when the views have been written in this sequence."""
    async with database.begin() as connection:
        for view in views:
            await projection.record(connection, view)
        query = select(order_dashboard.c.status).filter_by(order_id=views[0].order_id)
        return str((await connection.execute(query)).scalar_one())


@pytest.fixture
def order_id() -> str:
    return new_order_id()


async def test_an_older_view_that_is_written_late_changes_nothing(
    database: AsyncEngine, order_id: str
) -> None:
    newer = shown(order_id, AWAITING_PAYMENT, LATER, 2)
    older = shown(order_id, RECEIVED, START, 1)
    assert await status_after(database, newer, older) == "AWAITING_PAYMENT"


async def test_of_two_changes_at_the_same_time_the_sequence_decides(
    database: AsyncEngine, order_id: str
) -> None:
    second = shown(order_id, AWAITING_PAYMENT, START, 2)
    first = shown(order_id, RECEIVED, START, 1)
    assert await status_after(database, second, first) == "AWAITING_PAYMENT"


async def test_the_view_of_an_order_that_was_reset_wins_though_its_sequence_is_lower(
    database: AsyncEngine, order_id: str
) -> None:
    before = shown(order_id, AWAITING_PAYMENT, START, 9)
    after_reset = shown(order_id, RECEIVED, LATER, 2)
    assert await status_after(database, before, after_reset) == "RECEIVED"
