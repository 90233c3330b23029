"""A defect in our own code stops an order's task, not the order."""

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from oms.orders.v1.order_status_pb2 import OrderStatus
from order_processing.orders import verdicts
from support.shop import Shop
from support.waiting import eventually


async def failed_tasks(shop: Shop, order_id: str) -> int:
    history = await shop.handle(order_id).fetch_history()
    failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    return sum(1 for event in history.events if event.event_type == failed)


async def test_an_order_that_met_a_defect_goes_on_with_the_code_that_mends_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective(*_: object) -> None:
        raise KeyError("a defect")

    order_id = await shop.sells()
    await shop.takes_payment(order_id)
    with monkeypatch.context() as patch:
        patch.setattr(verdicts, "submission_verdict", defective)
        await shop.submit(order_id)

        async def task_failed() -> bool:
            return await failed_tasks(shop, order_id) > 0

        await eventually(task_failed)
        description = await shop.handle(order_id).describe()
        assert description.status == WorkflowExecutionStatus.RUNNING
    await shop.notify(order_id)
    result = await shop.handle(order_id).result()
    assert result.ending.status == OrderStatus.ORDER_STATUS_FORWARDED
