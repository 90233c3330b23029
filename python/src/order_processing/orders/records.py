"""How the workflow writes the dashboard, and the ledger with the ending.

A write is a local activity: one history event. When it fails, an ordinary activity takes over and
is retried without end, so that an outage of the database holds no workflow task and fails no order.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

from oms.dashboard.v1.dashboard_activities_pb2 import RecordOrderRequest, RecordOrderResponse
from oms.orders.v1.order_state_pb2 import OrderState
from order_processing import contracts
from order_processing.orders.view import ending, shown_payment, view

RECORD_ORDER = contracts.activity(RecordOrderRequest, RecordOrderResponse)

LOCAL_TIMEOUT = timedelta(seconds=2)
ATTEMPT_TIMEOUT = timedelta(seconds=10)
RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
)


class DashboardRow:
    """The order's row: one write at a time, and the latest view wins.

    The write that shows the ending records it in the ledger too.
    """

    def __init__(self) -> None:
        """Begin with a row that was never written."""
        self._headline: tuple[object, ...] = ()
        self._latest = RecordOrderRequest()
        self._writing = False

    def wants(self, state: OrderState) -> bool:
        """Take the state when it has news; whether `write` must be started for it."""
        if not self.news(state):
            return False
        self._headline = _headline(state)
        self._latest = RecordOrderRequest(view=view(state), ending=ending(state))
        started, self._writing = self._writing, True
        return not started

    def news(self, state: OrderState) -> bool:
        """Whether the state has something to show that the row does not."""
        return _headline(state) != self._headline

    async def write(self) -> None:
        """Write the latest view, and whatever newer one has come by then."""
        written: RecordOrderRequest | None = None
        while written is not self._latest:
            written = self._latest
            await _record(written)
        self._writing = False


def _headline(state: OrderState) -> tuple[object, ...]:
    """What a person looks for: each change of it reaches the dashboard."""
    payment = shown_payment(state)
    verified = (payment.rrn, payment.verdict) if payment and payment.verdict else None
    return (state.status, state.reason, state.validation.generation, verified)


async def _record(request: RecordOrderRequest) -> None:
    try:
        await workflow.execute_local_activity(
            RECORD_ORDER.name,
            request,
            result_type=RECORD_ORDER.response_type,
            schedule_to_close_timeout=LOCAL_TIMEOUT,
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
    except FailureError:  # Of a local activity it is the activity's own error that arrives.
        await workflow.execute_activity(
            RECORD_ORDER.name,
            request,
            task_queue=RECORD_ORDER.task_queue,
            result_type=RECORD_ORDER.response_type,
            start_to_close_timeout=ATTEMPT_TIMEOUT,
            retry_policy=RETRIES,
        )
