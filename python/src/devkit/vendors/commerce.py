"""The Commerce App's read API (`contracts/vendors/commerce.openapi.yaml`)."""

from http import HTTPStatus

from fastapi import FastAPI
from pydantic import BaseModel, SecretStr
from starlette.exceptions import HTTPException

from devkit.vendors.paths import PathSegment
from devkit.vendors.vendor import UtcTime, create_vendor

REQUESTS_PER_SECOND = 150


class OrderItem(BaseModel):
    """One line of an order; the price of one in hundredths of the order's currency."""

    item_id: str
    quantity: int
    unit_price_cents: int


class Order(BaseModel):
    """An order; the total in hundredths of the currency (ISO 4217)."""

    order_id: str
    customer_id: str
    submitted_at: UtcTime
    total_cents: int
    currency: str
    items: list[OrderItem]


def create_app(token: SecretStr, requests_per_second: int = REQUESTS_PER_SECOND) -> FastAPI:
    """The simulated Commerce App, which knows no order yet."""
    orders: dict[str, Order] = {}
    app = create_vendor("Commerce App", token, orders, requests_per_second=requests_per_second)

    @app.get("/v1/orders/{order_id}")
    async def _get_order(order_id: PathSegment) -> Order:
        if order_id not in orders:
            raise HTTPException(HTTPStatus.NOT_FOUND, "no such order")
        return orders[order_id]

    @app.put("/admin/orders", status_code=HTTPStatus.NO_CONTENT)
    async def _put_order(order: Order) -> None:
        orders[order.order_id] = order

    return app
