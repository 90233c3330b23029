"""PIMS: SKUs and brands of items (`contracts/vendors/pims.openapi.yaml`)."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, SecretStr

from devkit.vendors.vendor import create_vendor

ITEMS_PER_REQUEST = 100


class Item(BaseModel):
    """An item's product data."""

    item_id: str
    sku_id: str
    brand_code: str


class BatchGetRequest(BaseModel):
    """Which items to read."""

    item_ids: Annotated[list[str], Field(min_length=1, max_length=ITEMS_PER_REQUEST)]


class BatchGetAnswer(BaseModel):
    """The items known, and the ids of those that are not; each id once."""

    items: list[Item]
    not_found: list[str]


def create_app(token: SecretStr) -> FastAPI:
    """The simulated PIMS, which knows no item yet."""
    known: dict[str, Item] = {}
    app = create_vendor("PIMS", token, known)

    @app.post("/v1/items:batchGet")
    async def _batch_get(request: BatchGetRequest) -> BatchGetAnswer:
        asked = dict.fromkeys(request.item_ids)
        return BatchGetAnswer(
            items=[known[item_id] for item_id in asked if item_id in known],
            not_found=[item_id for item_id in asked if item_id not in known],
        )

    @app.put("/admin/items", status_code=HTTPStatus.NO_CONTENT)
    async def _put_items(items: list[Item]) -> None:
        known.update({item.item_id: item for item in items})

    return app
