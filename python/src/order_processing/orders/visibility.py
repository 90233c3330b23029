"""By what a person finds an order in Temporal: search attributes, and the details in its UI."""

from temporalio import workflow
from temporalio.common import SearchAttributeKey, SearchAttributeUpdate

from oms.orders.v1.order_state_pb2 import OrderState
from oms.orders.v1.order_status_pb2 import OrderReason, OrderStatus
from order_processing import contracts
from order_processing.orders import search_attributes
from order_processing.orders.view import customer_id, waiting_for


def show(state: OrderState) -> None:
    """Bring search attributes and current details up to date; all changed keys in one upsert.

    Search attributes hold plain enum names (`AWAITING_PAYMENT`) and no personal data.
    """
    updates = [
        *_update(search_attributes.STATUS, contracts.plain_name(OrderStatus, state.status)),
        *_update(search_attributes.REASON, contracts.plain_name(OrderReason, state.reason)),
        *_update(search_attributes.CUSTOMER, customer_id(state)),
    ]
    if updates:
        workflow.upsert_search_attributes(updates)
    workflow.set_current_details(f"Waits for {waiting_for(state) or 'nothing'}.")


def _update(key: SearchAttributeKey[str], value: str) -> list[SearchAttributeUpdate[str]]:
    current = workflow.info().typed_search_attributes.get(key, "")
    if value == current:
        return []
    return [key.value_set(value) if value else key.value_unset()]
