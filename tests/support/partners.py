"""The partners who send webhooks, and a Kafka that only remembers."""

import asyncio
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

import httpx
from google.protobuf.message import Message
from pydantic import SecretStr

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError


@dataclass
class RecordingKafka:
    """Remembers what was sent; can be down, fail, or leave a message unacknowledged."""

    sent: list[tuple[Message, dict[str, str]]] = field(default_factory=list)
    failure: Exception | None = None
    acknowledges: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.acknowledges.set()

    async def send(self, message: Message, *, headers: Sequence[tuple[str, bytes]]) -> None:
        await self.check()
        await self.acknowledges.wait()
        self.sent.append((message, {name: value.decode() for name, value in headers}))

    async def check(self) -> None:
        if self.failure:
            raise self.failure

    def goes_down(self) -> None:
        self.failure = IntegrationError(
            "no broker answers; check OMS_KAFKA_BOOTSTRAP_SERVERS",
            FailureClass.FAILURE_CLASS_TRANSIENT,
        )


@dataclass(frozen=True)
class Partner:
    """Signs what it sends."""

    client: httpx.AsyncClient
    path: str
    secret: SecretStr

    async def sends(self, body: str | bytes, **headers: str) -> httpx.Response:
        raw = body.encode() if isinstance(body, str) else body
        signature = hmac.digest(self.secret.get_secret_value().encode(), raw, hashlib.sha256).hex()
        signed = {"X-Signature": f"sha256={signature}"} | headers
        return await self.client.post(
            self.path,
            content=raw,
            headers={name.encode(): value.encode("latin-1") for name, value in signed.items()},
        )
