"""The webhooks' app over ASGI, with a Kafka that only remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from order_processing.api.app import create_app
from order_processing.settings import Settings
from support.partners import Partner, RecordingKafka


@pytest.fixture
def settings() -> Settings:
    # Not from the environment of whoever runs the tests.
    return Settings.model_validate(
        {
            "commerce_webhook_secret": "shared with Commerce",
            "payments_webhook_secret": "shared with the processor",
            "webhook_max_bytes": 65_536,
        }
    )


@pytest.fixture
def kafka() -> RecordingKafka:
    return RecordingKafka()


@pytest.fixture
async def client(settings: Settings, kafka: RecordingKafka) -> AsyncIterator[httpx.AsyncClient]:
    @asynccontextmanager
    async def connect(_settings: Settings) -> AsyncIterator[RecordingKafka]:
        yield kafka

    app = create_app(settings, connect)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://edge.test"
        ) as client,
    ):
        yield client


@pytest.fixture
def commerce(client: httpx.AsyncClient, settings: Settings) -> Partner:
    return Partner(client, "/webhooks/commerce/orders", settings.commerce_webhook_secret)


@pytest.fixture
def processor(client: httpx.AsyncClient, settings: Settings) -> Partner:
    return Partner(client, "/webhooks/payments", settings.payments_webhook_secret)
