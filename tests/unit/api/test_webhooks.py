import json
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing.api import webhooks
from order_processing.api.app import create_app
from order_processing.api.signature import MissingSecretError
from order_processing.settings import Settings
from support.partners import Partner, RecordingKafka


def submission(**changes: object) -> dict[str, Any]:
    order = {"order_id": "O-1", "items": [{"item_id": "I-1", "quantity": 2}]}
    return {"customer_id": "C-1", "order": order} | changes


def order(**changes: object) -> dict[str, Any]:
    return submission(order=submission()["order"] | changes)


def item(**changes: object) -> dict[str, Any]:
    return order(items=[{"item_id": "I-1", "quantity": 2} | changes])


def notification(**changes: object) -> dict[str, Any]:
    return {
        "customer_id": "C-1",
        "rrn": "R-1",
        "amount_cents": 4_200,
        "metadata": {"order_id": "O-1"},
    } | changes


def broken_rules(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["title"]
    assert problem["detail"]
    return [(broken["field"], broken["rule_id"]) for broken in problem.get("violations", [])]


async def test_a_signed_submission_is_recorded(commerce: Partner, kafka: RecordingKafka) -> None:
    before = datetime.now(UTC)

    response = await commerce.sends(json.dumps(submission()), **{"X-Event-Id": "E-1"})

    assert response.status_code == 202
    assert response.json() == {"event_id": "E-1"}
    [(message, headers)] = kafka.sent
    assert isinstance(message, OrderSubmission)
    assert message.order.items[0].quantity == 2
    assert headers["oms-event-id"] == "E-1"
    assert before <= datetime.fromisoformat(headers["oms-received-at"]) <= datetime.now(UTC)


async def test_a_signed_notification_is_recorded(processor: Partner, kafka: RecordingKafka) -> None:
    response = await processor.sends(json.dumps(notification()))

    assert response.status_code == 202
    [(message, _)] = kafka.sent
    assert isinstance(message, PaymentNotification)
    assert message.amount_cents == 4_200


async def test_each_request_without_an_event_id_is_an_event_of_its_own(
    processor: Partner, kafka: RecordingKafka
) -> None:
    first = await processor.sends(json.dumps(notification()))
    second = await processor.sends(json.dumps(notification()))

    event_ids = [response.json()["event_id"] for response in (first, second)]
    assert event_ids == [headers["oms-event-id"] for _, headers in kafka.sent]
    assert len({uuid.UUID(event_id) for event_id in event_ids}) == 2


@pytest.mark.parametrize("event_id", ["", "E" * 129, "E\x9b1"])
async def test_an_event_id_has_the_form_of_an_id(
    commerce: Partner, kafka: RecordingKafka, event_id: str
) -> None:
    response = await commerce.sends(json.dumps(submission()), **{"X-Event-Id": event_id})

    assert response.status_code == 400
    assert broken_rules(response) == [("X-Event-Id", "event_id.form")]
    assert kafka.sent == []


@pytest.mark.parametrize(
    ("body", "violation"),
    [
        ("hello", ("", "json.syntax")),
        (json.dumps([submission()]), ("", "json.type")),
        (json.dumps(item(quantity="2")), ("order.items[0].quantity", "json.type")),
        (json.dumps(item(quantity=2.0)), ("order.items[0].quantity", "json.type")),
        (json.dumps(item(quantity=None)), ("order.items[0].quantity", "json.null")),
        (json.dumps(item(quantity=2**63)), ("order.items[0].quantity", "json.range")),
        (json.dumps(item(quantity=True)), ("order.items[0].quantity", "json.type")),
        (json.dumps(item(item_id=7)), ("order.items[0].item_id", "json.type")),
        (json.dumps(order(items={})), ("order.items", "json.type")),
        (json.dumps(submission(order=None)), ("order", "json.null")),
        (json.dumps(submission(customerId="C-1")), ("customerId", "json.name")),
        (json.dumps(order(orderId="O-1")), ("order.orderId", "json.name")),
        (json.dumps(submission(order={})), ("order.order_id", "string.min_len")),
        (json.dumps({"customer_id": "C-1"}), ("order.order_id", "string.min_len")),
        (json.dumps(order(order_id="")), ("order.order_id", "string.min_len")),
        (json.dumps(order(order_id="O" * 10_000)), ("order.order_id", "string.max_len")),
        (json.dumps(order(order_id="O\x001")), ("order.order_id", "string.pattern")),
        (json.dumps(order(order_id="O\n1")), ("order.order_id", "string.pattern")),
        (json.dumps(order(order_id="O-1\n")), ("order.order_id", "string.pattern")),
        (json.dumps(submission(customer_id="C" * 10_000)), ("customer_id", "string.max_len")),
        (json.dumps(submission(customer_id="C\x7f")), ("customer_id", "string.pattern")),
        (json.dumps(item(item_id="I" * 10_000)), ("order.items[0].item_id", "string.max_len")),
        (json.dumps(item(item_id="I\x85")), ("order.items[0].item_id", "string.pattern")),
        (
            json.dumps(order(items=[{"item_id": "I"}] * 1_001)),
            ("order.items", "repeated.max_items"),
        ),
    ],
)
async def test_a_submission_that_is_not_what_was_agreed_is_refused_with_the_reason(
    commerce: Partner, kafka: RecordingKafka, body: str, violation: tuple[str, str]
) -> None:
    response = await commerce.sends(body)

    assert response.status_code == 400
    assert broken_rules(response) == [violation]
    assert kafka.sent == []
    assert (await commerce.client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("body", "violation"),
    [
        ("", ("", "json.syntax")),
        (json.dumps(notification(amount_cents="2")), ("amount_cents", "json.type")),
        (json.dumps(notification(amount_cents=2.0)), ("amount_cents", "json.type")),
        (json.dumps(notification(amount_cents=2**63)), ("amount_cents", "json.range")),
        (json.dumps(notification(amount_cents=None)), ("amount_cents", "json.null")),
        (json.dumps(notification(metadata=None)), ("metadata", "json.null")),
        (json.dumps(notification(metadata={"orderId": "O"})), ("metadata.orderId", "json.name")),
        (json.dumps(notification(amountCents=2)), ("amountCents", "json.name")),
        (json.dumps(notification(rrn="R" * 10_000)), ("rrn", "string.max_len")),
        (json.dumps(notification(rrn="R\t1")), ("rrn", "string.pattern")),
        (
            json.dumps(notification(metadata={"order_id": "O" * 10_000})),
            ("metadata.order_id", "string.max_len"),
        ),
        (json.dumps({"customer_id": "C-1", "amount_cents": 1}), ("", "notification.identifiable")),
    ],
)
async def test_a_notification_that_is_not_what_was_agreed_is_refused_with_the_reason(
    processor: Partner, kafka: RecordingKafka, body: str, violation: tuple[str, str]
) -> None:
    response = await processor.sends(body)

    assert response.status_code == 400
    assert broken_rules(response) == [violation]
    assert kafka.sent == []


@pytest.mark.parametrize(
    "body",
    [
        item(quantity=-5),
        item(quantity=0),
        order(items=[]),
        submission(order={"order_id": "O-1"}),
        {"order": submission()["order"]},
        item(item_id=""),
        submission(channel="web"),
        item(colour={"name": "red"}),
        submission(customer_email="not an e-mail address"),
    ],
    ids=str,
)
async def test_what_is_identifiable_is_accepted_though_it_cannot_be_processed(
    commerce: Partner, kafka: RecordingKafka, body: dict[str, Any]
) -> None:
    response = await commerce.sends(json.dumps(body))

    assert response.status_code == 202
    [(message, _)] = kafka.sent
    assert isinstance(message, OrderSubmission)
    assert message.order.order_id == "O-1"


@pytest.mark.parametrize(
    "body",
    [
        {"rrn": "R-1", "customer_id": "C-1", "amount_cents": 1},
        notification(metadata={}),
        notification(metadata={"order_id": ""}),
    ],
    ids=str,
)
async def test_a_payment_without_an_order_id_is_accepted_when_it_has_an_rrn(
    processor: Partner, kafka: RecordingKafka, body: dict[str, Any]
) -> None:
    assert (await processor.sends(json.dumps(body))).status_code == 202
    [(message, _)] = kafka.sent
    assert isinstance(message, PaymentNotification)
    assert message.rrn == "R-1"


async def test_a_payment_without_an_rrn_is_accepted_when_it_has_an_order_id(
    processor: Partner, kafka: RecordingKafka
) -> None:
    assert (await processor.sends(json.dumps(notification(rrn="")))).status_code == 202
    assert len(kafka.sent) == 1


@pytest.mark.parametrize("signature", [None, "", "sha256=", "sha256=" + "0" * 64, "nonsense"])
async def test_what_is_not_signed_is_refused_before_it_is_read(
    client: httpx.AsyncClient, kafka: RecordingKafka, signature: str | None
) -> None:
    headers = {} if signature is None else {"X-Signature": signature}

    for path in ("/webhooks/commerce/orders", "/webhooks/payments"):
        response = await client.post(path, content=b"not even JSON", headers=headers)

        assert response.status_code == 401
        assert broken_rules(response) == []
    assert kafka.sent == []


async def test_one_partners_secret_signs_nothing_for_the_other(
    commerce: Partner, processor: Partner, kafka: RecordingKafka
) -> None:
    impostor = Partner(commerce.client, commerce.path, processor.secret)

    assert (await impostor.sends(json.dumps(submission()))).status_code == 401
    assert kafka.sent == []


async def test_a_body_larger_than_allowed_is_refused_unread(
    client: httpx.AsyncClient, kafka: RecordingKafka
) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1_024

    response = await client.post(
        "/webhooks/payments", content=endless(), headers={"Content-Length": "10000000"}
    )

    assert response.status_code == 413
    assert broken_rules(response) == []
    assert read == 0
    assert kafka.sent == []


async def test_a_body_without_a_length_is_refused_when_it_grows_too_large(
    client: httpx.AsyncClient, kafka: RecordingKafka
) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1_024

    response = await client.post("/webhooks/payments", content=endless())

    assert response.status_code == 413
    assert read == 65
    assert kafka.sent == []


async def test_a_body_as_large_as_allowed_is_read(
    processor: Partner, kafka: RecordingKafka, settings: Settings
) -> None:
    body = json.dumps(notification()).ljust(settings.webhook_max_bytes)

    assert (await processor.sends(body)).status_code == 202
    assert (await processor.sends(body + " ")).status_code == 413
    assert len(kafka.sent) == 1


async def test_nothing_is_promised_while_kafka_is_down(
    processor: Partner, kafka: RecordingKafka
) -> None:
    kafka.goes_down()

    response = await processor.sends(json.dumps(notification()))

    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert broken_rules(response) == []
    assert (await processor.client.get("/readyz")).status_code == 503
    assert (await processor.client.get("/healthz")).status_code == 200


async def test_a_broker_that_does_not_acknowledge_is_waited_for_a_bounded_time(
    processor: Partner, kafka: RecordingKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "PUBLISH_TIMEOUT", webhooks.PUBLISH_TIMEOUT / 100)
    kafka.acknowledges.clear()

    response = await processor.sends(json.dumps(notification()))

    assert response.status_code == 503
    assert "Retry-After" in response.headers


async def test_a_defect_is_answered_and_logged_without_what_was_sent(
    processor: Partner, kafka: RecordingKafka, caplog: pytest.LogCaptureFixture
) -> None:
    kafka.failure = ValueError("jane@example.com")

    response = await processor.sends(json.dumps(notification()))

    assert response.status_code == 500
    assert broken_rules(response) == []
    assert "ValueError" in caplog.text
    assert "test_webhooks" not in response.text
    assert "jane" not in caplog.text + response.text


async def test_no_answer_and_no_log_quotes_what_was_sent(
    commerce: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    response = await commerce.sends(
        json.dumps(order(order_id="jane\n", items=["jane"], note="jane") | {"customer_id": 1})
    )

    assert response.status_code == 400
    assert "jane" not in response.text + caplog.text


async def test_violations_are_listed_up_to_a_bound(commerce: Partner) -> None:
    response = await commerce.sends(json.dumps(order(items=[1] * 1_000)))

    assert len(broken_rules(response)) == 100
    assert "1000 in all" in response.json()["detail"]


async def test_the_service_is_ready_when_kafka_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready"}
    assert (await client.get("/healthz")).json() == {"status": "alive"}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/webhooks/payments", 405), ("POST", "/webhooks/other", 404)],
)
async def test_other_errors_are_problems_too(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)

    assert response.status_code == status
    assert broken_rules(response) == []


@pytest.mark.parametrize("setting", ["commerce_webhook_secret", "payments_webhook_secret"])
def test_without_a_secret_the_service_does_not_start(settings: Settings, setting: str) -> None:
    with pytest.raises(MissingSecretError, match=f"OMS_{setting.upper()}"):
        create_app(settings.model_copy(update={setting: SecretStr("")}))
