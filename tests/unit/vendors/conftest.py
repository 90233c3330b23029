from collections.abc import AsyncIterator

import httpx
import pytest

from devkit.vendors.server import Endpoint, RunningVendors


@pytest.fixture(autouse=True)
def _as_new(vendors_as_new: None) -> None:
    """Each test finds the vendors without records, faults and counts."""


def _caller(endpoint: Endpoint) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=endpoint.url,
        headers={"Authorization": f"Bearer {endpoint.token.get_secret_value()}"},
    )


@pytest.fixture(scope="session")
async def commerce_caller(vendors: RunningVendors) -> AsyncIterator[httpx.AsyncClient]:
    async with _caller(vendors.commerce) as http:
        yield http


@pytest.fixture(scope="session")
async def pims_caller(vendors: RunningVendors) -> AsyncIterator[httpx.AsyncClient]:
    async with _caller(vendors.pims) as http:
        yield http


@pytest.fixture(scope="session")
async def payments_caller(vendors: RunningVendors) -> AsyncIterator[httpx.AsyncClient]:
    async with _caller(vendors.payments) as http:
        yield http
