"""Temporal: how many tasks a second the activity task queues hand out."""

from collections.abc import Awaitable, Callable
from typing import Final

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import RateLimit, TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    UpdateTaskQueueConfigRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError

from oms.commerce.v1 import commerce_activities_pb2 as commerce
from oms.dashboard.v1 import dashboard_activities_pb2 as dashboard
from oms.fulfillment.v1 import fulfillment_activities_pb2 as fulfillment
from oms.payments.v1 import payment_activities_pb2 as payments
from oms.pims.v1 import pims_activities_pb2 as pims
from order_processing import contracts
from order_processing.setup.part import Difference
from order_processing.temporal.client import TemporalUnavailableError

_ACTIVITY = TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY

LIMITS: Final[dict[str, int]] = {
    activity.task_queue: activity.tasks_per_second
    for activity in (
        contracts.activity(commerce.GetOrderRequest, commerce.GetOrderResponse),
        contracts.activity(dashboard.RecordOrderRequest, dashboard.RecordOrderResponse),
        contracts.activity(fulfillment.PublishOrderRequest, fulfillment.PublishOrderResponse),
        contracts.activity(payments.GetPaymentRequest, payments.GetPaymentResponse),
        contracts.activity(pims.BatchGetItemsRequest, pims.BatchGetItemsResponse),
    )
}
"""Tasks a second by task queue; 0: without limit."""


class Queues:
    """The rate limits of the activity task queues, as the contracts give them."""

    def __init__(self, connect: Callable[[], Awaitable[Client]]) -> None:
        """Compare and change the queues of the namespace that `connect` leads to."""
        self._connect = connect

    async def check(self) -> list[Difference]:
        """Compare each queue's limit with its contract's."""
        client = await self._connect()
        found = {name: await _limit(client, name) for name in LIMITS}
        return [
            Difference(f"tasks a second of queue {name}", _words(limit), _words(found[name]))
            for name, limit in LIMITS.items()
            if found[name] != limit
        ]

    async def apply(self) -> None:
        """Set the limits that differ."""
        client = await self._connect()
        for name, limit in LIMITS.items():
            if await _limit(client, name) != limit:
                await _set_limit(client, name, limit)


async def _limit(client: Client, name: str) -> float:
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=name),
        task_queue_type=_ACTIVITY,
        report_config=True,
    )
    try:
        answer = await client.workflow_service.describe_task_queue(request)
    except RPCError as error:
        raise _unavailable(error) from None
    return answer.config.queue_rate_limit.rate_limit.requests_per_second


async def _set_limit(client: Client, name: str, limit: int) -> None:
    update = UpdateTaskQueueConfigRequest.RateLimitUpdate(
        # Without a rate the limit is taken away.
        rate_limit=RateLimit(requests_per_second=limit) if limit else None,
        reason="contract",
    )
    request = UpdateTaskQueueConfigRequest(
        namespace=client.namespace,
        identity=client.identity,
        task_queue=name,
        task_queue_type=_ACTIVITY,
        update_queue_rate_limit=update,
    )
    try:
        await client.workflow_service.update_task_queue_config(request)
    except RPCError as error:
        raise _unavailable(error) from None


def _words(limit: float) -> str:
    return f"{limit:g}" if limit else "without limit"


def _unavailable(error: RPCError) -> TemporalUnavailableError:
    return TemporalUnavailableError(
        f"Temporal answers {error.status.name}: check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the "
        "permission to read and change task queues"
    )
