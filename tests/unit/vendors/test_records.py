"""What the simulated vendors answer of the records put in."""

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest

from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.commerce import Order, OrderItem
from devkit.vendors.payments import Payment, PaymentStatus
from devkit.vendors.pims import ITEMS_PER_REQUEST, Item

SUBMITTED_AT = datetime(2026, 11, 23, 12, 30, tzinfo=timezone(timedelta(hours=2)))


def an_order(order_id: str) -> Order:
    return Order(
        order_id=order_id,
        customer_id="customer-1",
        submitted_at=SUBMITTED_AT,
        total_cents=5998,
        currency="EUR",
        items=[OrderItem(item_id="item-1", quantity=2, unit_price_cents=2999)],
    )


async def test_an_order_put_in_is_answered_with_its_time_in_utc(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.put_order(an_order("order-1"))

    answer = await commerce_caller.get("/v1/orders/order-1")

    assert answer.json() == {
        "order_id": "order-1",
        "customer_id": "customer-1",
        "submitted_at": "2026-11-23T10:30:00Z",
        "total_cents": 5998,
        "currency": "EUR",
        "items": [{"item_id": "item-1", "quantity": 2, "unit_price_cents": 2999}],
    }


async def test_an_order_put_in_again_replaces_the_first(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.put_order(an_order("order-1"))
    await commerce_app.put_order(an_order("order-1").model_copy(update={"total_cents": 1}))

    answer = await commerce_caller.get("/v1/orders/order-1")

    assert answer.json()["total_cents"] == 1


@pytest.mark.parametrize(
    ("sent", "order_id"),
    [("a%2Fb", "a/b"), ("a%252Fb", "a%2Fb"), ("%C3%A9%20%3F%23", "é ?#"), ("%2E%2E", "..")],
)
async def test_an_order_id_is_one_segment_of_the_path_as_sent(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient, sent: str, order_id: str
) -> None:
    await commerce_app.put_order(an_order(order_id))

    answer = await commerce_caller.get(f"/v1/orders/{sent}")

    assert answer.json()["order_id"] == order_id


async def test_a_slash_sent_as_it_is_divides_segments(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.put_order(an_order("a/b"))

    answer = await commerce_caller.get("/v1/orders/a/b")

    assert answer.status_code == 404


async def test_pims_answers_each_item_once_known_or_not(
    pims: PimsAdmin, pims_caller: httpx.AsyncClient
) -> None:
    await pims.put_items(
        Item(item_id="item-1", sku_id="SKU-1", brand_code="B1"),
        Item(item_id="item-2", sku_id="SKU-2", brand_code="B2"),
    )

    answer = await pims_caller.post(
        "/v1/items:batchGet", json={"item_ids": ["item-1", "item-9", "item-1"]}
    )

    assert answer.json() == {
        "items": [{"item_id": "item-1", "sku_id": "SKU-1", "brand_code": "B1"}],
        "not_found": ["item-9"],
    }


@pytest.mark.parametrize(
    ("count", "status"),
    [(0, 400), (1, 200), (ITEMS_PER_REQUEST, 200), (ITEMS_PER_REQUEST + 1, 400)],
)
async def test_pims_takes_one_to_a_hundred_items(
    pims_caller: httpx.AsyncClient, count: int, status: int
) -> None:
    item_ids = [f"item-{number}" for number in range(count)]

    answer = await pims_caller.post("/v1/items:batchGet", json={"item_ids": item_ids})

    assert answer.status_code == status


async def test_a_payment_that_is_not_captured_has_null_for_the_time(
    payment_system: PaymentsAdmin, payments_caller: httpx.AsyncClient
) -> None:
    await payment_system.put_payment(
        Payment(
            rrn="rrn-1",
            order_id="order-1",
            customer_id="customer-1",
            amount_cents=5998,
            status=PaymentStatus.AUTHORIZED,
            authorized_at=datetime(2026, 11, 23, tzinfo=UTC),
        )
    )

    answer = await payments_caller.get("/v1/payments/rrn-1")

    assert answer.json() == {
        "rrn": "rrn-1",
        "order_id": "order-1",
        "customer_id": "customer-1",
        "amount_cents": 5998,
        "status": "AUTHORIZED",
        "authorized_at": "2026-11-23T00:00:00Z",
        "captured_at": None,
    }


@pytest.mark.parametrize("status", [PaymentStatus.AUTHORIZED, PaymentStatus.CAPTURED])
def test_a_payment_cannot_be_put_in_without_the_time_of_its_status(status: PaymentStatus) -> None:
    with pytest.raises(ValueError, match="payment has"):
        Payment(rrn="rrn-1", order_id="order-1", customer_id="c", amount_cents=1, status=status)


async def test_a_reset_forgets_what_was_put_in(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_app.put_order(an_order("order-1"))
    await commerce_app.reset()

    answer = await commerce_caller.get("/v1/orders/order-1")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/v1/orders/order-1", "/admin/requests"])
@pytest.mark.parametrize("authorization", ["", "Bearer wrong", "Basic d3Jvbmc="])
async def test_a_caller_without_the_token_is_refused(
    commerce_caller: httpx.AsyncClient, path: str, authorization: str
) -> None:
    answer = await commerce_caller.get(path, headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"
