"""Typed clients of the vendors' admin API: records, faults, traffic."""

from typing import Self

import httpx
from pydantic import TypeAdapter

from devkit.vendors.commerce import Order
from devkit.vendors.faults import Fault
from devkit.vendors.payments import Payment
from devkit.vendors.pims import Item
from devkit.vendors.server import Endpoint
from devkit.vendors.traffic import TrafficReport

_ITEMS = TypeAdapter(list[Item])


class VendorAdmin:
    """What every vendor's admin API offers; an asynchronous context manager.

    Every method raises httpx.HTTPError when the vendor does not do as asked.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        """Administer the vendor at `endpoint`."""
        self._http = httpx.AsyncClient(
            base_url=endpoint.url,
            headers={
                "Authorization": f"Bearer {endpoint.token.get_secret_value()}",
                "Content-Type": "application/json",
            },
        )

    async def __aenter__(self) -> Self:
        """Enter the context; the client is ready as it is."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def set_fault(self, fault: Fault) -> None:
        """Put a fault in, from now on; of several for a path, the oldest one strikes."""
        await self._send("POST", "/admin/faults", fault.model_dump_json())

    async def clear_faults(self) -> None:
        """Take all faults away."""
        await self._send("DELETE", "/admin/faults")

    async def requests(self) -> TrafficReport:
        """What arrived since the start or the last reset, admin requests apart."""
        answer = await self._send("GET", "/admin/requests")
        return TrafficReport.model_validate_json(answer.content)

    async def reset(self) -> None:
        """Forget records, faults and counts."""
        await self._send("POST", "/admin/reset")

    async def _send(
        self, method: str, path: str, body: str | bytes | None = None
    ) -> httpx.Response:
        response = await self._http.request(method, path, content=body)
        return response.raise_for_status()


class CommerceAdmin(VendorAdmin):
    """The Commerce App's admin API."""

    async def put_order(self, order: Order) -> None:
        """Let the Commerce App know an order; replaces what it knew of it."""
        await self._send("PUT", "/admin/orders", order.model_dump_json())


class PimsAdmin(VendorAdmin):
    """The admin API of PIMS."""

    async def put_items(self, *items: Item) -> None:
        """Let PIMS know items; replaces what it knew of them."""
        await self._send("PUT", "/admin/items", _ITEMS.dump_json(list(items)))


class PaymentsAdmin(VendorAdmin):
    """The Payment Processing System's admin API."""

    async def put_payment(self, payment: Payment) -> None:
        """Let the payment system know a payment; replaces what it knew of it."""
        await self._send("PUT", "/admin/payments", payment.model_dump_json())
