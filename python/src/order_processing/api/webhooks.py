"""The partners' webhooks: into Kafka, or refused with the reason.

A request is asked, in this order: is it small enough, is it signed, is it strict JSON, does it say
to which order or payment it belongs. Whether the order can be processed is not asked here.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Generic, Protocol, TypeVar, cast

from fastapi import APIRouter, Depends
from google.protobuf.message import Message
from pydantic import BaseModel, Field
from starlette.requests import Request

from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.orders.v1.order_state_pb2 import RuleViolation
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing import contracts
from order_processing.api import problems, signature, strict_json
from order_processing.api.body import read_body
from order_processing.api.json_syntax import InvalidJsonError
from order_processing.api.signature import Signature
from order_processing.api.unknown_fields import UnknownFields
from order_processing.failures import IntegrationError
from order_processing.inputs import headers, identity
from order_processing.settings import Settings

EVENT_ID_HEADER = "X-Event-Id"
PUBLISH_TIMEOUT = timedelta(seconds=5)
RETRY_AFTER = timedelta(seconds=5)

_logger = logging.getLogger(__name__)

M = TypeVar("M", bound=Message)


class Publisher(Protocol):
    """Records messages in Kafka."""

    async def send(self, message: Message, *, headers: Sequence[tuple[str, bytes]]) -> object:
        """Send a message to its topic; answers when the broker has acknowledged it.

        Raises:
            IntegrationError: it is not known to be recorded.
        """


class Accepted(BaseModel):
    """The event is recorded."""

    event_id: str = Field(description="the `X-Event-Id` of the request, else one minted for it")


@dataclass(frozen=True)
class Webhook(Generic[M]):
    """One partner's webhook."""

    message_type: type[M]
    signature: Signature
    identity_violations: Callable[[M], list[RuleViolation]]
    max_bytes: int
    unknown_fields: UnknownFields

    async def take(self, request: Request, publisher: Publisher) -> Accepted:
        """Record the request's event.

        Raises:
            problems.ProblemError: the request is refused, or Kafka did not acknowledge.
        """
        body = await read_body(request, self.max_bytes)
        received_at = datetime.now(UTC)
        if not self.signature.signs(body, request.headers.getlist(signature.HEADER)):
            raise problems.not_signed()
        event_id = _event_id(request)
        message = self._read(body)
        await _publish(message, headers.InputHeaders(event_id, received_at), publisher)
        return Accepted(event_id=event_id)

    def _read(self, body: bytes) -> M:
        try:
            reading = strict_json.read(body, self.message_type)
        except InvalidJsonError as error:
            raise problems.invalid(
                "not-strict-json", "The body is not what the contract says", error.violations
            ) from None
        if violations := self.identity_violations(reading.message):
            raise problems.invalid(
                "not-identifiable",
                "The event cannot be told to belong to an order or a payment",
                violations,
            )
        self.unknown_fields.count(contracts.topic(self.message_type).name, reading.unknown_fields)
        return reading.message


def _publisher(request: Request) -> Publisher:
    return cast("Publisher", request.app.state.kafka)


_PublisherOfApp = Annotated[Publisher, Depends(_publisher)]

_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": problems.Problem, "description": description}
    for status, description in {
        HTTPStatus.BAD_REQUEST.value: "Not strict JSON, or not identifiable",
        HTTPStatus.UNAUTHORIZED.value: "Not signed",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value: "Too large",
        HTTPStatus.SERVICE_UNAVAILABLE.value: "Not recorded; send it again",
    }.items()
}


def router(settings: Settings) -> APIRouter:
    """The webhooks of the partners.

    Raises:
        signature.MissingSecretError: a webhook's secret is not set.
    """
    unknown_fields = UnknownFields()
    orders = Webhook(
        OrderSubmission,
        Signature(settings.commerce_webhook_secret, "OMS_COMMERCE_WEBHOOK_SECRET"),
        identity.submission_violations,
        settings.webhook_max_bytes,
        unknown_fields,
    )
    payments = Webhook(
        PaymentNotification,
        Signature(settings.payments_webhook_secret, "OMS_PAYMENTS_WEBHOOK_SECRET"),
        identity.notification_violations,
        settings.webhook_max_bytes,
        unknown_fields,
    )
    routes = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=_REFUSALS)

    @routes.post("/commerce/orders", status_code=HTTPStatus.ACCEPTED)
    async def submit_order(request: Request, publisher: _PublisherOfApp) -> Accepted:
        """Take an order that the Commerce App submits."""
        return await orders.take(request, publisher)

    @routes.post("/payments", status_code=HTTPStatus.ACCEPTED)
    async def notify_payment(request: Request, publisher: _PublisherOfApp) -> Accepted:
        """Take a payment that the Payment Processor notifies."""
        return await payments.take(request, publisher)

    return routes


def _event_id(request: Request) -> str:
    """The sender's id of the event; two events may have the same content, so never a hash of it."""
    given = request.headers.get(EVENT_ID_HEADER)
    if given is None:
        return str(uuid.uuid4())
    if not headers.is_event_id(given):
        raise problems.invalid(
            "invalid-event-id",
            f"{EVENT_ID_HEADER} is no event id",
            [
                RuleViolation(
                    field=EVENT_ID_HEADER,
                    rule_id="event_id.form",
                    message=headers.EVENT_ID_RULE,
                )
            ],
        )
    return given


async def _publish(
    message: Message, input_headers: headers.InputHeaders, publisher: Publisher
) -> None:
    try:
        async with asyncio.timeout(PUBLISH_TIMEOUT.total_seconds()):
            await publisher.send(message, headers=input_headers.encoded())
    except IntegrationError as error:
        _logger.warning("event %s is not recorded: %s", input_headers.event_id, error)
    except TimeoutError:
        _logger.warning("event %s is not recorded: no acknowledgement", input_headers.event_id)
    else:
        return
    raise problems.unavailable("not-recorded", "The event could not be recorded", RETRY_AFTER)
