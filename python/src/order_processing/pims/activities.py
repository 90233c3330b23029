"""The activities of the task queue `pims`."""

from collections.abc import Callable
from typing import Any

from temporalio import activity

from oms.pims.v1.pims_activities_pb2 import BatchGetItemsRequest, BatchGetItemsResponse
from order_processing import contracts
from order_processing.pims.client import PimsClient

BATCH_GET_ITEMS = contracts.activity(BatchGetItemsRequest, BatchGetItemsResponse)


class PimsActivities:
    """Reads from PIMS."""

    def __init__(self, client: PimsClient) -> None:
        """Read by `client`."""
        self._client = client

    def activities(self) -> list[Callable[..., Any]]:
        """What a worker registers."""
        return [self.batch_get_items]

    @activity.defn(name=BATCH_GET_ITEMS.name)
    async def batch_get_items(self, request: BatchGetItemsRequest) -> BatchGetItemsResponse:
        """Read the product data of items.

        Raises:
            PimsError: it could not be read.
        """
        return await self._client.batch_get_items(request.item_ids)
