"""A retailer around one running system: fills the vendors, sends events, looks at orders."""

import secrets
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.client import Client, WorkflowHandle

from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.commerce import Order, OrderItem
from devkit.vendors.payments import Payment, PaymentStatus
from devkit.vendors.pims import Item
from devkit.vendors.server import RunningVendors
from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.orders.v1.order_state_pb2 import OrderState
from oms.orders.v1.order_status_pb2 import OrderStatus
from oms.orders.v1.order_workflow_pb2 import GetOrderRequest, GetOrderResponse, RunResponse
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from order_processing.intake.events import Event, Notification, Submission
from order_processing.intake.routing import Signal, route
from order_processing.intake.starter import Orders
from order_processing.orders.workflow import GET_ORDER, ORDER_WORKFLOW
from order_processing.settings import Settings
from support.waiting import eventually

CUSTOMER = "customer-1"
LINES = (("shirt", 1, 2_000), ("socks", 3, 500))
"""Item, quantity, price of one in cents."""


@dataclass(frozen=True)
class Shop:
    """One retailer; every order id is its own."""

    client: Client
    orders: Orders
    commerce: CommerceAdmin
    pims: PimsAdmin
    payments: PaymentsAdmin

    async def sells(self, order_id: str | None = None, *, total: int = 3_500) -> str:
        """Commerce and PIMS know the order, a new one unless an id is given; its id."""
        order_id = order_id or new_order_id()
        items = [OrderItem(item_id=i, quantity=q, unit_price_cents=p) for i, q, p in LINES]
        await self.commerce.put_order(
            Order(
                order_id=order_id,
                customer_id=CUSTOMER,
                submitted_at=datetime.now(UTC),
                total_cents=total,
                currency="EUR",
                items=items,
            )
        )
        await self.pims.put_items(
            *(Item(item_id=i, sku_id=f"sku-{i}", brand_code="brand") for i, _, _ in LINES)
        )
        return order_id

    async def takes_payment(
        self, order_id: str, status: PaymentStatus = PaymentStatus.CAPTURED, amount: int = 3_500
    ) -> str:
        """The payment system knows a payment for the order; its RRN, one for each order."""
        rrn = rrn_of(order_id)
        now = datetime.now(UTC)
        await self.payments.put_payment(
            Payment(
                rrn=rrn,
                order_id=order_id,
                customer_id=CUSTOMER,
                amount_cents=amount,
                status=status,
                authorized_at=now - timedelta(days=2),
                captured_at=now if status is PaymentStatus.CAPTURED else None,
            )
        )
        return rrn

    async def submit(
        self, order_id: str, *, quantity: int = 1, received_at: datetime | None = None
    ) -> None:
        """The Commerce App submits the order, with this many shirts."""
        lines = [
            SubmittedItem(item_id=i, quantity=quantity if i == "shirt" else q) for i, q, _ in LINES
        ]
        submission = OrderSubmission(
            customer_id=CUSTOMER, order=SubmittedOrder(order_id=order_id, items=lines)
        )
        await self._happens(Submission(_event_id(), received_at or datetime.now(UTC), submission))

    async def notify(
        self, order_id: str, *, rrn: str = "", received_at: datetime | None = None
    ) -> None:
        """The payment system notifies the order's payment, or another one."""
        notification = PaymentNotification(
            customer_id=CUSTOMER,
            rrn=rrn or rrn_of(order_id),
            amount_cents=3_500,
            metadata=PaymentMetadata(order_id=order_id),
        )
        await self._happens(
            Notification(_event_id(), received_at or datetime.now(UTC), notification)
        )

    async def _happens(self, event: Event) -> None:
        signal = route(event, None)
        assert isinstance(signal, Signal)
        await self.orders.signal(signal)

    def handle(self, order_id: str) -> WorkflowHandle[object, RunResponse]:
        """The order's workflow."""
        return self.client.get_workflow_handle(
            ORDER_WORKFLOW.workflow_id(order_id=order_id), result_type=RunResponse
        )

    async def state(self, order_id: str) -> OrderState:
        """What is known of the order."""
        answer = await self.handle(order_id).query(
            GET_ORDER.name, GetOrderRequest(), result_type=GetOrderResponse
        )
        assert isinstance(answer, GetOrderResponse)
        return answer.state

    async def until(self, order_id: str, holds: Callable[[OrderState], bool]) -> OrderState:
        """Wait until something holds of the order, as `eventually`."""

        async def order_is_so() -> bool:
            return holds(await self.state(order_id))

        await eventually(order_is_so)
        return await self.state(order_id)

    async def until_status(self, order_id: str, status: OrderStatus) -> OrderState:
        """Wait until the order has this status, as `until`."""
        return await self.until(order_id, lambda state: state.status == status)


@asynccontextmanager
async def open_shop(
    client: Client, settings: Settings, vendors: RunningVendors
) -> AsyncIterator[Shop]:
    """A shop around the vendors, whose orders are started by this client."""
    async with (
        CommerceAdmin(vendors.commerce) as commerce,
        PimsAdmin(vendors.pims) as pims,
        PaymentsAdmin(vendors.payments) as payments,
    ):
        yield Shop(client, Orders(client, settings), commerce, pims, payments)


def new_order_id() -> str:
    """The id of an order that nobody knows yet."""
    return f"order-{secrets.token_hex(5)}"


def rrn_of(order_id: str) -> str:
    """The RRN of an order's payment: twelve digits, as ISO 8583 has them (field 37)."""
    return f"{int(order_id.removeprefix('order-'), 16) % 10**12:012}"


def _event_id() -> str:
    return str(uuid.uuid4())
