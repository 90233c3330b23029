"""Joins the dashboard's storage, and the ledger beside it, to Temporal."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from oms.dashboard.v1.dashboard_activities_pb2 import RecordOrderRequest, RecordOrderResponse
from oms.failures.v1.failures_pb2 import FailureClass
from order_processing import contracts
from order_processing.dashboard import projection
from order_processing.failures import IntegrationError
from order_processing.orders import ledger

RECORD_ORDER = contracts.activity(RecordOrderRequest, RecordOrderResponse)


class DashboardError(IntegrationError):
    """The database did not take a row; it is written again."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"the database did not take a row ({kind}): check that it runs, OMS_DATABASE_URL and "
            "`oms setup --check`",
            FailureClass.FAILURE_CLASS_TRANSIENT,
        )


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

        Raises:
            DashboardError: the database is not reachable or refuses.
        """
        try:
            async with self._engine.begin() as connection:
                await projection.record(connection, request.view)
                if request.HasField("ending"):
                    await ledger.record(connection, request.ending)
        except SQLAlchemyError as error:
            # Its text quotes the row.
            raise DashboardError(type(error).__name__) from None
        return RecordOrderResponse()
