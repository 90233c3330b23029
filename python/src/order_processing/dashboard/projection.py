"""Writes views of orders as rows of the dashboard."""

from datetime import UTC, datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from oms.dashboard.v1.order_view_pb2 import ItemView, OrderView
from oms.orders.v1.order_state_pb2 import PaymentVerdict
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing import contracts
from order_processing.dashboard.tables import order_dashboard


async def record(connection: AsyncConnection, view: OrderView) -> None:
    """Make the view the order's row, in the connection's transaction, unless the row is newer.

    Of two views of an order the one whose state changed later is newer; of two that changed at the
    same time, the one with the higher sequence. A workflow that was reset counts its sequence from
    the point of the reset, but changes its state later: its rows win.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not reachable.
    """
    row = row_of(view)
    upsert = insert(order_dashboard).values(row)
    new = upsert.excluded
    newer = tuple_(new.changed_at, new.sequence) > tuple_(
        order_dashboard.c.changed_at, order_dashboard.c.sequence
    )
    statement = upsert.on_conflict_do_update(
        index_elements=[order_dashboard.c.order_id],
        set_={name: new[name] for name in row if name != "order_id"},
        where=newer,
    )
    await connection.execute(statement)


def row_of(view: OrderView) -> dict[str, object]:
    """The view as a row: plain enum names, UTC times, items as JSON."""
    return {
        "order_id": view.order_id,
        "customer_id": view.customer_id,
        "status": contracts.plain_name(OrderStatus, view.status),
        "reason": contracts.plain_name(OrderReason, view.reason),
        "waiting_for": view.waiting_for,
        "items": [_item(item) for item in view.items],
        "total_cents": view.total_cents if view.HasField("total_cents") else None,
        "currency": view.currency,
        "payment_rrn": view.payment.rrn or None,
        "payment_verdict": contracts.plain_name(PaymentVerdict, view.payment.verdict) or None,
        "authorized_at": _time(view.payment, "authorized_at"),
        "captured_at": _time(view.payment, "captured_at"),
        "submitted_at": _time(view, "submitted_at"),
        "forwarded_at": _time(view, "forwarded_at"),
        "closed_at": _time(view, "closed_at"),
        "sequence": view.sequence,
        "changed_at": _time(view, "changed_at"),
    }


def _item(item: ItemView) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "quantity": item.quantity,
        "unit_price_cents": item.unit_price_cents if item.HasField("unit_price_cents") else None,
        "sku_id": item.sku_id,
        "brand_code": item.brand_code,
    }


def _time(message: Message, field: str) -> datetime | None:
    if not message.HasField(field):
        return None
    time: Timestamp = getattr(message, field)
    return time.ToDatetime(UTC)
