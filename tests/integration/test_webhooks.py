"""The webhooks as they run: real HTTP, real Kafka, real schema registry."""

import asyncio
import json
import signal
import socket
import subprocess
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx
import pytest
import uvicorn
from confluent_kafka import Message

from devkit.stack.endpoints import Endpoints
from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing.api.app import create_app
from order_processing.kafka.registry import registry_client
from order_processing.kafka.serialisation import Deserialiser
from order_processing.settings import Settings
from support.commands import command
from support.kafka import Offsets, end_offsets, records_since
from support.network import nobody_listening
from support.partners import Partner

TOPICS = ("commerce-orders", "payments")
CHUNK = b" " * 65_536


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None))
        running = asyncio.create_task(server.serve([listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url, timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            await running


@pytest.fixture(scope="module")
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(settings) as client:
        yield client


@pytest.fixture
def commerce(client: httpx.AsyncClient, settings: Settings) -> Partner:
    return Partner(client, "/webhooks/commerce/orders", settings.commerce_webhook_secret)


@pytest.fixture
def processor(client: httpx.AsyncClient, settings: Settings) -> Partner:
    return Partner(client, "/webhooks/payments", settings.payments_webhook_secret)


@pytest.fixture
def before(settings: Settings) -> Offsets:
    return end_offsets(settings, *TOPICS)


@pytest.fixture
def order_id() -> str:
    return f"webhooks-{uuid.uuid4()}"


def submission(order_id: str, *items: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"customer_id": "C-1", "order": {"order_id": order_id, "items": items}} | more


def headers_of(record: Message) -> dict[str, bytes]:
    headers = record.headers()
    assert isinstance(headers, list)
    return {name: value for name, value in headers if isinstance(value, bytes)}


async def test_a_submission_is_in_kafka_as_avro_under_its_orders_key_when_it_is_accepted(
    commerce: Partner, settings: Settings, before: Offsets, order_id: str
) -> None:
    asked_at = datetime.now(UTC)
    body = submission(order_id, {"item_id": "I-1", "quantity": 2})

    response = await commerce.sends(json.dumps(body), **{"X-Event-Id": "E-1"})

    assert (response.status_code, response.json()) == (202, {"event_id": "E-1"})
    [record] = records_since(settings, before)
    assert (record.topic(), record.key()) == ("commerce-orders", order_id.encode())
    assert headers_of(record)["oms-event-id"] == b"E-1"
    received_at = datetime.fromisoformat(headers_of(record)["oms-received-at"].decode())
    assert asked_at <= received_at <= datetime.now(UTC)
    registry = registry_client(settings)
    message = await Deserialiser(registry).deserialise(OrderSubmission, record.value())
    await registry.aclose()
    assert message.order.order_id == order_id
    assert message.order.items[0].quantity == 2


async def test_a_notification_is_keyed_by_its_order_else_by_its_rrn(
    processor: Partner, settings: Settings, before: Offsets, order_id: str
) -> None:
    with_order = {"rrn": "R-1", "amount_cents": 1, "metadata": {"order_id": order_id}}
    without = {"rrn": f"R-{order_id}", "amount_cents": 1}

    responses = [await processor.sends(json.dumps(body)) for body in (with_order, without)]

    assert [response.status_code for response in responses] == [202, 202]
    records = records_since(settings, before)
    assert {record.key() for record in records} == {order_id.encode(), f"R-{order_id}".encode()}
    registry = registry_client(settings)
    messages = [
        await Deserialiser(registry).deserialise(PaymentNotification, record.value())
        for record in records
    ]
    await registry.aclose()
    assert {message.rrn for message in messages} == {"R-1", f"R-{order_id}"}


@pytest.mark.parametrize(
    "body",
    [
        "not JSON",
        "[]",
        '{"order": "O-1"}',
        '{"order": {"order_id": "O-1", "items": [{"item_id": "I", "quantity": "2"}]}}',
        '{"order": {"order_id": "O-1", "items": [{"item_id": "I", "quantity": 2.0}]}}',
        '{"order": {"order_id": "O-1", "items": [{"item_id": "I", "quantity": null}]}}',
        '{"order": {"order_id": "O-1", "items": [{"quantity": 9223372036854775808}]}}',
        '{"order": {"orderId": "O-1"}}',
        '{"order": {}}',
        json.dumps({"order": {"order_id": "O" * 10_000}}),
        json.dumps({"order": {"order_id": "O\x00"}}),
        json.dumps({"customer_id": "C\n", "order": {"order_id": "O-1"}}),
    ],
    ids=lambda body: body[:70],
)
async def test_what_is_refused_leaves_nothing_in_kafka_and_the_service_alive(
    commerce: Partner, settings: Settings, before: Offsets, body: str
) -> None:
    response = await commerce.sends(body)

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["violations"]
    assert end_offsets(settings, *TOPICS) == before
    assert (await commerce.client.get("/readyz")).status_code == 200


async def test_what_is_not_signed_leaves_nothing_in_kafka(
    client: httpx.AsyncClient, settings: Settings, before: Offsets, order_id: str
) -> None:
    body = json.dumps(submission(order_id))

    for headers in ({}, {"X-Signature": "sha256=" + "0" * 64}):
        response = await client.post("/webhooks/commerce/orders", content=body, headers=headers)

        assert response.status_code == 401
    assert end_offsets(settings, *TOPICS) == before


async def test_a_header_with_control_characters_is_refused(
    client: httpx.AsyncClient, settings: Settings, before: Offsets
) -> None:
    request = b"POST /webhooks/payments HTTP/1.1\r\nHost: edge\r\nX-Event-Id: E\x001\r\n\r\n"
    reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(request)

    assert b" 400 " in await asyncio.wait_for(reader.readline(), 10)
    writer.close()
    assert end_offsets(settings, *TOPICS) == before


@pytest.mark.parametrize("chunked", [False, True])
async def test_ten_megabytes_are_refused_while_they_are_sent(
    commerce: Partner, settings: Settings, before: Offsets, *, chunked: bool
) -> None:
    body = CHUNK * 160

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield CHUNK

    response = await commerce.client.post(
        commerce.path, content=chunks() if chunked else body, headers={"X-Signature": "sha256=00"}
    )

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert end_offsets(settings, *TOPICS) == before
    assert (await commerce.client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"order": {"items": [{"item_id": "I-1", "quantity": -5}]}},
        {"order": {"items": [{"item_id": "I-1", "quantity": 0}]}},
        {"order": {"items": []}},
        {"order": {}},
        {"customer_id": ""},
        {"channel": {"name": "web"}},
    ],
    ids=str,
)
async def test_what_cannot_be_processed_is_recorded_all_the_same(
    commerce: Partner,
    settings: Settings,
    before: Offsets,
    order_id: str,
    changes: dict[str, Any],
) -> None:
    body = {"customer_id": "C-1"} | changes
    body["order"] = body.get("order", {}) | {"order_id": order_id}

    response = await commerce.sends(json.dumps(body))

    assert response.status_code == 202
    [record] = records_since(settings, before)
    assert record.key() == order_id.encode()


async def test_while_kafka_is_down_the_sender_is_asked_to_come_again(
    settings: Settings, unreachable: str, order_id: str
) -> None:
    settings = settings.model_copy(update={"kafka_bootstrap_servers": unreachable})

    async with serving(settings) as client:
        commerce = Partner(client, "/webhooks/commerce/orders", settings.commerce_webhook_secret)
        begun = monotonic()
        response = await commerce.sends(json.dumps(submission(order_id)))

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert monotonic() - begun < 8
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200


async def test_while_the_registry_is_down_the_sender_is_asked_to_come_again(
    settings: Settings, unreachable: str, before: Offsets, order_id: str
) -> None:
    settings = settings.model_copy(update={"schema_registry_url": f"http://{unreachable}"})

    async with serving(settings) as client:
        commerce = Partner(client, "/webhooks/commerce/orders", settings.commerce_webhook_secret)
        response = await commerce.sends(json.dumps(submission(order_id)))

    assert response.status_code == 503
    assert end_offsets(settings, *TOPICS) == before


@pytest.fixture
def unreachable() -> Iterator[str]:
    with nobody_listening() as address:
        yield address


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_service_stops_gracefully_when_it_is_told_to(
    endpoints: Endpoints, number: signal.Signals
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = endpoints.environment() | {
        "OMS_API_PORT": str(port),
        "OMS_COMMERCE_WEBHOOK_SECRET": "one",
        "OMS_PAYMENTS_WEBHOOK_SECRET": "other",
    }

    with command("api", environment) as process:
        await until_ready(f"http://127.0.0.1:{port}/readyz", process)
        process.send_signal(number)

        assert await asyncio.to_thread(process.wait, 30) == 0


async def until_ready(url: str, process: subprocess.Popen[str]) -> None:
    async with httpx.AsyncClient() as client, asyncio.timeout(60):
        while process.poll() is None:
            try:
                if (await client.get(url)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    pytest.fail(f"the service ended with {process.returncode}")


async def test_the_service_does_not_start_without_its_secrets(endpoints: Endpoints) -> None:
    environment = endpoints.environment() | {
        "OMS_COMMERCE_WEBHOOK_SECRET": "one",
        "OMS_PAYMENTS_WEBHOOK_SECRET": "",
    }

    with command("api", environment) as process:
        _, said = await asyncio.to_thread(process.communicate, timeout=60)

    assert process.returncode == 2
    assert said.strip() == (
        "OMS_PAYMENTS_WEBHOOK_SECRET is not set: set the secret shared with the sender"
    )
