"""Client of PIMS (`contracts/vendors/pims.openapi.yaml`)."""

from collections.abc import Iterable

from oms.pims.v1.pims_activities_pb2 import BatchGetItemsResponse
from order_processing.failures import IntegrationError
from order_processing.http.answers import Answer, Text
from order_processing.http.client import JsonClient, Vendor

ITEMS_PER_REQUEST = 100
"""The most items that PIMS takes in one request."""


class PimsError(IntegrationError):
    """PIMS did not answer, or not as its description says."""


class _Item(Answer):
    item_id: Text
    sku_id: Text
    brand_code: Text


class _Batch(Answer):
    items: list[_Item]
    not_found: list[Text]


class PimsClient(JsonClient):
    """Reads product data; see JsonClient for what it raises (PimsError)."""

    vendor = Vendor(
        name="PIMS",
        url_setting="OMS_PIMS_URL",
        token_setting="OMS_PIMS_TOKEN",  # noqa: S106  # The setting's name.
        description="contracts/vendors/pims.openapi.yaml",
        error=PimsError,
    )

    async def batch_get_items(self, item_ids: Iterable[str]) -> BatchGetItemsResponse:
        """The product data of these items, in as many requests as it takes, one after the other.

        Raises:
            PimsError: there is no such answer; its class says what to do.
        """
        asked = list(dict.fromkeys(item_ids))
        found = BatchGetItemsResponse()
        for start in range(0, len(asked), ITEMS_PER_REQUEST):
            batch = await self._batch_get(asked[start : start + ITEMS_PER_REQUEST])
            found.MergeFrom(BatchGetItemsResponse(**batch.model_dump()))
        return found

    async def _batch_get(self, item_ids: list[str]) -> _Batch:
        batch = await self._post(("v1", "items:batchGet"), {"item_ids": [*item_ids]}, _Batch)
        answered = [item.item_id for item in batch.items] + batch.not_found
        if sorted(answered) != sorted(item_ids):
            raise self._misfit("items and not_found: not each item asked for, once")
        return batch
