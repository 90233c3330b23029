"""What tests run on: the real servers, started once a run, and the simulated vendors."""

from collections.abc import AsyncIterator, Iterator

import pytest
from temporalio.client import Client

from devkit.infrastructure import Endpoints, infrastructure
from devkit.stack.hooks import after_healthy
from devkit.vendors.admin import CommerceAdmin, PaymentsAdmin, PimsAdmin
from devkit.vendors.server import RunningVendors, simulated_vendors
from order_processing.settings import Settings
from order_processing.temporal import client as temporal_client

pytest_plugins = ["support.budgets"]


@pytest.fixture(scope="session")
def endpoints() -> Iterator[Endpoints]:
    """PostgreSQL, Kafka, schema registry and Temporal, made ready by `oms setup`."""
    with infrastructure(setup=after_healthy) as endpoints:
        yield endpoints


@pytest.fixture(scope="session")
def vendors() -> Iterator[RunningVendors]:
    """The Commerce App, PIMS and the payment system."""
    with simulated_vendors() as vendors:
        yield vendors


@pytest.fixture(scope="session")
async def commerce_app(vendors: RunningVendors) -> AsyncIterator[CommerceAdmin]:
    async with CommerceAdmin(vendors.commerce) as admin:
        yield admin


@pytest.fixture(scope="session")
async def pims(vendors: RunningVendors) -> AsyncIterator[PimsAdmin]:
    async with PimsAdmin(vendors.pims) as admin:
        yield admin


@pytest.fixture(scope="session")
async def payment_system(vendors: RunningVendors) -> AsyncIterator[PaymentsAdmin]:
    async with PaymentsAdmin(vendors.payments) as admin:
        yield admin


@pytest.fixture
async def vendors_as_new(
    commerce_app: CommerceAdmin, pims: PimsAdmin, payment_system: PaymentsAdmin
) -> None:
    """The vendors without records, faults and counts."""
    for vendor in (commerce_app, pims, payment_system):
        await vendor.reset()


@pytest.fixture(scope="session")
def settings(endpoints: Endpoints, vendors: RunningVendors) -> Settings:
    """What a role of the system reads from its environment, without that of who runs the tests."""
    return Settings.model_validate(
        {
            "kafka_bootstrap_servers": endpoints.kafka_bootstrap_servers,
            "schema_registry_url": endpoints.schema_registry_url,
            "database_url": endpoints.database_url,
            "commerce_url": vendors.commerce.url,
            "commerce_token": vendors.commerce.token,
            "pims_url": vendors.pims.url,
            "pims_token": vendors.pims.token,
            "payments_url": vendors.payments.url,
            "payments_token": vendors.payments.token,
            "commerce_webhook_secret": "shared with Commerce",
            "payments_webhook_secret": "shared with the processor",
        }
    )


@pytest.fixture(scope="session")
async def temporal(endpoints: Endpoints) -> Client:
    """A client of the Temporal server."""
    return await temporal_client.connect(
        target_host=endpoints.temporal_address, namespace=endpoints.temporal_namespace
    )
