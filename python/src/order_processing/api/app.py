"""The HTTP service."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from fastapi import FastAPI

from order_processing.api import health, problems, webhooks
from order_processing.api.kafka import connect
from order_processing.settings import Settings


class Kafka(webhooks.Publisher, health.Reachable, Protocol):
    """What the service needs of Kafka."""


def create_app(
    settings: Settings,
    kafka: Callable[[Settings], AbstractAsyncContextManager[Kafka]] = connect,
) -> FastAPI:
    """The service, connected to Kafka for as long as it runs.

    Raises:
        signature.MissingSecretError: a webhook's secret is not set.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with kafka(settings) as app.state.kafka:
            yield

    app = FastAPI(title="Order Processing", lifespan=lifespan)
    problems.install(app)
    app.include_router(health.router())
    app.include_router(webhooks.router(settings))
    return app
