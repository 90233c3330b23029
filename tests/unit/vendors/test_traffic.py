"""How arrivals are counted, and refused above the limit."""

import asyncio
from bisect import bisect_right
from collections import Counter
from itertools import accumulate

import httpx
from hypothesis import given
from hypothesis import strategies as st

from devkit.vendors.admin import CommerceAdmin
from devkit.vendors.server import simulated_vendors
from devkit.vendors.traffic import Traffic


@given(gaps=st.lists(st.sampled_from([0.0, 0.125, 0.25, 0.5, 1.0, 2.0]), max_size=60))
def test_the_count_is_of_the_second_that_each_arrival_ends(gaps: list[float]) -> None:
    times = list(accumulate(gaps))
    clock = iter(times)
    traffic = Traffic(lambda: next(clock))

    counted = [traffic.arrive("/v1/orders/order-1") for _ in times]

    expected = [
        number + 1 - bisect_right(times, now - 1, hi=number) for number, now in enumerate(times)
    ]
    assert counted == expected
    assert traffic.report().most_in_a_second == max(expected, default=0)


async def test_commerce_refuses_what_arrives_above_its_limit_within_a_second() -> None:
    with simulated_vendors(commerce_requests_per_second=5) as vendors:
        endpoint = vendors.commerce
        async with (
            httpx.AsyncClient(
                base_url=endpoint.url,
                headers={"Authorization": f"Bearer {endpoint.token.get_secret_value()}"},
            ) as caller,
            CommerceAdmin(endpoint) as commerce_app,
        ):
            answers = await asyncio.gather(*(caller.get("/v1/orders/order-1") for _ in range(8)))
            report = await commerce_app.requests()

    assert Counter(answer.status_code for answer in answers) == {404: 5, 429: 3}
    assert {answer.headers.get("Retry-After") for answer in answers} == {None, "1"}
    assert report.most_in_a_second == 8


async def test_a_request_is_counted_by_its_path_and_answer(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_caller.get("/v1/orders/a%2Fb")
    await commerce_caller.get("/v1/orders/a%2Fb", headers={"Authorization": ""})
    await commerce_caller.get("/v1/orders/other")

    report = await commerce_app.requests()

    assert report.total == 3
    assert report.paths["/v1/orders/a%2Fb"].arrived == 2
    assert report.paths["/v1/orders/a%2Fb"].answered == {404: 1, 401: 1}


async def test_a_reset_forgets_the_counts(
    commerce_app: CommerceAdmin, commerce_caller: httpx.AsyncClient
) -> None:
    await commerce_caller.get("/v1/orders/order-1")
    await commerce_app.reset()

    report = await commerce_app.requests()

    assert (report.total, report.most_in_a_second, report.paths) == (0, 0, {})
