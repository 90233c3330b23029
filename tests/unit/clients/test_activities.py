"""The clients as activities: what becomes of an answer and of a 404."""

from datetime import UTC, datetime

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.testing import ActivityEnvironment

from devkit.vendors import commerce, payments
from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.faults import Fault
from devkit.vendors.pims import Item
from oms.commerce.v1.commerce_activities_pb2 import GetOrderRequest, GetOrderResponse
from oms.failures.v1.failures_pb2 import FailureClass
from oms.payments.v1.payment_activities_pb2 import (
    GetPaymentRequest,
    GetPaymentResponse,
    PaymentStatus,
)
from oms.pims.v1.pims_activities_pb2 import BatchGetItemsRequest
from order_processing.commerce.activities import CommerceActivities
from order_processing.commerce.client import CommerceClient, CommerceError
from order_processing.payments.activities import PaymentActivities
from order_processing.payments.client import PaymentsClient, PaymentsError
from order_processing.pims.activities import PimsActivities
from order_processing.pims.client import PimsClient

FINAL_AFTER = 1_795_429_800


async def test_an_order_that_commerce_knows_is_in_the_response(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    await commerce_app.put_order(
        commerce.Order(
            order_id="order-1",
            customer_id="customer-1",
            submitted_at=datetime(2026, 11, 23, tzinfo=UTC),
            total_cents=5998,
            currency="EUR",
            items=[],
        )
    )
    activities = CommerceActivities(commerce_client)

    response = await ActivityEnvironment().run(
        activities.get_order, GetOrderRequest(order_id="order-1")
    )

    assert response.order.total_cents == 5998


async def test_an_unknown_order_may_still_appear_before_the_grace_time_ends(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    activities = CommerceActivities(commerce_client, clock=lambda: FINAL_AFTER - 0.001)

    with pytest.raises(CommerceError) as raised:
        await ActivityEnvironment().run(
            activities.get_order,
            GetOrderRequest(
                order_id="order-1", not_found_final_after=Timestamp(seconds=FINAL_AFTER)
            ),
        )

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_TRANSIENT
    assert (await commerce_app.requests()).total == 1


async def test_an_unknown_order_is_absent_once_the_grace_time_has_ended(
    commerce_client: CommerceClient,
) -> None:
    activities = CommerceActivities(commerce_client, clock=lambda: float(FINAL_AFTER))

    response = await ActivityEnvironment().run(
        activities.get_order,
        GetOrderRequest(order_id="unknown", not_found_final_after=Timestamp(seconds=FINAL_AFTER)),
    )

    assert response == GetOrderResponse()
    assert not response.HasField("order")


async def test_an_unknown_order_is_absent_when_no_grace_time_is_given(
    commerce_client: CommerceClient,
) -> None:
    activities = CommerceActivities(commerce_client)

    response = await ActivityEnvironment().run(
        activities.get_order, GetOrderRequest(order_id="unknown")
    )

    assert not response.HasField("order")


async def test_a_failure_of_commerce_is_no_verdict_even_after_the_grace_time(
    commerce_app: CommerceAdmin, commerce_client: CommerceClient
) -> None:
    await commerce_app.set_fault(Fault(status=500))
    activities = CommerceActivities(commerce_client)

    with pytest.raises(CommerceError):
        await ActivityEnvironment().run(activities.get_order, GetOrderRequest(order_id="order-1"))


async def test_a_payment_that_the_payment_system_knows_is_in_the_response(
    payment_system: PaymentsAdmin, payments_client: PaymentsClient
) -> None:
    await payment_system.put_payment(
        payments.Payment(
            rrn="rrn-1",
            order_id="order-1",
            customer_id="customer-1",
            amount_cents=5998,
            status=payments.PaymentStatus.DECLINED,
        )
    )
    activities = PaymentActivities(payments_client)

    response = await ActivityEnvironment().run(
        activities.get_payment, GetPaymentRequest(rrn="rrn-1")
    )

    assert response.payment.status == PaymentStatus.PAYMENT_STATUS_DECLINED


async def test_an_unknown_rrn_may_still_appear_before_the_grace_time_ends(
    payments_client: PaymentsClient,
) -> None:
    activities = PaymentActivities(payments_client, clock=lambda: FINAL_AFTER - 0.001)

    with pytest.raises(PaymentsError) as raised:
        await ActivityEnvironment().run(
            activities.get_payment,
            GetPaymentRequest(rrn="unknown", not_found_final_after=Timestamp(seconds=FINAL_AFTER)),
        )

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_TRANSIENT


async def test_an_unknown_rrn_is_absent_once_the_grace_time_has_ended(
    payments_client: PaymentsClient,
) -> None:
    activities = PaymentActivities(payments_client, clock=lambda: float(FINAL_AFTER))

    response = await ActivityEnvironment().run(
        activities.get_payment,
        GetPaymentRequest(rrn="unknown", not_found_final_after=Timestamp(seconds=FINAL_AFTER)),
    )

    assert response == GetPaymentResponse()
    assert not response.HasField("payment")


async def test_an_unknown_rrn_is_absent_when_no_grace_time_is_given(
    payments_client: PaymentsClient,
) -> None:
    activities = PaymentActivities(payments_client)

    response = await ActivityEnvironment().run(
        activities.get_payment, GetPaymentRequest(rrn="unknown")
    )

    assert not response.HasField("payment")


async def test_the_items_of_an_order_are_read_in_one_call(
    pims: PimsAdmin, pims_client: PimsClient
) -> None:
    await pims.put_items(Item(item_id="item-1", sku_id="SKU-1", brand_code="B1"))
    activities = PimsActivities(pims_client)

    response = await ActivityEnvironment().run(
        activities.batch_get_items, BatchGetItemsRequest(item_ids=["item-1", "item-2"])
    )

    assert [item.sku_id for item in response.items] == ["SKU-1"]
    assert list(response.not_found) == ["item-2"]
