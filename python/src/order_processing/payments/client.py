"""Client of the Payment Processing System (`contracts/vendors/payments.openapi.yaml`)."""

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from oms.payments.v1.payment_activities_pb2 import Payment
from order_processing.failures import IntegrationError
from order_processing.http.answers import Answer, Int64, Text, Time
from order_processing.http.client import JsonClient, Vendor


class PaymentsError(IntegrationError):
    """The Payment Processing System did not answer, or not as its description says."""


class _Payment(Answer):
    rrn: Text
    order_id: Text
    customer_id: Text
    amount_cents: Int64
    status: Literal["AUTHORIZED", "CAPTURED", "VOIDED", "DECLINED"]
    authorized_at: Time | None
    captured_at: Time | None

    @model_validator(mode="after")
    def _has_the_time_of_its_status(self) -> Self:
        """Deadlines are counted from these times: a status without its time decides nothing."""
        if self.status == "AUTHORIZED" and self.authorized_at is None:
            raise PydanticCustomError("authorized_without_time", "authorized_at is null")
        if self.status == "CAPTURED" and self.captured_at is None:
            raise PydanticCustomError("captured_without_time", "captured_at is null")
        return self


class PaymentsClient(JsonClient):
    """Reads payments; see JsonClient for what it raises (PaymentsError)."""

    vendor = Vendor(
        name="Payments",
        url_setting="OMS_PAYMENTS_URL",
        token_setting="OMS_PAYMENTS_TOKEN",  # noqa: S106  # The setting's name.
        description="contracts/vendors/payments.openapi.yaml",
        error=PaymentsError,
    )

    async def get_payment(self, rrn: str) -> Payment | None:
        """The payment; None when the payment system does not know the RRN.

        Raises:
            PaymentsError: there is no such answer; its class says what to do.
        """
        answer = await self._get(("v1", "payments", rrn), _Payment)
        if answer is None:
            return None
        if answer.rrn != rrn:
            raise self._misfit("rrn: another payment's")
        fields = answer.model_dump()
        return Payment(**{**fields, "status": f"PAYMENT_STATUS_{answer.status}"})
