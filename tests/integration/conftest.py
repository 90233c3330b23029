"""A system for integration tests: workers on the real servers, and a shop around it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from devkit.vendors.server import RunningVendors
from order_processing import worker
from order_processing.database.engine import create_engine
from order_processing.settings import Settings
from order_processing.temporal.deployment import deployment_config
from support.shop import Shop, open_shop


@pytest.fixture(scope="module")
async def database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def shop(
    temporal: Client, settings: Settings, vendors: RunningVendors
) -> AsyncIterator[Shop]:
    """A shop whose orders are processed by workers of all roles."""
    deployment = deployment_config(settings.build_id)
    async with (
        worker.running(temporal, settings, deployment=deployment),
        open_shop(temporal, settings, vendors) as shop,
    ):
        yield shop
