"""The Payment Processing System's API (`contracts/vendors/payments.openapi.yaml`)."""

from enum import StrEnum
from http import HTTPStatus
from typing import Self

from fastapi import FastAPI
from pydantic import BaseModel, SecretStr, model_validator
from starlette.exceptions import HTTPException

from devkit.vendors.paths import PathSegment
from devkit.vendors.vendor import UtcTime, create_vendor


class PaymentStatus(StrEnum):
    """The state of a payment."""

    AUTHORIZED = "AUTHORIZED"
    CAPTURED = "CAPTURED"
    VOIDED = "VOIDED"
    DECLINED = "DECLINED"


class Payment(BaseModel):
    """A payment; the amount in hundredths of the order's currency, a time null when absent."""

    rrn: str
    order_id: str
    customer_id: str
    amount_cents: int
    status: PaymentStatus
    authorized_at: UtcTime | None = None
    captured_at: UtcTime | None = None

    @model_validator(mode="after")
    def _has_its_times(self) -> Self:
        if self.status is PaymentStatus.AUTHORIZED and self.authorized_at is None:
            raise ValueError("an authorised payment has authorized_at")
        if self.status is PaymentStatus.CAPTURED and self.captured_at is None:
            raise ValueError("a captured payment has captured_at")
        return self


def create_app(token: SecretStr) -> FastAPI:
    """The simulated Payment Processing System, which knows no payment yet."""
    payments: dict[str, Payment] = {}
    app = create_vendor("Payment Processing System", token, payments)

    @app.get("/v1/payments/{rrn}")
    async def _get_payment(rrn: PathSegment) -> Payment:
        if rrn not in payments:
            raise HTTPException(HTTPStatus.NOT_FOUND, "no such payment")
        return payments[rrn]

    @app.put("/admin/payments", status_code=HTTPStatus.NO_CONTENT)
    async def _put_payment(payment: Payment) -> None:
        payments[payment.rrn] = payment

    return app
