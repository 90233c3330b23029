"""Temporal: the namespace, and the search attributes in it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from order_processing.orders import search_attributes
from order_processing.setup.part import Difference
from order_processing.temporal.client import TemporalUnavailableError

USABLE_WITHIN: Final = timedelta(seconds=30)
"""How long a new search attribute may take to reach every part of Temporal."""

_POLL_SECONDS: Final = 0.2

_TYPES: Final[dict[str, IndexedValueType.ValueType]] = {
    key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in search_attributes.ALL
}


class Temporal:
    """The namespace, which must exist, and the search attributes by which people find orders."""

    def __init__(self, connect: Callable[[], Awaitable[Client]]) -> None:
        """Check and change the namespace that `connect` leads to."""
        self._connect = connect

    async def check(self) -> list[Difference]:
        """Compare the search attributes with those that workflows set."""
        client = await self._connect()
        with _failures():
            if not await _namespace_exists(client):
                return [_missing_namespace(client.namespace)]
            return _compare(await _registered(client))

    async def apply(self) -> None:
        """Add missing search attributes and wait until they are usable; types stay."""
        client = await self._connect()
        with _failures():
            if not await _namespace_exists(client):
                return
            registered = await _registered(client)
            missing = {name: kind for name, kind in _TYPES.items() if name not in registered}
            if missing:
                await client.operator_service.add_search_attributes(
                    AddSearchAttributesRequest(
                        namespace=client.namespace, search_attributes=missing
                    )
                )
            await _usable(client)


def _compare(registered: dict[str, IndexedValueType.ValueType]) -> list[Difference]:
    differences = []
    for name, expected in _TYPES.items():
        what = f"search attribute {name}"
        if name not in registered:
            differences.append(Difference(what, _type_name(expected), "missing"))
        elif registered[name] != expected:
            differences.append(
                Difference(
                    what,
                    _type_name(expected),
                    _type_name(registered[name]),
                    "who runs Temporal: remove it (`temporal operator search-attribute remove "
                    f"--name {name}`), then run `oms setup`",
                )
            )
    return differences


def _missing_namespace(namespace: str) -> Difference:
    return Difference(
        f"namespace {namespace}",
        "to exist",
        "missing",
        "who runs Temporal: create it (`temporal operator namespace create --namespace "
        f"{namespace}`), or mend TEMPORAL_NAMESPACE",
    )


async def _namespace_exists(client: Client) -> bool:
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace)
        )
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def _registered(client: Client) -> dict[str, IndexedValueType.ValueType]:
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(answer.custom_attributes)


async def _usable(client: Client) -> None:
    """Wait until Temporal takes a query by every attribute: its caches learn of new ones late."""
    query = " AND ".join(f"{name} IS NULL" for name in _TYPES)
    deadline = asyncio.get_running_loop().time() + USABLE_WITHIN.total_seconds()
    while True:
        try:
            await client.count_workflows(query)
        except RPCError as error:
            late = asyncio.get_running_loop().time() > deadline
            if late or error.status != RPCStatusCode.INVALID_ARGUMENT:
                raise
        else:
            return
        await asyncio.sleep(_POLL_SECONDS)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        raise TemporalUnavailableError(
            f"Temporal answers {error.status.name}: check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and "
            "the permission to read and change the namespace's search attributes"
        ) from None


def _type_name(kind: IndexedValueType.ValueType) -> str:
    return IndexedValueType.Name(kind).removeprefix("INDEXED_VALUE_TYPE_").capitalize()
