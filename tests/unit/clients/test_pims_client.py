"""Reading product data from PIMS."""

import json

import pytest

from devkit.vendors.admin import PimsAdmin
from devkit.vendors.faults import Fault
from devkit.vendors.pims import Item
from oms.failures.v1.failures_pb2 import FailureClass
from oms.pims.v1 import pims_activities_pb2 as contract
from order_processing.pims.client import PimsClient, PimsError

BATCH_GET = "/v1/items:batchGet"


def an_item(item_id: str) -> Item:
    return Item(item_id=item_id, sku_id=f"SKU-{item_id}", brand_code="B1")


async def test_items_are_read_as_the_contract_has_them(
    pims: PimsAdmin, pims_client: PimsClient
) -> None:
    await pims.put_items(an_item("1"), an_item("2"))

    answer = await pims_client.batch_get_items(["1", "9", "2"])

    assert answer == contract.BatchGetItemsResponse(
        items=[
            contract.Item(item_id="1", sku_id="SKU-1", brand_code="B1"),
            contract.Item(item_id="2", sku_id="SKU-2", brand_code="B1"),
        ],
        not_found=["9"],
    )


@pytest.mark.parametrize(("count", "requests"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
async def test_items_are_read_by_hundreds(
    pims: PimsAdmin, pims_client: PimsClient, count: int, requests: int
) -> None:
    item_ids = [str(number) for number in range(count)]
    await pims.put_items(*(an_item(item_id) for item_id in item_ids[::2]))

    answer = await pims_client.batch_get_items(item_ids)

    assert [item.item_id for item in answer.items] == item_ids[::2]
    assert list(answer.not_found) == item_ids[1::2]
    assert (await pims.requests()).total == requests


async def test_an_item_of_several_lines_is_asked_for_once(
    pims: PimsAdmin, pims_client: PimsClient
) -> None:
    await pims.put_items(an_item("1"))

    answer = await pims_client.batch_get_items(["1", "1"])

    assert [item.item_id for item in answer.items] == ["1"]


@pytest.mark.parametrize(
    ("items", "not_found"),
    [
        (["1"], []),
        (["1", "2", "3"], []),
        (["1", "2"], ["2"]),
        (["1", "1", "2"], []),
        ([], ["1", "3"]),
    ],
    ids=["one is left out", "one more", "one in both", "one twice", "another one"],
)
async def test_an_answer_without_each_item_once_is_a_contract_failure(
    pims: PimsAdmin, pims_client: PimsClient, items: list[str], not_found: list[str]
) -> None:
    answer = {"items": [an_item(item).model_dump() for item in items], "not_found": not_found}
    await pims.set_fault(Fault(path=BATCH_GET, body=json.dumps(answer)))

    with pytest.raises(PimsError, match="each item asked for") as raised:
        await pims_client.batch_get_items(["1", "2"])

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


async def test_a_pims_that_takes_fewer_items_refuses_the_request(
    pims: PimsAdmin, pims_client: PimsClient
) -> None:
    await pims.set_fault(Fault(path=BATCH_GET, status=400))

    with pytest.raises(PimsError) as raised:
        await pims_client.batch_get_items(["1"])

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


async def test_an_api_that_is_not_there_is_no_verdict_on_items(
    pims: PimsAdmin, pims_client: PimsClient
) -> None:
    await pims.set_fault(Fault(path=BATCH_GET, status=404))

    with pytest.raises(PimsError, match="OMS_PIMS_URL") as raised:
        await pims_client.batch_get_items(["1"])

    assert raised.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT
