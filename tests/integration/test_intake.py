"""Intake between real servers: Kafka, schema registry, PostgreSQL, Temporal. No worker runs."""

import asyncio
import logging
import signal
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from confluent_kafka import Message as Record
from pydantic import SecretStr
from sqlalchemy import delete
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from devkit.infrastructure import Endpoints
from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.orders.v1.ending_pb2 import Ending
from oms.orders.v1.order_status_pb2 import OrderStatus, Requirement
from oms.orders.v1.order_workflow_pb2 import NotifyPaymentRequest, RunRequest, SubmitOrderRequest
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from order_processing.database.engine import create_engine
from order_processing.inputs.headers import InputHeaders
from order_processing.intake import consumer, events, service
from order_processing.intake.assignment import Taken
from order_processing.intake.consumer import GROUP, InputConsumer
from order_processing.intake.delivery import Delivery
from order_processing.intake.starter import Orders
from order_processing.kafka.dead_letters import DeadLetters
from order_processing.kafka.producer import Producer
from order_processing.kafka.registry import registry_client
from order_processing.kafka.serialisation import Deserialiser
from order_processing.orders import ledger, search_attributes
from order_processing.orders.ledger_table import order_ledger
from order_processing.settings import Settings
from order_processing.temporal import client as temporal_client
from support.commands import command
from support.kafka import Offsets, committed, end_offsets, records_since
from support.network import cable, nobody_listening
from support.waiting import eventually

DEAD_LETTERS = tuple(f"{topic}.dlq" for topic in events.TOPICS)
RECEIVED_AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

Signal = SubmitOrderRequest | NotifyPaymentRequest
Waits = Callable[[Client, Settings, str], Awaitable[None]]


@pytest.fixture(scope="module", autouse=True)
async def _no_orders_left(temporal: Client) -> AsyncIterator[None]:
    """Leave no open order to the workers of other tests."""
    yield
    query = 'ExecutionStatus = "Running" AND WorkflowId STARTS_WITH "order/'
    for prefix in ("intake-", "webhooks-"):
        orders = temporal.list_workflows(f'{query}{prefix}"')
        async with asyncio.TaskGroup() as tasks:
            async for order in orders:
                tasks.create_task(temporal.get_workflow_handle(order.id).terminate())


@pytest.fixture(scope="module")
async def producer(settings: Settings) -> AsyncIterator[Producer]:
    async with Producer(settings) as producer:
        yield producer


@pytest.fixture
def order_id() -> str:
    return f"intake-{uuid.uuid4()}"


@pytest.fixture
def dead_letters_before(settings: Settings) -> Offsets:
    return end_offsets(settings, *DEAD_LETTERS)


@asynccontextmanager
async def taking_in(client: Client, settings: Settings) -> AsyncIterator[None]:
    """Run intake for as long as the block lasts, and fail if it fails."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run(client, settings, stop))
        try:
            yield
        finally:
            stop.set()


async def caught_up(settings: Settings) -> None:
    """Wait until every record of the inputs is committed."""
    await eventually(lambda: is_caught_up(settings), within=60)


async def is_caught_up(settings: Settings) -> bool:
    ends = await asyncio.to_thread(end_offsets, settings, *events.TOPICS)
    return await asyncio.to_thread(committed, settings, GROUP, list(ends)) == ends


async def signals(client: Client, order_id: str) -> list[Signal]:
    """The signals in the history of an order's only run, oldest first."""
    found: list[Signal] = []
    async for event in client.get_workflow_handle(f"order/{order_id}").fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            signal = event.workflow_execution_signaled_event_attributes
            kind = {"submit_order": SubmitOrderRequest, "notify_payment": NotifyPaymentRequest}
            found += await client.data_converter.decode(
                signal.input.payloads, [kind[signal.signal_name]]
            )
    return found


async def is_known(client: Client, order_id: str) -> bool:
    try:
        await client.get_workflow_handle(f"order/{order_id}").describe()
    except RPCError as error:
        if error.status != RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


def submission(order_id: str, *, quantity: int = 2) -> OrderSubmission:
    items = [SubmittedItem(item_id="I-1", quantity=quantity)]
    return OrderSubmission(customer_id="C-1", order=SubmittedOrder(order_id=order_id, items=items))


def payment(order_id: str, rrn: str = "R-1") -> PaymentNotification:
    metadata = PaymentMetadata(order_id=order_id)
    return PaymentNotification(customer_id="C-1", rrn=rrn, amount_cents=42, metadata=metadata)


def headers(event_id: str) -> list[tuple[str, bytes]]:
    return InputHeaders(event_id, RECEIVED_AT).encoded()


async def said(caplog: pytest.LogCaptureFixture, text: str, *, times: int = 1) -> None:
    """Wait until the log says it."""

    async def is_said() -> bool:
        return sum(text in message for message in caplog.messages) >= times

    await eventually(is_said, within=60)


def header(record: Record, name: str) -> bytes | str | None:
    return dict(record.headers() or []).get(name)


async def test_a_submission_starts_its_orders_workflow_and_is_its_first_signal(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    await producer.send(submission(order_id), headers=headers("E-1"))

    async with taking_in(temporal, settings):
        await caught_up(settings)

    handle = temporal.get_workflow_handle(f"order/{order_id}")
    description = await handle.describe()
    assert description.workflow_type == "OrderWorkflow"
    assert description.task_queue == "orders"
    assert description.status == WorkflowExecutionStatus.RUNNING
    assert description.typed_search_attributes[search_attributes.STATUS] == "RECEIVED"
    assert description.typed_search_attributes[search_attributes.CUSTOMER] == "C-1"
    assert await description.static_summary() == f"Order {order_id}"
    started = await anext(handle.fetch_history_events())
    arguments = started.workflow_execution_started_event_attributes.input.payloads
    [request] = await temporal.data_converter.decode(arguments, [RunRequest])
    assert request.order_id == order_id
    assert list(request.requirements) == [
        Requirement.REQUIREMENT_VALID,
        Requirement.REQUIREMENT_ENRICHED,
        Requirement.REQUIREMENT_CAPTURED,
    ]
    assert request.policy.order_ttl.ToTimedelta() == settings.order_ttl
    assert request.policy.capture_window.ToTimedelta() == settings.capture_window
    assert request.policy.not_found_grace.ToTimedelta() == settings.not_found_grace
    assert await signals(temporal, order_id) == [
        SubmitOrderRequest(event_id="E-1", received_at=RECEIVED_AT, submission=submission(order_id))
    ]


async def test_a_payment_that_comes_first_starts_the_order_that_the_submission_finds(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    async with taking_in(temporal, settings):
        await producer.send(payment(order_id), headers=headers("E-1"))
        await caught_up(settings)
        description = await temporal.get_workflow_handle(f"order/{order_id}").describe()
        await producer.send(submission(order_id), headers=headers("E-2"))
        await caught_up(settings)

    assert description.typed_search_attributes[search_attributes.STATUS] == "AWAITING_SUBMISSION"
    assert await signals(temporal, order_id) == [
        NotifyPaymentRequest(
            event_id="E-1", received_at=RECEIVED_AT, notification=payment(order_id)
        ),
        SubmitOrderRequest(
            event_id="E-2", received_at=RECEIVED_AT, submission=submission(order_id)
        ),
    ]


async def test_an_order_that_cannot_be_processed_is_taken_in_with_the_rules_it_breaks(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    await producer.send(submission(order_id, quantity=-5), headers=headers("E-1"))

    async with taking_in(temporal, settings):
        await caught_up(settings)

    [signal] = await signals(temporal, order_id)
    assert isinstance(signal, SubmitOrderRequest)
    assert [(broken.field, broken.rule_id) for broken in signal.violations] == [
        ("order.items[0].quantity", "int64.gt")
    ]


async def test_the_events_of_an_order_arrive_in_order_and_its_duplicates_in_one_workflow(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    event_ids = [f"E-{number}" for number in range(20)] + ["E-19", "E-19"]
    others = [f"{order_id}-{number}" for number in range(20)]

    async with taking_in(temporal, settings):
        for event_id, other in zip(event_ids, [*others, *others[:2]], strict=True):
            await producer.send(submission(order_id), headers=headers(event_id))
            await producer.send(submission(other), headers=headers(event_id))
        await caught_up(settings)

    assert [signal.event_id for signal in await signals(temporal, order_id)] == event_ids
    for other in others:
        assert await signals(temporal, other)


async def test_records_of_other_origin_have_their_place_as_their_event_id(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    position = await producer.send(submission(order_id))

    async with taking_in(temporal, settings):
        await caught_up(settings)

    [signal] = await signals(temporal, order_id)
    assert signal.event_id == f"commerce-orders/{position.partition}/{position.offset}"
    assert signal.received_at.ToDatetime(UTC) == position.timestamp


async def test_what_cannot_be_read_goes_to_the_dead_letters_unchanged_and_intake_goes_on(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    dead_letters_before: Offsets,
    order_id: str,
) -> None:
    key = order_id.encode()
    given = [("trace", b"\x00\xff")]
    position = await producer.send_record("payments", key, b"\xffno Avro", given)
    await producer.send_record("payments", key, None)
    await producer.send(payment(order_id), key="another key")
    await producer.send(payment("O" * 10_000))
    await producer.send(payment(order_id), headers=headers("E-1"))

    async with taking_in(temporal, settings):
        await caught_up(settings)

    letters = records_since(settings, dead_letters_before)
    assert sorted(str(header(letter, "oms-dlq-reason")) for letter in letters) == [
        "b'NOT_FRAMED'",
        "b'NOT_IDENTIFIABLE'",
        "b'NO_VALUE'",
        "b'OTHER_KEY'",
    ]
    [letter] = [letter for letter in letters if header(letter, "oms-dlq-reason") == b"NOT_FRAMED"]
    assert (letter.topic(), letter.key(), letter.value()) == ("payments.dlq", key, b"\xffno Avro")
    assert header(letter, "trace") == b"\x00\xff"
    assert header(letter, "oms-dlq-topic") == b"payments"
    assert header(letter, "oms-dlq-partition") == str(position.partition).encode()
    assert header(letter, "oms-dlq-offset") == str(position.offset).encode()
    assert [signal.event_id for signal in await signals(temporal, order_id)] == ["E-1"]


@asynccontextmanager
async def ended_order(settings: Settings, order_id: str, rrn: str) -> AsyncIterator[None]:
    """An order that is forwarded, and that Temporal has forgotten."""
    engine = create_engine(settings)
    ending = Ending(
        order_id=order_id,
        status=OrderStatus.ORDER_STATUS_FORWARDED,
        rrn=rrn,
        closed_at=RECEIVED_AT,
    )
    async with engine.begin() as connection:
        await ledger.record(connection, ending)
    yield
    async with engine.begin() as connection:
        await connection.execute(delete(order_ledger).where(order_ledger.c.order_id == order_id))
    await engine.dispose()


async def test_nothing_is_started_for_an_order_that_has_ended(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    dead_letters_before: Offsets,
    order_id: str,
) -> None:
    async with ended_order(settings, order_id, rrn="R-1"):
        await producer.send(submission(order_id), headers=headers("E-1"))
        await producer.send(payment(order_id, "R-1"), headers=headers("E-2"))
        async with taking_in(temporal, settings):
            await caught_up(settings)

    assert not await is_known(temporal, order_id)
    assert records_since(settings, dead_letters_before) == []


async def test_money_without_an_open_order_waits_for_reconciliation(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    dead_letters_before: Offsets,
    order_id: str,
) -> None:
    async with ended_order(settings, order_id, rrn="R-1"):
        await producer.send(payment(order_id, "R-2"), headers=headers("E-1"))
        await producer.send(PaymentNotification(rrn=f"R-{order_id}"), headers=headers("E-2"))
        async with taking_in(temporal, settings):
            await caught_up(settings)

    letters = records_since(settings, dead_letters_before)
    assert {letter.key() for letter in letters} == {order_id.encode(), f"R-{order_id}".encode()}
    assert {header(letter, "oms-event-id") for letter in letters} == {b"E-1", b"E-2"}
    assert {header(letter, "oms-dlq-reason") for letter in letters} == {b"NEEDS_RECONCILIATION"}
    assert not await is_known(temporal, order_id)


async def test_an_order_that_was_terminated_waits_for_an_operator(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    dead_letters_before: Offsets,
    order_id: str,
) -> None:
    async with taking_in(temporal, settings):
        await producer.send(submission(order_id), headers=headers("E-1"))
        await caught_up(settings)
        await temporal.get_workflow_handle(f"order/{order_id}").terminate()
        await producer.send(payment(order_id), headers=headers("E-2"))
        await caught_up(settings)

    [letter] = records_since(settings, dead_letters_before)
    assert header(letter, "oms-dlq-reason") == b"CLOSED_WITHOUT_ENDING"
    assert header(letter, "oms-event-id") == b"E-2"


async def test_an_order_that_ends_after_its_ledger_was_asked_is_looked_up_again(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    dead_letters_before: Offsets,
    order_id: str,
) -> None:
    engine, registry = create_engine(settings), registry_client(settings)
    delivery = Delivery(
        Deserialiser(registry), engine, Orders(temporal, settings), DeadLetters(producer)
    )
    event = events.Submission("E-1", RECEIVED_AT, submission(order_id))
    record = Record(topic="commerce-orders", partition=0, offset=0, key=order_id.encode())
    await delivery.deliver(record, event, None)
    await temporal.get_workflow_handle(f"order/{order_id}").terminate()

    async with ended_order(settings, order_id, rrn="R-1"):
        await delivery.deliver(record, event, None)

    await engine.dispose()
    await registry.aclose()
    assert delivery.outcomes == {"Signal": 1, "Duplicate": 1}
    assert records_since(settings, dead_letters_before) == []


@pytest.fixture
async def lost_temporal(endpoints: Endpoints) -> AsyncIterator[Client]:
    """A client whose server is gone."""
    async with cable(endpoints.temporal_address) as to_temporal:
        client = await temporal_client.connect(
            target_host=to_temporal.address, namespace=endpoints.temporal_namespace
        )
        to_temporal.cut()
        yield client


@pytest.fixture
def nowhere() -> Iterator[str]:
    with nobody_listening() as address:
        yield address


@pytest.fixture
def waits(
    *,
    producer: Producer,
    temporal: Client,
    settings: Settings,
    order_id: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Waits:
    """Checks that intake waits during an outage, says which setting to check, and goes on after."""
    monkeypatch.setattr(consumer, "DRAIN_TIMEOUT", timedelta(milliseconds=100))

    async def check(client: Client, settings_in_outage: Settings, setting: str) -> None:
        dead_letters_before = end_offsets(settings, *DEAD_LETTERS)
        await producer.send(submission(order_id), headers=headers("E-1"))
        async with taking_in(client, settings_in_outage):
            await said(caplog, setting)
        assert not await is_caught_up(settings)
        assert not await is_known(temporal, order_id)

        async with taking_in(temporal, settings):
            await caught_up(settings)
        assert [signal.event_id for signal in await signals(temporal, order_id)] == ["E-1"]
        assert records_since(settings, dead_letters_before) == []

    return check


async def test_while_temporal_is_down_intake_waits_and_skips_nothing(
    waits: Waits, lost_temporal: Client, settings: Settings
) -> None:
    await waits(lost_temporal, settings, "TEMPORAL_ADDRESS")


async def test_while_the_registry_is_down_intake_waits_and_skips_nothing(
    waits: Waits, temporal: Client, settings: Settings, nowhere: str
) -> None:
    lost = settings.model_copy(update={"schema_registry_url": f"http://{nowhere}"})

    await waits(temporal, lost, "OMS_SCHEMA_REGISTRY_URL")


async def test_while_the_database_is_down_intake_waits_and_skips_nothing(
    waits: Waits, temporal: Client, settings: Settings, nowhere: str
) -> None:
    url = SecretStr(f"postgresql://oms@{nowhere}/orders")

    await waits(temporal, settings.model_copy(update={"database_url": url}), "OMS_DATABASE_URL")


async def test_being_stopped_finishes_what_is_under_work_so_that_nothing_comes_twice(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    orders = [f"{order_id}-{number}" for number in range(100)]
    await asyncio.gather(
        *(producer.send(submission(order), headers=headers("E-1")) for order in orders)
    )
    places = list(end_offsets(settings, *events.TOPICS))
    before = committed(settings, GROUP, places)

    async def is_under_way() -> bool:
        return await asyncio.to_thread(committed, settings, GROUP, places) != before

    async with taking_in(temporal, settings.model_copy(update={"intake_max_in_flight": 10})):
        await eventually(is_under_way)
    assert not await is_caught_up(settings)

    async with taking_in(temporal, settings):
        await caught_up(settings)
    for order in orders:
        assert len(await signals(temporal, order)) == 1


async def test_when_another_process_takes_over_every_event_arrives_in_order(
    producer: Producer,
    temporal: Client,
    settings: Settings,
    order_id: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "order_processing.intake")
    event_ids = [f"E-{number}" for number in range(45)]

    async def send(some: Sequence[str]) -> None:
        for event_id in some:
            await producer.send(submission(order_id), headers=headers(event_id))
            await producer.send(submission(f"{order_id}-{event_id}"), headers=headers(event_id))

    async with taking_in(temporal, settings):
        async with taking_in(temporal, settings):
            await send(event_ids[:15])
            await said(caplog, "assigned", times=2)
            await send(event_ids[15:30])
        await send(event_ids[30:])
        await caught_up(settings)

    arrived = [signal.event_id for signal in await signals(temporal, order_id)]
    assert list(dict.fromkeys(arrived)) == event_ids
    for event_id in event_ids:
        assert await signals(temporal, f"{order_id}-{event_id}")


async def test_the_command_takes_in_and_stops_gracefully_when_it_is_told_to(
    *,
    producer: Producer,
    temporal: Client,
    settings: Settings,
    endpoints: Endpoints,
    order_id: str,
) -> None:
    await producer.send(submission(order_id), headers=headers("E-1"))

    with command("intake", endpoints.environment()) as process:
        await caught_up(settings)
        process.send_signal(signal.SIGTERM)

        assert await asyncio.to_thread(process.wait, 30) == 0
    assert await is_known(temporal, order_id)


async def test_a_consumer_that_is_held_takes_nothing_and_goes_on_where_it_was(
    producer: Producer, temporal: Client, settings: Settings, order_id: str
) -> None:
    for number in range(20):
        await producer.send(submission(order_id), headers=headers(f"E-{number}"))

    async with InputConsumer(settings, events.TOPICS) as member:
        taken = await take_some(member)
        assert [await member.hold() for _ in range(3)] == [[], [], []]
        while len(taken) < 20:
            taken += await take_some(member)
        for record in taken:
            record.finish()

    assert [header(record.record, "oms-event-id") for record in taken] == [
        f"E-{number}".encode() for number in range(20)
    ]
    assert await is_caught_up(settings)
    assert not await is_known(temporal, order_id)


async def take_some(member: InputConsumer) -> list[Taken]:
    async with asyncio.timeout(60):
        while not (taken := await member.take(5)):
            pass
    return taken
