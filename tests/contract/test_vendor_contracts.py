"""The simulated vendors and their OpenAPI descriptions say the same."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from jsonschema_path import SchemaPath
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import SecretStr

from devkit.vendors import commerce, payments, pims
from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.server import RunningVendors, simulated_vendors

DESCRIPTIONS = Path(__file__).parents[2] / "contracts" / "vendors"
TOKEN = SecretStr("token")
APPS = {
    "commerce": commerce.create_app(TOKEN),
    "pims": pims.create_app(TOKEN),
    "payments": payments.create_app(TOKEN),
}


@dataclass(frozen=True)
class Exchange:
    """A request that makes a vendor answer with a documented status."""

    vendor: str
    method: str
    template: str
    status: int
    path: str
    json: object = None

    @property
    def answer(self) -> tuple[str, str, str, int]:
        """Which documented answer it is about."""
        return self.vendor, self.method, self.template, self.status


ORDER = ("commerce", "get", "/v1/orders/{order_id}")
ITEMS = ("pims", "post", "/v1/items:batchGet")
PAYMENT = ("payments", "get", "/v1/payments/{rrn}")

EXCHANGES = [
    Exchange(*ORDER, 200, "/v1/orders/order-1"),
    Exchange(*ORDER, 401, "/v1/orders/order-1"),
    Exchange(*ORDER, 404, "/v1/orders/unknown"),
    Exchange(*ORDER, 429, "/v1/orders/order-1"),
    Exchange(*ITEMS, 200, "/v1/items:batchGet", {"item_ids": ["item-1", "unknown"]}),
    Exchange(*ITEMS, 400, "/v1/items:batchGet", {"item_ids": []}),
    Exchange(*ITEMS, 400, "/v1/items:batchGet", {"item_ids": [str(n) for n in range(101)]}),
    Exchange(*ITEMS, 400, "/v1/items:batchGet", {"item_ids": [1]}),
    Exchange(*ITEMS, 400, "/v1/items:batchGet", ["item-1"]),
    Exchange(*ITEMS, 401, "/v1/items:batchGet", {"item_ids": ["item-1"]}),
    Exchange(*PAYMENT, 200, "/v1/payments/AUTHORIZED"),
    Exchange(*PAYMENT, 200, "/v1/payments/CAPTURED"),
    Exchange(*PAYMENT, 200, "/v1/payments/VOIDED"),
    Exchange(*PAYMENT, 200, "/v1/payments/DECLINED"),
    Exchange(*PAYMENT, 401, "/v1/payments/CAPTURED"),
    Exchange(*PAYMENT, 404, "/v1/payments/unknown"),
]


def description(vendor: str) -> dict[str, Any]:
    text = (DESCRIPTIONS / f"{vendor}.openapi.yaml").read_text()
    return dict(yaml.safe_load(text))


def operations(openapi: dict[str, Any]) -> set[tuple[str, str]]:
    return {(path, method) for path, item in openapi["paths"].items() for method in item}


def own_operations(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (path, method)
        for path, method in operations(app.openapi())
        if not path.startswith("/admin/")
    }


def violations(vendor: str, schema: dict[str, Any], body: object) -> list[str]:
    """What of the body does not fit the schema; references are to the vendor's description."""
    rooted = {**schema, "components": description(vendor)["components"]}
    validator = OAS31Validator(rooted, format_checker=oas31_format_checker)
    return [error.message for error in validator.iter_errors(body)]


@pytest.fixture(scope="module")
async def vendors() -> AsyncIterator[RunningVendors]:
    with simulated_vendors() as running:
        async with CommerceAdmin(running.commerce) as commerce_app:
            await commerce_app.put_order(
                commerce.Order(
                    order_id="order-1",
                    customer_id="customer-1",
                    submitted_at=datetime(2026, 11, 23, 10, 30, 0, 123456, UTC),
                    total_cents=5998,
                    currency="EUR",
                    items=[commerce.OrderItem(item_id="item-1", quantity=2, unit_price_cents=2999)],
                )
            )
        async with PimsAdmin(running.pims) as admin:
            await admin.put_items(pims.Item(item_id="item-1", sku_id="SKU-1", brand_code="B1"))
        async with PaymentsAdmin(running.payments) as payment_system:
            for status in payments.PaymentStatus:
                await payment_system.put_payment(
                    payments.Payment(
                        rrn=status.value,
                        order_id="order-1",
                        customer_id="customer-1",
                        amount_cents=5998,
                        status=status,
                        authorized_at=datetime(2026, 11, 23, tzinfo=UTC),
                        captured_at=datetime(2026, 11, 24, tzinfo=UTC)
                        if status is payments.PaymentStatus.CAPTURED
                        else None,
                    )
                )
        yield running


@pytest.fixture(scope="module")
def exhausted_vendors() -> Iterator[RunningVendors]:
    with simulated_vendors(commerce_requests_per_second=0) as running:
        yield running


@pytest.mark.parametrize("vendor", APPS)
def test_the_description_is_openapi(vendor: str) -> None:
    assert description(vendor)["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(description(vendor)).validate()


@pytest.mark.parametrize("vendor", APPS)
def test_the_vendor_has_the_paths_that_are_described_and_no_other(vendor: str) -> None:
    assert own_operations(APPS[vendor]) == operations(description(vendor))


def test_every_answer_that_is_described_is_driven_here() -> None:
    described = {
        (vendor, method, path, int(status))
        for vendor in APPS
        for path, item in description(vendor)["paths"].items()
        for method, operation in item.items()
        for status in operation["responses"]
    }

    assert {exchange.answer for exchange in EXCHANGES} == described


@pytest.mark.parametrize("exchange", EXCHANGES, ids=str)
async def test_the_vendor_answers_as_described(
    vendors: RunningVendors, exhausted_vendors: RunningVendors, exchange: Exchange
) -> None:
    running = exhausted_vendors if exchange.status == 429 else vendors
    endpoint = getattr(running, exchange.vendor)
    token = "wrong" if exchange.status == 401 else endpoint.token.get_secret_value()
    async with httpx.AsyncClient(base_url=endpoint.url) as http:
        response = await http.request(
            exchange.method,
            exchange.path,
            json=exchange.json,
            headers={"Authorization": f"Bearer {token}"},
        )

    assert response.status_code == exchange.status
    described = (
        SchemaPath.from_dict(description(exchange.vendor))
        / "paths"
        / exchange.template
        / exchange.method
        / "responses"
        / str(exchange.status)
    ).read_value()
    schema = described["content"][response.headers["Content-Type"]]["schema"]
    assert violations(exchange.vendor, schema, response.json()) == []
    assert [name for name in described.get("headers", {}) if name not in response.headers] == []


A_PAYMENT = {
    "rrn": "rrn-1",
    "order_id": "order-1",
    "customer_id": "customer-1",
    "amount_cents": 5998,
    "status": "CAPTURED",
    "authorized_at": None,
    "captured_at": "2026-11-24T10:30:00Z",
}


def payment_violations(payment: dict[str, object]) -> list[str]:
    return violations("payments", {"$ref": "#/components/schemas/Payment"}, payment)


def test_a_payment_as_described_fits() -> None:
    assert payment_violations(A_PAYMENT) == []


@pytest.mark.parametrize("field", A_PAYMENT)
def test_a_payment_without_one_of_its_fields_does_not_fit(field: str) -> None:
    assert payment_violations({name: A_PAYMENT[name] for name in A_PAYMENT if name != field})


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_cents": "5998"},
        {"status": "REFUNDED"},
        {"captured_at": None},
        {"captured_at": "2026-11-24"},
        {"captured_at": "2026-11-24T10:30:00+02:00"},
        {"status": "AUTHORIZED", "authorized_at": None},
    ],
    ids=str,
)
def test_a_payment_other_than_described_does_not_fit(changed: dict[str, object]) -> None:
    assert payment_violations({**A_PAYMENT, **changed})
