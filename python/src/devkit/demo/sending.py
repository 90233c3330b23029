"""Plays the scripts: fills the simulated vendors and sends the real webhooks."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx
from pydantic import SecretStr

from devkit.demo.script import Capture, Notification, OrderScript, Step, Submission
from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.payments import PaymentStatus
from devkit.vendors.server import Endpoint
from order_processing.settings import Settings

ORDERS_AT_ONCE = 10
SEEN_WITHIN_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.1
_WEBHOOK_TIMEOUT_SECONDS = 30.0
_CAPTURE_LATER = timedelta(days=1)


class NotAcceptedError(Exception):
    """A webhook was not accepted; the text names it and the answer's status."""


class Sender:
    """Sends what the Commerce App and the payment system would send."""

    def __init__(self, settings: Settings) -> None:
        """Send to the API, and fill the vendors, that the settings name."""
        self._settings = settings
        self._commerce = CommerceAdmin(Endpoint(settings.commerce_url, settings.commerce_token))
        self._pims = PimsAdmin(Endpoint(settings.pims_url, settings.pims_token))
        self._payments = PaymentsAdmin(Endpoint(settings.payments_url, settings.payments_token))
        self._http = httpx.AsyncClient(
            base_url=f"http://{settings.api_host}:{settings.api_port}",
            timeout=_WEBHOOK_TIMEOUT_SECONDS,
        )
        self.webhooks_sent = 0

    async def __aenter__(self) -> Self:
        """Enter the context; the clients are ready as they are."""
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        for client in (self._commerce, self._pims, self._payments):
            await client.__aexit__(error_type, error, traceback)
        await self._http.aclose()

    async def play(
        self, scripts: Sequence[OrderScript], sent: Callable[[OrderScript], None]
    ) -> None:
        """Play the scripts, some orders at once; `sent` hears of each that is through.

        Raises:
            NotAcceptedError: the API did not accept a webhook.
            TimeoutError: the system never asked for a payment that was notified.
            httpx.HTTPError: the API or a vendor does not answer.
        """
        at_once = asyncio.Semaphore(ORDERS_AT_ONCE)

        async def play_one(script: OrderScript) -> None:
            async with at_once:
                await self._play(script)
            sent(script)

        try:
            async with asyncio.TaskGroup() as group:
                for script in scripts:
                    group.create_task(play_one(script))
        except ExceptionGroup as errors:
            # The first one is enough: the others were ended by it, or are the same.
            raise errors.exceptions[0] from None

    async def _play(self, script: OrderScript) -> None:
        await self._commerce.put_order(script.order)
        await self._pims.put_items(*script.products)
        await self._payments.put_payment(script.payment)
        for step in script.steps:
            await self._take(script, step)

    async def _take(self, script: OrderScript, step: Step) -> None:
        match step:
            case Submission(event_id):
                order = script.order
                lines = [{"item_id": i.item_id, "quantity": i.quantity} for i in order.items]
                body = {
                    "customer_id": order.customer_id,
                    "order": {"order_id": order.order_id, "items": lines},
                }
                secret = self._settings.commerce_webhook_secret
                await self._send("/webhooks/commerce/orders", body, secret, event_id)
            case Notification(event_id):
                payment = script.payment
                notice: dict[str, object] = {
                    "customer_id": payment.customer_id,
                    "rrn": payment.rrn,
                    "amount_cents": payment.amount_cents,
                    "metadata": {"order_id": payment.order_id},
                }
                secret = self._settings.payments_webhook_secret
                await self._send("/webhooks/payments", notice, secret, event_id)
            case Capture():
                await self._until_asked_for(script.payment.rrn)
                authorised_at = script.payment.authorized_at
                await self._payments.put_payment(
                    script.payment.model_copy(
                        update={
                            "status": PaymentStatus.CAPTURED,
                            "captured_at": authorised_at and authorised_at + _CAPTURE_LATER,
                        }
                    )
                )

    async def _send(self, path: str, body: object, secret: SecretStr, event_id: str | None) -> None:
        content = json.dumps(body).encode()
        digest = hmac.new(secret.get_secret_value().encode(), content, hashlib.sha256)
        headers = {"X-Signature": f"sha256={digest.hexdigest()}"}
        if event_id is not None:
            headers["X-Event-Id"] = event_id
        answer = await self._http.post(path, content=content, headers=headers)
        if answer.status_code != httpx.codes.ACCEPTED:
            raise NotAcceptedError(f"{path} answered {answer.status_code}: {answer.text}")
        self.webhooks_sent += 1

    async def _until_asked_for(self, rrn: str) -> None:
        path = f"/v1/payments/{quote(rrn, safe='')}"
        try:
            async with asyncio.timeout(SEEN_WITHIN_SECONDS):
                while path not in (await self._payments.requests()).paths:  # noqa: ASYNC110
                    await asyncio.sleep(_LOOK_EVERY_SECONDS)
        except TimeoutError:
            raise TimeoutError(
                f"nobody asked for the payment {rrn} within {SEEN_WITHIN_SECONDS:.0f} s: see "
                "`oms stack logs intake` and `oms stack logs worker`"
            ) from None
