"""The order workflow in skipped time: thirty days take a moment.

Only Temporal is another server here; the workers, vendors, Kafka and PostgreSQL are those of the
integration tests.
"""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from devkit.stack.time_skipping import server_program
from devkit.vendors.server import RunningVendors
from order_processing import worker
from order_processing.orders import search_attributes
from order_processing.settings import Settings
from order_processing.temporal.plugin import OrderProcessingPlugin
from support.shop import Shop, open_shop


@pytest.fixture(scope="module")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's test server: its time passes while everybody waits."""
    environment = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(server_program()),
        test_server_startup_timeout=timedelta(minutes=1),
        plugins=[OrderProcessingPlugin()],
    )
    async with environment:
        # What `oms setup` does elsewhere; this server cannot list what there is.
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace=environment.client.namespace,
                search_attributes={
                    key.name: IndexedValueType.ValueType(key.indexed_value_type)
                    for key in search_attributes.ALL
                },
            )
        )
        yield environment


@pytest.fixture(scope="module")
async def workers(skipping: WorkflowEnvironment, settings: Settings) -> AsyncIterator[list[Worker]]:
    """Workers of all roles; unversioned, for the test server knows no versions."""
    async with worker.running(skipping.client, settings) as workers:
        yield workers


@pytest.fixture(scope="module")
async def shop(
    skipping: WorkflowEnvironment,
    workers: list[Worker],  # noqa: ARG001
    settings: Settings,
    vendors: RunningVendors,
) -> AsyncIterator[Shop]:
    async with open_shop(skipping.client, settings, vendors) as shop:
        yield shop
