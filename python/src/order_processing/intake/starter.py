"""Signals an order's workflow, and starts it if there is none."""

from datetime import timedelta

from google.protobuf.empty_pb2 import Empty
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from oms.failures.v1.failures_pb2 import FailureClass
from oms.orders.v1.order_state_pb2 import OrderPolicy
from oms.orders.v1.order_status_pb2 import OrderStatus
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, RunRequest, SubmitOrderRequest
from order_processing import contracts
from order_processing.failures import IntegrationError
from order_processing.intake.routing import Signal
from order_processing.orders import search_attributes
from order_processing.orders.decisions import V1_REQUIREMENTS
from order_processing.settings import Settings
from order_processing.temporal.client import TemporalUnavailableError

RPC_TIMEOUT = timedelta(seconds=20)
"""A call given up may have been recorded, and comes twice: better to wait for a slow server."""

_WORKFLOW = contracts.workflow_type(RunRequest)
_SIGNALS = {
    request: contracts.handler(request, Empty).name
    for request in (SubmitOrderRequest, NotifyPaymentRequest)
}


class OrderClosedError(IntegrationError):
    """The order's workflow is closed, and takes no more signals."""

    def __init__(self) -> None:
        super().__init__(
            "the order's workflow is closed: its ending is in the ledger",
            FailureClass.FAILURE_CLASS_REJECTED,
        )


class Orders:
    """The orders' workflows, as intake sees them."""

    def __init__(self, client: Client, settings: Settings) -> None:
        """Start orders with the times that the settings give."""
        self._client = client
        self._policy = OrderPolicy(
            order_ttl=settings.order_ttl,
            capture_window=settings.capture_window,
            not_found_grace=settings.not_found_grace,
        )

    async def signal(self, signal: Signal) -> None:
        """Signal the order, with start; returns when Temporal has recorded it.

        Raises:
            OrderClosedError: the order's workflow is closed.
            TemporalUnavailableError: the signal is not known to be recorded.
        """
        try:
            await self._client.start_workflow(
                _WORKFLOW.name,
                self._run_request(signal.order_id),
                id=_WORKFLOW.workflow_id(order_id=signal.order_id),
                task_queue=_WORKFLOW.task_queue,
                start_signal=_SIGNALS[type(signal.request)],
                start_signal_args=[signal.request],
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=_search_attributes(signal),
                static_summary=f"Order {signal.order_id}",
                rpc_timeout=RPC_TIMEOUT,
            )
        except WorkflowAlreadyStartedError:
            raise OrderClosedError from None
        except RPCError as error:
            # Its text may quote the request.
            raise TemporalUnavailableError(
                f"Temporal has not recorded a signal ({error.status.name}): check that it runs, "
                "that TEMPORAL_ADDRESS leads to it, and `oms setup --check`"
            ) from None

    def _run_request(self, order_id: str) -> RunRequest:
        return RunRequest(order_id=order_id, requirements=V1_REQUIREMENTS, policy=self._policy)


def _search_attributes(signal: Signal) -> TypedSearchAttributes:
    status = contracts.plain_name(OrderStatus, signal.status)
    pairs = [SearchAttributePair(search_attributes.STATUS, status)]
    if signal.customer_id:
        pairs.append(SearchAttributePair(search_attributes.CUSTOMER, signal.customer_id))
    return TypedSearchAttributes(pairs)
