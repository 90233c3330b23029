"""What the demo sends, drawn at random from a seed; what must come out follows from it alone."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from devkit.vendors.commerce import Order, OrderItem
from devkit.vendors.payments import Payment, PaymentStatus
from devkit.vendors.pims import Item

_BRANDS = ("ACNE", "BOSS", "COSX", "ETRO", "FILA", "GANT", "LEVI", "MUJI")
_SIZES = ("XS", "S", "M", "L", "XL")
_CATALOGUE_SIZE = 40


@dataclass(frozen=True)
class Submission:
    """The Commerce App's webhook for the order; `event_id` is sent when it is given."""

    event_id: str | None = None


@dataclass(frozen=True)
class Notification:
    """The payment system's webhook for the payment; `event_id` is sent when it is given."""

    event_id: str | None = None


@dataclass(frozen=True)
class Capture:
    """The payment, authorised so far and seen as such by the system, is captured."""


Step = Submission | Notification | Capture


@dataclass(frozen=True)
class OrderScript:
    """One order: what the vendors know of it, and what is sent in which sequence."""

    scenario: str
    order: Order
    payment: Payment
    products: Sequence[Item]
    steps: Sequence[Step]

    @property
    def order_id(self) -> str:
        """The order's id."""
        return self.order.order_id

    def expected_message(self) -> dict[str, object]:
        """The one message that Fulfilment must receive, by the brief."""
        product = {item.item_id: item for item in self.products}
        return {
            "customer_id": self.order.customer_id,
            "order_id": self.order_id,
            "payment_details": {"rrn": self.payment.rrn},
            "items": [
                {
                    "item_id": line.item_id,
                    "sku_id": product[line.item_id].sku_id,
                    "brand_code": product[line.item_id].brand_code,
                }
                for line in self.order.items
            ],
        }


def _order_first(draw: random.Random, suffix: str) -> Sequence[Step]:  # noqa: ARG001
    return (Submission(), Notification())


def _payment_first(draw: random.Random, suffix: str) -> Sequence[Step]:  # noqa: ARG001
    return (Notification(), Submission())


def _duplicated_events(draw: random.Random, suffix: str) -> Sequence[Step]:
    """Each webhook two or three times: the same event, and the same content as another event."""
    again = Submission(f"event-{draw.randrange(10**9)}-{suffix}")
    paid = Notification(f"event-{draw.randrange(10**9)}-{suffix}")
    steps: list[Step] = [again, again, Submission(), paid, paid, Notification()]
    draw.shuffle(steps)
    return steps


def _authorised_then_captured(draw: random.Random, suffix: str) -> Sequence[Step]:  # noqa: ARG001
    """The notification of the capture is byte for byte the one of the authorisation."""
    first: list[Step] = [Submission(), Notification()]
    draw.shuffle(first)
    return (*first, Capture(), Notification())


@dataclass(frozen=True)
class Scenario:
    """A way in which an order's events arrive.

    Attributes:
        steps: draws what is sent; ids of events end as those of the order do
        lines: how many the order has; drawn if absent
    """

    steps: Callable[[random.Random, str], Sequence[Step]]
    lines: int | None = None


SCENARIOS: dict[str, Scenario] = {
    "order first": Scenario(_order_first),
    "payment first": Scenario(_payment_first),
    "duplicated events": Scenario(_duplicated_events),
    "many items": Scenario(_order_first, lines=12),
    "authorised, then captured": Scenario(_authorised_then_captured),
}


@dataclass
class Catalogue:
    """The items on sale, with their product data and prices."""

    products: dict[str, Item] = field(default_factory=dict)
    prices: dict[str, int] = field(default_factory=dict)

    @classmethod
    def drawn(cls, draw: random.Random) -> "Catalogue":
        """A random catalogue."""
        catalogue = cls()
        for number in draw.sample(range(1_000, 10_000), _CATALOGUE_SIZE):
            brand = draw.choice(_BRANDS)
            item = Item(
                item_id=f"item-{number}",
                sku_id=f"{brand}-{number}-{draw.choice(_SIZES)}",
                brand_code=brand,
            )
            catalogue.products[item.item_id] = item
            catalogue.prices[item.item_id] = draw.randrange(500, 25_000)
        return catalogue


def draw_scripts(
    seed: int, orders: int, run: str, now: datetime | None = None
) -> list[OrderScript]:
    """Draw this many orders, the scenarios in turn; equal arguments give equal scripts.

    Args:
        seed: what to draw
        orders: how many
        run: ends the ids of orders, payments and events, and nothing else: a system that saw the
            seed's orders in an earlier run takes those of this one as new
        now: the time that the orders' times lead up to; the present one if absent
    """
    draw = random.Random(seed)
    catalogue = Catalogue.drawn(draw)
    names = list(SCENARIOS)
    at = now or datetime.now(UTC)
    return [
        _draw_script(draw, catalogue, names[number % len(names)], f"{seed}-{number}-{run}", at)
        for number in range(orders)
    ]


def _draw_script(
    draw: random.Random, catalogue: Catalogue, name: str, suffix: str, at: datetime
) -> OrderScript:
    scenario = SCENARIOS[name]
    item_ids = draw.sample(sorted(catalogue.products), scenario.lines or draw.randint(1, 4))
    lines = [
        OrderItem(
            item_id=item_id,
            quantity=draw.randint(1, 3),
            unit_price_cents=catalogue.prices[item_id],
        )
        for item_id in item_ids
    ]
    order = Order(
        order_id=f"order-{suffix}",
        customer_id=f"customer-{draw.randrange(1_000, 10_000)}",
        submitted_at=at - timedelta(seconds=draw.randint(1, 60)),
        total_cents=sum(line.quantity * line.unit_price_cents for line in lines),
        currency="EUR",
        items=lines,
    )
    steps = scenario.steps(draw, suffix)
    authorised_at = at - timedelta(days=draw.randint(1, 20))
    captured = not any(isinstance(step, Capture) for step in steps)
    payment = Payment(
        rrn=f"{draw.randrange(10**11, 10**12)}-{suffix}",
        order_id=order.order_id,
        customer_id=order.customer_id,
        amount_cents=order.total_cents,
        status=PaymentStatus.CAPTURED if captured else PaymentStatus.AUTHORIZED,
        authorized_at=authorised_at,
        captured_at=at if captured else None,
    )
    return OrderScript(
        scenario=name,
        order=order,
        payment=payment,
        products=[catalogue.products[item_id] for item_id in item_ids],
        steps=steps,
    )
