"""The vendors as servers: ports, tokens, start and stop."""

import asyncio
import os
import signal
import subprocess
import sys

import httpx
import pytest
from pydantic import SecretStr

from devkit.vendors.admin import CommerceAdmin
from devkit.vendors.faults import Defect, Fault
from devkit.vendors.server import Endpoint, Listener, ListenError, RunningVendors, simulated_vendors

TOKENS = {"OMS_COMMERCE_TOKEN": "a", "OMS_PIMS_TOKEN": "b", "OMS_PAYMENTS_TOKEN": "c"}
FREE_PORTS = ("--commerce-port", "0", "--pims-port", "0", "--payments-port", "0")


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("OMS_")}
    return subprocess.Popen(  # noqa: S603  # Our own program.
        [sys.executable, "-m", "devkit.vendors", *FREE_PORTS],
        env={**inherited, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_each_vendor_has_a_port_and_a_token_of_its_own(vendors: RunningVendors) -> None:
    endpoints = (vendors.commerce, vendors.pims, vendors.payments)

    assert len({endpoint.url for endpoint in endpoints}) == 3
    assert len({endpoint.token.get_secret_value() for endpoint in endpoints}) == 3


def test_a_port_in_use_is_named(vendors: RunningVendors) -> None:
    port = httpx.URL(vendors.commerce.url).port
    assert port is not None

    with pytest.raises(ListenError, match=f"port {port}"), simulated_vendors(Listener(port)):
        pass


async def test_a_request_that_hangs_does_not_hold_up_the_stop() -> None:
    async with httpx.AsyncClient(timeout=60) as caller:
        with simulated_vendors() as vendors:
            async with CommerceAdmin(vendors.commerce) as commerce_app:
                await commerce_app.set_fault(Fault(defect=Defect.HANG))
                hanging = asyncio.create_task(caller.get(f"{vendors.commerce.url}/v1/orders/1"))
                async with asyncio.timeout(10):
                    while (await commerce_app.requests()).total == 0:
                        pass
        answer = await asyncio.wait_for(hanging, 10)
    assert answer.status_code == 500


async def test_the_process_says_its_urls_serves_them_and_stops_when_asked() -> None:
    with start(TOKENS) as process:
        assert process.stdout is not None
        urls = dict(process.stdout.readline().strip().split("=") for _ in range(3))
        endpoint = Endpoint(urls["OMS_COMMERCE_URL"], SecretStr(TOKENS["OMS_COMMERCE_TOKEN"]))
        async with CommerceAdmin(endpoint) as commerce_app:
            report = await commerce_app.requests()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=20)

    assert report.total == 0
    assert set(urls) == {"OMS_COMMERCE_URL", "OMS_PIMS_URL", "OMS_PAYMENTS_URL"}
    assert (process.returncode, errors) == (0, "")


def test_the_process_names_the_token_that_is_not_set() -> None:
    with start({**TOKENS, "OMS_PAYMENTS_TOKEN": ""}) as process:
        _, errors = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "OMS_PAYMENTS_TOKEN" in errors
