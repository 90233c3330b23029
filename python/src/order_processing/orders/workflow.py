"""The order workflow: turns signals and answers into events, and runs the commands.

Everything it decides is in `decisions.py`; what is here is waiting.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from google.protobuf.empty_pb2 import Empty
from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import is_cancelled_exception

from oms.commerce.v1 import commerce_activities_pb2 as commerce
from oms.fulfillment.v1 import fulfillment_activities_pb2 as fulfillment
from oms.orders.v1.order_workflow_pb2 import (
    GetOrderRequest,
    GetOrderResponse,
    NotifyPaymentRequest,
    RunRequest,
    RunResponse,
    SubmitOrderRequest,
)
from oms.payments.v1 import payment_activities_pb2 as payments
from oms.pims.v1 import pims_activities_pb2 as pims
from order_processing import contracts
from order_processing.orders import decisions, records, visibility
from order_processing.orders.commands import (
    AskCommerce,
    AskPayments,
    AskPims,
    Command,
    PublishOrder,
)
from order_processing.orders.events import Event
from order_processing.orders.view import ending

ORDER_WORKFLOW = contracts.workflow_type(RunRequest)
SUBMIT_ORDER = contracts.handler(SubmitOrderRequest, Empty)
NOTIFY_PAYMENT = contracts.handler(NotifyPaymentRequest, Empty)
GET_ORDER = contracts.handler(GetOrderRequest, GetOrderResponse)

_ACTIVITIES: dict[type[Command], contracts.Activity[Any, Any]] = {
    AskCommerce: contracts.activity(commerce.GetOrderRequest, commerce.GetOrderResponse),
    AskPims: contracts.activity(pims.BatchGetItemsRequest, pims.BatchGetItemsResponse),
    AskPayments: contracts.activity(payments.GetPaymentRequest, payments.GetPaymentResponse),
    PublishOrder: contracts.activity(
        fulfillment.PublishOrderRequest, fulfillment.PublishOrderResponse
    ),
}

ATTEMPT_TIMEOUT = timedelta(seconds=30)
"""How long one attempt may run. Time in the queue never counts against an order."""

PIMS_ATTEMPT_TIMEOUT = timedelta(minutes=2)
"""The same for PIMS: ten requests of ten seconds at the most, for an order of a thousand lines."""

RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=1),
)


Tasks = dict[asyncio.Task[None], None]
"""Tasks in the sequence of their start: a set's would differ from replay to replay."""


@workflow.defn(name=ORDER_WORKFLOW.name)
class OrderWorkflow:
    """One order's life, from its first input of any kind to its ending."""

    @workflow.init
    def __init__(self, request: RunRequest) -> None:
        """Begin with an order of which nothing is known, before any signal is handled."""
        self._state = decisions.begin(request, workflow.now())
        self._dashboard = records.DashboardRow()
        self._asking: Tasks = {}
        self._writing: Tasks = {}
        self._defect: Exception | None = None

    @workflow.run
    async def run(self, request: RunRequest) -> RunResponse:  # noqa: ARG002
        """Carry the order to its ending; the dashboard and the ledger know it before the close."""
        await self._until(lambda: self._state.HasField("closed_at"))
        for question in list(self._asking):
            question.cancel()  # whatever the answer, it changes nothing any more
        await self._until(lambda: not self._writing)
        return RunResponse(ending=ending(self._state))

    @workflow.signal(name=SUBMIT_ORDER.name)
    def submit_order(self, request: SubmitOrderRequest) -> None:
        """The order was submitted."""
        self._on(request)

    @workflow.signal(name=NOTIFY_PAYMENT.name)
    def notify_payment(self, request: NotifyPaymentRequest) -> None:
        """A payment was notified."""
        self._on(request)

    @workflow.query(name=GET_ORDER.name)
    def get_order(self, request: GetOrderRequest) -> GetOrderResponse:  # noqa: ARG002
        """What is known of the order."""
        return GetOrderResponse(state=self._state)

    def _on(self, event: Event) -> None:
        self._state, commands = decisions.apply(self._state, event, workflow.now())
        for command in commands:
            self._start(self._perform(command), self._asking)
        self._show()

    async def _perform(self, command: Command) -> None:
        activity = _ACTIVITIES[type(command)]
        response = await workflow.execute_activity(
            activity.name,
            command.request,
            task_queue=activity.task_queue,
            result_type=activity.response_type,
            start_to_close_timeout=(
                PIMS_ATTEMPT_TIMEOUT if isinstance(command, AskPims) else ATTEMPT_TIMEOUT
            ),
            retry_policy=RETRIES,
        )
        self._on(command.answered(response))

    def _show(self) -> None:
        """Bring everything by which people find and see the order up to its state."""
        visibility.show(self._state)
        if self._dashboard.wants(self._state):
            self._start(self._dashboard.write(), self._writing)

    def _start(self, work: Coroutine[Any, Any, None], running: Tasks) -> None:
        async def watched() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - `run` raises it
                if not is_cancelled_exception(error):
                    self._defect = error

        task = asyncio.create_task(watched())
        running[task] = None
        task.add_done_callback(running.pop)

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Wait for the condition; a defect in the workflow's code stops its task, not the order."""
        await workflow.wait_condition(lambda: self._defect is not None or condition())
        if self._defect:
            raise RuntimeError("order workflow task failed") from self._defect
