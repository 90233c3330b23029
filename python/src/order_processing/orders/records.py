"""How the workflow writes the dashboard, and the ledger with the ending.

A write is a local activity: one history event. When it fails, an ordinary activity takes over and
is retried without end, so that an outage of the database holds no workflow task and fails no order.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError

from oms.dashboard.v1.dashboard_activities_pb2 import RecordOrderRequest, RecordOrderResponse
from oms.dashboard.v1.order_view_pb2 import OrderView
from oms.orders.v1.order_state_pb2 import OrderState
from order_processing import contracts
from order_processing.orders.view import ending, view

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
        self._latest = RecordOrderRequest()
        self._writing = False

    def wants(self, state: OrderState) -> bool:
        """Take the state when it shows something new; whether a write must be started for it."""
        shown = view(state)
        if _headline(shown) == _headline(self._latest.view):
            return False
        self._latest = RecordOrderRequest(view=shown, ending=ending(state))
        return not self._writing

    async def write(self) -> None:
        """Write the latest view, and whatever newer one has come by then."""
        self._writing = True
        written: RecordOrderRequest | None = None
        while written is not self._latest:
            written = self._latest
            await _record(written)
        self._writing = False


def _headline(view: OrderView) -> tuple[object, ...]:
    """What a person looks for: each change of it reaches the dashboard."""
    return (view.status, view.reason, view.payment.verdict)


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
