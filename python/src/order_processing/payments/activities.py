"""The activities of the task queue `payments`."""

import time
from collections.abc import Callable
from typing import Any

from temporalio import activity

from oms.failures.v1.failures_pb2 import FailureClass
from oms.payments.v1.payment_activities_pb2 import GetPaymentRequest, GetPaymentResponse
from order_processing import contracts
from order_processing.payments.client import PaymentsClient, PaymentsError

GET_PAYMENT = contracts.activity(GetPaymentRequest, GetPaymentResponse)


class PaymentActivities:
    """Reads from the Payment Processing System."""

    def __init__(self, client: PaymentsClient, clock: Callable[[], float] = time.time) -> None:
        """Read by `client`; `clock` tells the seconds since the epoch."""
        self._client = client
        self._clock = clock

    def activities(self) -> list[Callable[..., Any]]:
        """What a worker registers."""
        return [self.get_payment]

    @activity.defn(name=GET_PAYMENT.name)
    async def get_payment(self, request: GetPaymentRequest) -> GetPaymentResponse:
        """Read a payment.

        Raises:
            PaymentsError: it could not be read, or is not known and may still appear.
        """
        payment = await self._client.get_payment(request.rrn)
        # A request without the time has the epoch: what is not found is final.
        if payment is None and self._clock() < request.not_found_final_after.ToSeconds():
            raise PaymentsError(
                "Payments does not know the RRN yet; it is asked again",
                FailureClass.FAILURE_CLASS_TRANSIENT,
            )
        return GetPaymentResponse(payment=payment)
