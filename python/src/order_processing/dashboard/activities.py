"""Joins the dashboard's storage, and the ledger beside it, to Temporal."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from oms.dashboard.v1.dashboard_activities_pb2 import RecordOrderRequest, RecordOrderResponse
from order_processing import contracts
from order_processing.dashboard import projection
from order_processing.orders import ledger

RECORD_ORDER = contracts.activity(RecordOrderRequest, RecordOrderResponse)


class DashboardActivities:
    """`oms.dashboard.v1.DashboardActivities`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Write to this database."""
        self._engine = engine

    def activities(self) -> Sequence[Callable[..., Any]]:
        """The activities, for a worker to register."""
        return [self.record_order]

    @activity.defn(name=RECORD_ORDER.name)
    async def record_order(self, request: RecordOrderRequest) -> RecordOrderResponse:
        """Record an order's view and its ending, together or not at all.

        Idempotent: an older view changes nothing, and the first ending recorded stays.
        """
        async with self._engine.begin() as connection:
            await projection.record(connection, request.view)
            if request.HasField("ending"):
                await ledger.record(connection, request.ending)
        return RecordOrderResponse()
