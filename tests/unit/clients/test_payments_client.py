"""Reading payments from the Payment Processing System."""

import json
from datetime import UTC, datetime

import pytest

from devkit.vendors import payments
from devkit.vendors.admin import PaymentsAdmin
from devkit.vendors.faults import Fault
from oms.failures.v1.failures_pb2 import FailureClass
from oms.payments.v1.payment_activities_pb2 import Payment, PaymentStatus
from order_processing.payments.client import PaymentsClient, PaymentsError

AUTHORIZED_AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
CAPTURED_AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
ANSWER = {
    "rrn": "rrn-1",
    "order_id": "order-1",
    "customer_id": "customer-1",
    "amount_cents": 5998,
    "status": "CAPTURED",
    "authorized_at": "2026-11-23T10:30:00Z",
    "captured_at": "2026-11-24T10:30:00Z",
}


async def read_answer(
    payment_system: PaymentsAdmin, client: PaymentsClient, answer: dict[str, object]
) -> Payment | None:
    await payment_system.set_fault(Fault(body=json.dumps(answer), requests=1))
    return await client.get_payment("rrn-1")


def vendors_payment(
    status: str, authorized_at: datetime | None, captured_at: datetime | None
) -> payments.Payment:
    return payments.Payment(
        rrn="rrn/1",
        order_id="order-1",
        customer_id="customer-1",
        amount_cents=5998,
        status=payments.PaymentStatus(status),
        authorized_at=authorized_at,
        captured_at=captured_at,
    )


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (
            vendors_payment("AUTHORIZED", AUTHORIZED_AT, None),
            PaymentStatus.PAYMENT_STATUS_AUTHORIZED,
        ),
        (
            vendors_payment("CAPTURED", AUTHORIZED_AT, CAPTURED_AT),
            PaymentStatus.PAYMENT_STATUS_CAPTURED,
        ),
        (vendors_payment("CAPTURED", None, CAPTURED_AT), PaymentStatus.PAYMENT_STATUS_CAPTURED),
        (vendors_payment("VOIDED", AUTHORIZED_AT, None), PaymentStatus.PAYMENT_STATUS_VOIDED),
        (vendors_payment("DECLINED", None, None), PaymentStatus.PAYMENT_STATUS_DECLINED),
    ],
    ids=["authorised", "captured", "captured at once", "voided", "declined"],
)
async def test_a_payment_is_read_as_the_contract_has_it(
    payment_system: PaymentsAdmin,
    payments_client: PaymentsClient,
    known: payments.Payment,
    status: PaymentStatus,
) -> None:
    await payment_system.put_payment(known)

    assert await payments_client.get_payment("rrn/1") == Payment(
        rrn="rrn/1",
        order_id="order-1",
        customer_id="customer-1",
        amount_cents=5998,
        status=status,
        authorized_at=known.authorized_at,
        captured_at=known.captured_at,
    )


async def test_an_rrn_that_the_payment_system_does_not_know_is_absent(
    payment_system: PaymentsAdmin, payments_client: PaymentsClient
) -> None:
    assert await payments_client.get_payment("rrn-1") is None
    assert (await payment_system.requests()).total == 1


@pytest.mark.parametrize("field", list(ANSWER))
async def test_a_payment_without_one_of_its_fields_is_a_contract_failure_that_names_it(
    payment_system: PaymentsAdmin, payments_client: PaymentsClient, field: str
) -> None:
    answer: dict[str, object] = {name: value for name, value in ANSWER.items() if name != field}

    with pytest.raises(PaymentsError, match=f"{field}: missing") as raised:
        await read_answer(payment_system, payments_client, answer)

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"amount_cents": "5998"}, "amount_cents"),
        ({"amount_cents": 59.98}, "amount_cents"),
        ({"status": "REFUNDED"}, "status"),
        ({"status": "captured"}, "status"),
        ({"status": None}, "status"),
        ({"captured_at": ""}, "captured_at"),
        ({"captured_at": None}, "captured_without_time"),
        ({"status": "AUTHORIZED", "authorized_at": None}, "authorized_without_time"),
        ({"rrn": "rrn-2"}, "another payment's"),
    ],
    ids=str,
)
async def test_a_payment_that_does_not_fit_is_a_contract_failure_that_says_where(
    payment_system: PaymentsAdmin,
    payments_client: PaymentsClient,
    changed: dict[str, object],
    told: str,
) -> None:
    with pytest.raises(PaymentsError, match=told) as raised:
        await read_answer(payment_system, payments_client, {**ANSWER, **changed})

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT
