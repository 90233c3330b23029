"""Reading orders from the Commerce App."""

import json
from datetime import UTC, datetime

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from devkit.vendors import commerce
from devkit.vendors.admin import CommerceAdmin
from devkit.vendors.faults import Fault
from devkit.vendors.server import RunningVendors
from oms.commerce.v1.commerce_activities_pb2 import Order, OrderItem
from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.commerce.client import CommerceClient, CommerceError

ANSWER = {
    "order_id": "order-1",
    "customer_id": "customer-1",
    "submitted_at": "2026-11-23T10:30:00Z",
    "total_cents": 5998,
    "currency": "EUR",
    "items": [{"item_id": "item-1", "quantity": 2, "unit_price_cents": 2999}],
}
ORDER = Order(
    order_id="order-1",
    customer_id="customer-1",
    submitted_at=Timestamp(seconds=1795429800),
    total_cents=5998,
    currency="EUR",
    items=[OrderItem(item_id="item-1", quantity=2, unit_price_cents=2999)],
)


async def read_answer(
    commerce_app: CommerceAdmin, client: CommerceClient, answer: dict[str, object]
) -> Order | None:
    await commerce_app.set_fault(Fault(body=json.dumps(answer), requests=1))
    return await client.get_order("order-1")


def with_field(path: str, value: object) -> dict[str, object]:
    answer = json.loads(json.dumps(ANSWER))
    holder, _, name = path.rpartition(".")
    (answer["items"][0] if holder else answer)[name] = value
    return dict(answer)


async def test_an_order_is_read_as_the_contract_has_it(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    await commerce_app.put_order(commerce.Order.model_validate(ANSWER))

    assert await commerce_client.get_order("order-1") == ORDER


async def test_an_order_that_commerce_does_not_know_is_absent(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    await commerce_app.put_order(commerce.Order.model_validate(ANSWER))

    assert await commerce_client.get_order("order-2") is None


async def test_nothing_has_an_empty_id(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    assert await commerce_client.get_order("") is None
    assert (await commerce_app.requests()).total == 0


@given(order_id=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=128))
@example(order_id="a/b")
@example(order_id="../admin/requests")
@example(order_id="..")
@example(order_id=".")
@example(order_id="a?b=c#d")
@example(order_id="a%2Fb")
@example(order_id="schlüssel 鍵 🔑")
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_an_order_is_read_whatever_characters_its_id_has(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient, order_id: str
) -> None:
    await commerce_app.put_order(commerce.Order.model_validate({**ANSWER, "order_id": order_id}))

    order = await commerce_client.get_order(order_id)

    assert order is not None
    assert order.order_id == order_id


async def test_fields_that_are_new_are_no_outage(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    assert await read_answer(commerce_app, commerce_client, with_field("gift", value=True)) == ORDER


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-11-23T10:30:00.123456Z", datetime(2026, 11, 23, 10, 30, 0, 123456, UTC)),
        ("2026-11-23T10:30:00.123456789Z", datetime(2026, 11, 23, 10, 30, 0, 123456, UTC)),
        ("2026-11-23T12:30:00+02:00", datetime(2026, 11, 23, 10, 30, tzinfo=UTC)),
    ],
)
async def test_a_time_is_read_to_the_microsecond_whatever_its_offset(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient, written: str, time: datetime
) -> None:
    order = await read_answer(commerce_app, commerce_client, with_field("submitted_at", written))

    assert order is not None
    assert order.submitted_at.ToDatetime(UTC) == time


@pytest.mark.parametrize("field", list(ANSWER))
async def test_an_order_without_one_of_its_fields_is_a_contract_failure_that_names_it(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient, field: str
) -> None:
    answer = {name: value for name, value in ANSWER.items() if name != field}

    with pytest.raises(CommerceError, match=f"{field}: missing") as raised:
        await read_answer(commerce_app, commerce_client, answer)

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_id", 1),
        ("customer_id", None),
        ("total_cents", "5998"),
        ("total_cents", 5998.0),
        ("total_cents", True),
        ("total_cents", None),
        ("total_cents", 2**63),
        ("items", None),
        ("items", [None]),
        ("items.quantity", "2"),
        ("items.quantity", 2.5),
        ("items.unit_price_cents", -(2**63) - 1),
        ("submitted_at", None),
        ("submitted_at", 1795429800),
        ("submitted_at", "1795429800"),
        ("submitted_at", "2026-11-23"),
        ("submitted_at", "2026-11-23T10:30:00"),
        ("submitted_at", "2026-11-23 10:30:00Z"),
        ("submitted_at", "2026-13-23T10:30:00Z"),
        ("submitted_at", "0001-01-01T00:00:00+05:00"),
        ("submitted_at", "9999-12-31T23:59:59-05:00"),
    ],
)
async def test_a_field_of_another_type_is_a_contract_failure_that_names_it(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient, field: str, value: object
) -> None:
    with pytest.raises(CommerceError, match=field.rpartition(".")[2]) as raised:
        await read_answer(commerce_app, commerce_client, with_field(field, value))

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


async def test_what_makes_no_sense_as_an_order_is_for_the_workflow_to_judge(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    order = await read_answer(commerce_app, commerce_client, with_field("items.quantity", -5))

    assert order is not None
    assert order.items[0].quantity == -5


async def test_another_order_than_asked_for_is_a_contract_failure(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    with pytest.raises(CommerceError, match="another order's") as raised:
        await read_answer(commerce_app, commerce_client, with_field("order_id", "order-2"))

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


async def test_the_path_of_the_base_url_is_kept(
    vendors: RunningVendors, commerce_app: CommerceAdmin
) -> None:
    base = f"{vendors.commerce.url}/gateway/"
    async with CommerceClient(base, vendors.commerce.token) as client:
        await client.get_order("order-1")

    assert list((await commerce_app.requests()).paths) == ["/gateway/v1/orders/order-1"]
