"""Workers: one task queue a role, so that one vendor's outage, rate or retries starve no other."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.worker import Worker, WorkerDeploymentConfig

from order_processing.commerce.activities import CommerceActivities
from order_processing.commerce.client import CommerceClient
from order_processing.dashboard.activities import DashboardActivities
from order_processing.database.engine import create_engine
from order_processing.fulfillment.activities import FulfillmentActivities
from order_processing.kafka.producer import Producer
from order_processing.orders.workflow import OrderWorkflow
from order_processing.payments.activities import PaymentActivities
from order_processing.payments.client import PaymentsClient
from order_processing.pims.activities import PimsActivities
from order_processing.pims.client import PimsClient
from order_processing.settings import Settings

GRACEFUL_STOP = timedelta(seconds=20)
"""How long activities under way may take to finish when a worker stops."""


class Role(StrEnum):
    """What a worker does. Each role polls the task queue of its name."""

    ORDERS = "orders"
    COMMERCE = "commerce"
    PIMS = "pims"
    PAYMENTS = "payments"
    FULFILLMENT = "fulfillment"
    DASHBOARD = "dashboard"


@dataclass(frozen=True)
class Registration:
    """What a worker registers on the task queue of its role."""

    role: Role
    workflows: Sequence[type] = ()
    activities: Sequence[Callable[..., Any]] = ()


@asynccontextmanager
async def registrations(
    settings: Settings, roles: Collection[Role]
) -> AsyncIterator[list[Registration]]:
    """What each role registers, with its clients open for as long as the context lasts."""
    async with AsyncExitStack() as stack:
        engine = create_engine(settings)
        stack.push_async_callback(engine.dispose)
        yield [await _registration(settings, role, engine, stack) for role in roles]


async def _registration(
    settings: Settings, role: Role, engine: AsyncEngine, stack: AsyncExitStack
) -> Registration:
    match role:
        case Role.ORDERS:
            # The workflow writes the dashboard by local activities first.
            return Registration(role, [OrderWorkflow], DashboardActivities(engine).activities())
        case Role.COMMERCE:
            commerce = CommerceClient(settings.commerce_url, settings.commerce_token)
            await stack.enter_async_context(commerce)
            return Registration(role, activities=CommerceActivities(commerce).activities())
        case Role.PIMS:
            pims = PimsClient(settings.pims_url, settings.pims_token)
            await stack.enter_async_context(pims)
            return Registration(role, activities=PimsActivities(pims).activities())
        case Role.PAYMENTS:
            payments = PaymentsClient(settings.payments_url, settings.payments_token)
            await stack.enter_async_context(payments)
            return Registration(role, activities=PaymentActivities(payments).activities())
        case Role.FULFILLMENT:
            producer = await stack.enter_async_context(Producer(settings))
            return Registration(role, activities=FulfillmentActivities(producer).activities())
        case Role.DASHBOARD:
            return Registration(role, activities=DashboardActivities(engine).activities())


@asynccontextmanager
async def running(
    client: Client,
    settings: Settings,
    roles: Collection[Role] = tuple(Role),
    deployment: WorkerDeploymentConfig | None = None,
) -> AsyncIterator[list[Worker]]:
    """Workers that poll for as long as the context lasts; leaving it stops them gracefully.

    Without a deployment the workers are unversioned, which is for the time-skipping test server.

    Raises:
        ValueError: a vendor's URL or token is not set; the text names the setting.
    """
    async with registrations(settings, roles) as registered, AsyncExitStack() as stack:
        workers = [
            Worker(
                client,
                task_queue=registration.role,
                workflows=registration.workflows,
                activities=registration.activities,
                graceful_shutdown_timeout=GRACEFUL_STOP,
                deployment_config=deployment,
            )
            for registration in registered
        ]
        for worker in workers:
            await stack.enter_async_context(worker)
        try:
            yield workers
        finally:
            # Side by side: each may take as long as its activities under way.
            await asyncio.gather(*(worker.shutdown() for worker in workers))


async def run(
    client: Client,
    settings: Settings,
    roles: Collection[Role],
    deployment: WorkerDeploymentConfig,
    stop: asyncio.Event,
) -> None:
    """Run workers until `stop` is set or one of them fails.

    Raises:
        RuntimeError: a worker cannot go on, for example because its server refuses it.
    """
    async with running(client, settings, roles, deployment):
        await stop.wait()
