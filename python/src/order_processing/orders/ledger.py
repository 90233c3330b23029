"""The ledger of closed orders: what outlives Temporal's retention, and is never rebuilt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from oms.orders.v1.ending_pb2 import Ending
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing import contracts
from order_processing.orders.ledger_table import order_ledger


@dataclass(frozen=True)
class LedgerEntry:
    """How an order ended; `status` and `reason` are plain enum names."""

    order_id: str
    status: str
    reason: str
    rrn: str | None
    message_id: str | None
    closed_at: datetime


async def closed(engine: AsyncEngine, order_ids: Collection[str]) -> dict[str, LedgerEntry]:
    """Those of the orders that have reached their ending, by id; one query.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not reachable.
    """
    query = select(order_ledger).where(order_ledger.c.order_id.in_(order_ids))
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return {row["order_id"]: LedgerEntry(**row) for row in rows}


async def record(connection: AsyncConnection, ending: Ending) -> None:
    """Record an ending in the connection's transaction; the first one recorded stays.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not reachable.
    """
    row = {
        "order_id": ending.order_id,
        "status": contracts.plain_name(OrderStatus, ending.status),
        "reason": contracts.plain_name(OrderReason, ending.reason),
        "rrn": ending.rrn or None,
        "message_id": ending.message_id or None,
        "closed_at": ending.closed_at.ToDatetime(UTC),
    }
    await connection.execute(insert(order_ledger).values(row).on_conflict_do_nothing())
