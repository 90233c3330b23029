"""One order driven by hand through the state machine, without a server.

The actors are methods (`submit`, `commerce_says`, ...); each returns the commands it led to.
"""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from oms.commerce.v1.commerce_activities_pb2 import GetOrderResponse, Order, OrderItem
from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.fulfillment.v1.fulfillment_activities_pb2 import PublishOrderResponse
from oms.orders.v1.order_state_pb2 import OrderState, RuleViolation
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, RunRequest, SubmitOrderRequest
from oms.payments.v1.payment_activities_pb2 import GetPaymentResponse, Payment, PaymentStatus
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from oms.pims.v1.pims_activities_pb2 import BatchGetItemsResponse, Item
from order_processing.orders import decisions
from order_processing.orders.commands import AskCommerce, AskPayments, AskPims, Command
from order_processing.orders.events import Event, OrderPublished

ORDER = "order-1"
CUSTOMER = "customer-1"
ITEMS = (("shirt", 1), ("socks", 3))
TOTAL = 4_200
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GRACE = timedelta(minutes=15)

AUTHORIZED = PaymentStatus.PAYMENT_STATUS_AUTHORIZED
CAPTURED = PaymentStatus.PAYMENT_STATUS_CAPTURED
VOIDED = PaymentStatus.PAYMENT_STATUS_VOIDED
DECLINED = PaymentStatus.PAYMENT_STATUS_DECLINED

Question = TypeVar("Question", AskCommerce, AskPims)


def timestamp(at: datetime) -> Timestamp:
    """The time as protobuf has it."""
    time = Timestamp()
    time.FromDatetime(at)
    return time


def run_request(order_id: str = ORDER) -> RunRequest:
    """How the order begins, with the times of the brief."""
    request = RunRequest(order_id=order_id, requirements=decisions.V1_REQUIREMENTS)
    request.policy.order_ttl.FromTimedelta(timedelta(days=30))
    request.policy.capture_window.FromTimedelta(timedelta(days=30))
    request.policy.not_found_grace.FromTimedelta(GRACE)
    return request


def submission(
    customer: str = CUSTOMER,
    items: tuple[tuple[str, int], ...] = ITEMS,
    order_id: str = ORDER,
) -> OrderSubmission:
    """A submission as the Commerce App sends it."""
    lines = [SubmittedItem(item_id=item, quantity=quantity) for item, quantity in items]
    return OrderSubmission(
        customer_id=customer, order=SubmittedOrder(order_id=order_id, items=lines)
    )


class OrderLife:
    """An order, its state after each event, and every command it ever gave."""

    def __init__(self) -> None:
        """Begin with an order of which nothing is known."""
        self.now = START
        self.state: OrderState = decisions.begin(run_request(), self.now)
        self.commands: list[Command] = []
        self._event_ids = count(1)

    def happens(self, event: Event) -> list[Command]:
        """An event happens, a second after the last one."""
        self.now += timedelta(seconds=1)
        self.state, commands = decisions.apply(self.state, event, self.now)
        self.commands += commands
        return commands

    def asked(self, question: type[Question]) -> Question:
        """The last question of this kind."""
        return [command for command in self.commands if isinstance(command, question)][-1]

    def submit(
        self,
        customer: str = CUSTOMER,
        items: tuple[tuple[str, int], ...] = ITEMS,
        *,
        event_id: str = "",
        violations: tuple[RuleViolation, ...] = (),
    ) -> list[Command]:
        """The Commerce App's webhook submits the order."""
        return self.happens(
            SubmitOrderRequest(
                event_id=event_id or f"event-{next(self._event_ids)}",
                received_at=timestamp(self.now),
                submission=submission(customer, items),
                violations=violations,
            )
        )

    def notify(
        self,
        rrn: str = "rrn-1",
        *,
        amount: int = TOTAL,
        customer: str = CUSTOMER,
        event_id: str = "",
    ) -> list[Command]:
        """The payment system's webhook notifies a payment."""
        return self.happens(
            NotifyPaymentRequest(
                event_id=event_id or f"event-{next(self._event_ids)}",
                received_at=timestamp(self.now),
                notification=PaymentNotification(
                    customer_id=customer,
                    rrn=rrn,
                    amount_cents=amount,
                    metadata=PaymentMetadata(order_id=ORDER),
                ),
            )
        )

    def commerce_says(
        self,
        customer: str = CUSTOMER,
        items: tuple[tuple[str, int], ...] = ITEMS,
        *,
        total: int = TOTAL,
        question: AskCommerce | None = None,
    ) -> list[Command]:
        """The Commerce App answers the last question (or an older one) with an order."""
        order = Order(
            order_id=ORDER,
            customer_id=customer,
            submitted_at=timestamp(START - timedelta(minutes=1)),
            total_cents=total,
            currency="EUR",
            items=[OrderItem(item_id=i, quantity=q, unit_price_cents=100) for i, q in items],
        )
        asked = question or self.asked(AskCommerce)
        return self.happens(asked.answered(GetOrderResponse(order=order)))

    def commerce_knows_nothing(self) -> list[Command]:
        """The Commerce App does not know the order."""
        return self.happens(self.asked(AskCommerce).answered(GetOrderResponse()))

    def pims_says(self, *unknown: str, question: AskPims | None = None) -> list[Command]:
        """PIMS answers the last question (or an older one), without the unknown items."""
        asked = question or self.asked(AskPims)
        known = [item for item in asked.request.item_ids if item not in unknown]
        items = [Item(item_id=i, sku_id=f"sku-{i}", brand_code=f"brand-{i}") for i in known]
        return self.happens(asked.answered(BatchGetItemsResponse(items=items, not_found=unknown)))

    def payments_say(
        self,
        status: PaymentStatus = CAPTURED,
        *,
        rrn: str = "rrn-1",
        order_id: str = ORDER,
        customer: str = CUSTOMER,
        amount: int = TOTAL,
        captured_at: datetime = START,
    ) -> list[Command]:
        """The payment system answers the last question about the RRN."""
        payment = Payment(
            rrn=rrn, order_id=order_id, customer_id=customer, amount_cents=amount, status=status
        )
        if status in {AUTHORIZED, CAPTURED}:
            payment.authorized_at.CopyFrom(timestamp(START - timedelta(days=2)))
        if status == CAPTURED:
            payment.captured_at.CopyFrom(timestamp(captured_at))
        return self._payments_answer(rrn, GetPaymentResponse(payment=payment))

    def payments_know_nothing(self, rrn: str = "rrn-1") -> list[Command]:
        """The payment system does not know the RRN."""
        return self._payments_answer(rrn, GetPaymentResponse())

    def _payments_answer(self, rrn: str, response: GetPaymentResponse) -> list[Command]:
        asked = [
            command
            for command in self.commands
            if isinstance(command, AskPayments) and command.request.rrn == rrn
        ][-1]
        return self.happens(asked.answered(response))

    def broker_confirms(self) -> list[Command]:
        """The broker confirms the message to Fulfilment."""
        return self.happens(
            OrderPublished(
                PublishOrderResponse(partition=2, offset=7, published_at=timestamp(START))
            )
        )

    def becomes_payable(self) -> None:
        """The order is submitted, valid and enriched."""
        self.submit()
        self.commerce_says()
        self.pims_says()
