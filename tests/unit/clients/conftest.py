from collections.abc import AsyncIterator

import pytest

from devkit.vendors.server import RunningVendors
from order_processing.commerce.client import CommerceClient
from order_processing.payments.client import PaymentsClient
from order_processing.pims.client import PimsClient


@pytest.fixture(autouse=True)
def _as_new(vendors_as_new: None) -> None:
    """Each test finds the vendors without records, faults and counts."""


@pytest.fixture(scope="session")
async def commerce_client(vendors: RunningVendors) -> AsyncIterator[CommerceClient]:
    async with CommerceClient(vendors.commerce.url, vendors.commerce.token) as client:
        yield client


@pytest.fixture(scope="session")
async def pims_client(vendors: RunningVendors) -> AsyncIterator[PimsClient]:
    async with PimsClient(vendors.pims.url, vendors.pims.token) as client:
        yield client


@pytest.fixture(scope="session")
async def payments_client(vendors: RunningVendors) -> AsyncIterator[PaymentsClient]:
    async with PaymentsClient(vendors.payments.url, vendors.payments.token) as client:
        yield client
