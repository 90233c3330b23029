"""Client of the Commerce App's read API (`contracts/vendors/commerce.openapi.yaml`)."""

from oms.commerce.v1.commerce_activities_pb2 import Order
from order_processing.failures import IntegrationError
from order_processing.http.answers import Answer, Int64, Text, Time
from order_processing.http.client import JsonClient, Vendor


class CommerceError(IntegrationError):
    """The Commerce App did not answer, or not as its description says."""


class _OrderItem(Answer):
    item_id: Text
    quantity: Int64
    unit_price_cents: Int64


class _Order(Answer):
    order_id: Text
    customer_id: Text
    submitted_at: Time
    total_cents: Int64
    currency: Text
    items: list[_OrderItem]


class CommerceClient(JsonClient):
    """Reads orders; see JsonClient for what it raises (CommerceError)."""

    vendor = Vendor(
        name="Commerce",
        url_setting="OMS_COMMERCE_URL",
        token_setting="OMS_COMMERCE_TOKEN",  # noqa: S106  # The setting's name.
        description="contracts/vendors/commerce.openapi.yaml",
        error=CommerceError,
    )

    async def get_order(self, order_id: str) -> Order | None:
        """The order; None when the Commerce App does not know it.

        Raises:
            CommerceError: there is no such answer; its class says what to do.
        """
        answer = await self._get(("v1", "orders", order_id), _Order)
        if answer is None:
            return None
        if answer.order_id != order_id:
            raise self._misfit("order_id: another order's")
        return Order(**answer.model_dump())
