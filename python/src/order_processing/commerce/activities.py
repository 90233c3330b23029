"""The activities of the task queue `commerce`."""

import time
from collections.abc import Callable
from typing import Any

from temporalio import activity

from oms.commerce.v1.commerce_activities_pb2 import GetOrderRequest, GetOrderResponse
from oms.failures.v1.failures_pb2 import FailureClass
from order_processing import contracts
from order_processing.commerce.client import CommerceClient, CommerceError

GET_ORDER = contracts.activity(GetOrderRequest, GetOrderResponse)


class CommerceActivities:
    """Reads from the Commerce App."""

    def __init__(self, client: CommerceClient, clock: Callable[[], float] = time.time) -> None:
        """Read by `client`; `clock` tells the seconds since the epoch."""
        self._client = client
        self._clock = clock

    def activities(self) -> list[Callable[..., Any]]:
        """What a worker registers."""
        return [self.get_order]

    @activity.defn(name=GET_ORDER.name)
    async def get_order(self, request: GetOrderRequest) -> GetOrderResponse:
        """Read an order.

        Raises:
            CommerceError: it could not be read, or is not known and may still appear.
        """
        order = await self._client.get_order(request.order_id)
        # A request without the time has the epoch: what is not found is final.
        if order is None and self._clock() < request.not_found_final_after.ToSeconds():
            raise CommerceError(
                "Commerce does not know the order yet; it is asked again",
                FailureClass.FAILURE_CLASS_TRANSIENT,
            )
        return GetOrderResponse(order=order)
