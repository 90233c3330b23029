"""Whether the service is alive, and whether it can take events."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Literal, Protocol, cast

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request

from order_processing.api import problems
from order_processing.failures import IntegrationError

RETRY_AFTER = timedelta(seconds=5)


class Reachable(Protocol):
    """Something that the service cannot do without."""

    async def check(self) -> None:
        """Talk to it, for a few seconds at most.

        Raises:
            IntegrationError: it does not answer.
        """


class Health(BaseModel):
    """The service is well."""

    status: Literal["alive", "ready"]


def _kafka(request: Request) -> Reachable:
    return cast("Reachable", request.app.state.kafka)


def router() -> APIRouter:
    """The health checks."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def alive() -> Health:
        """Tell that the process answers."""
        return Health(status="alive")

    @routes.get(
        "/readyz", responses={HTTPStatus.SERVICE_UNAVAILABLE.value: {"model": problems.Problem}}
    )
    async def ready(kafka: Annotated[Reachable, Depends(_kafka)]) -> Health:
        """Tell whether events can be taken: Kafka answers."""
        try:
            await kafka.check()
        except IntegrationError:
            raise problems.unavailable(
                "kafka-unreachable", "Kafka does not answer", RETRY_AFTER
            ) from None
        return Health(status="ready")

    return routes
