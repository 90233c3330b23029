"""`oms setup` against real servers: what it creates, what it mends, what it leaves to a person."""

import json
import socket
from asyncio import gather
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from confluent_kafka.schema_registry import AsyncSchemaRegistryClient, Schema
from google.protobuf.duration_pb2 import Duration
from pydantic import SecretStr
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from typer.testing import CliRunner

from devkit.stack.endpoints import Endpoints
from order_processing.cli.subcommands import create_app
from order_processing.database import schema
from order_processing.database.engine import create_engine
from order_processing.kafka.cluster import KafkaCluster
from order_processing.kafka.registry import registry_client
from order_processing.kafka.topics import KafkaTopic
from order_processing.orders import search_attributes
from order_processing.settings import Settings
from order_processing.setup import system
from order_processing.setup.migrations import Migrations
from order_processing.setup.part import BY_SETUP, Difference
from order_processing.setup.queues import Queues
from order_processing.setup.schemas import Schemas
from order_processing.setup.temporal import Temporal
from order_processing.setup.topics import Topics
from order_processing.temporal import client as temporal_client
from support.compiled_protos import REPOSITORY

GOLDEN_SCHEMA = (REPOSITORY / "tests/contract/golden/golden-value.avsc").read_text()


@pytest.fixture
def environment(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a program that finds the servers."""
    for name, value in endpoints.environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens: bound, so that nobody else takes it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
async def registry(settings: Settings) -> AsyncIterator[AsyncSchemaRegistryClient]:
    async with registry_client(settings) as registry:
        yield registry


@pytest.fixture
async def empty_database(settings: Settings) -> AsyncIterator[Settings]:
    """Settings that lead to a database of this test's own."""
    name = f"test_{uuid4().hex}"
    server = create_engine(settings).execution_options(isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    yield settings.model_copy(update={"database_url": SecretStr(url)})
    async with server.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {name}"))
    await server.dispose()


@pytest.fixture
async def engine(empty_database: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(empty_database)
    yield engine
    await engine.dispose()


@pytest.fixture
async def namespace(endpoints: Endpoints) -> partial[Any]:
    """A connection to a namespace of this test's own."""
    name = f"test-{uuid4()}"
    client = await temporal_client.connect(target_host=endpoints.temporal_address)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=86_400)
        )
    )
    return partial(temporal_client.connect, target_host=endpoints.temporal_address, namespace=name)


def topic(**config: str) -> KafkaTopic:
    return KafkaTopic(f"test-{uuid4()}", 2, {"cleanup.policy": "delete", **config})


def record(*fields: dict[str, Any]) -> str:
    return json.dumps({"type": "record", "name": "R", "namespace": "test", "fields": fields})


# The whole


@pytest.mark.usefixtures("environment")
async def test_after_setup_everything_is_as_it_should_be_and_a_second_time_changes_nothing(
    settings: Settings, registry: AsyncSchemaRegistryClient
):
    parts = system.parts(settings)
    await system.apply(parts)
    before = await registry.get_versions("order-fulfillment-value")

    assert await system.check(parts) == []
    await system.apply(parts)

    assert await registry.get_versions("order-fulfillment-value") == before


@pytest.mark.usefixtures("environment")
def test_the_command_says_that_all_is_well_and_succeeds():
    oms = create_app("setup")

    for arguments in (["setup"], ["setup", "--check"]):
        result = CliRunner().invoke(oms, arguments)
        assert (result.exit_code, "as they should be" in result.output) == (0, True)


def test_the_command_fails_when_a_server_does_not_answer_and_names_every_setting(
    closed_port: int, monkeypatch: pytest.MonkeyPatch
):
    address = f"127.0.0.1:{closed_port}"
    monkeypatch.setenv("OMS_KAFKA_BOOTSTRAP_SERVERS", address)
    monkeypatch.setenv("OMS_SCHEMA_REGISTRY_URL", f"http://user:hunter2@{address}")
    monkeypatch.setenv("OMS_DATABASE_URL", f"postgresql://user:hunter2@{address}/orders")
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    monkeypatch.setenv("COLUMNS", "500")

    result = CliRunner().invoke(create_app("setup"), ["setup", "--check"])

    assert result.exit_code == 1
    for setting in (
        "OMS_KAFKA_BOOTSTRAP_SERVERS",
        "OMS_SCHEMA_REGISTRY_URL",
        "OMS_DATABASE_URL",
        "TEMPORAL_ADDRESS",
    ):
        assert setting in result.output
    assert "hunter2" not in result.output


# Kafka


async def test_a_missing_topic_is_created_as_it_is_defined(settings: Settings):
    wanted = topic(**{"retention.ms": "3600000"})
    topics = Topics(settings, [wanted])

    (difference,) = await topics.check()
    assert (difference.what, difference.found) == (f"topic {wanted.name}", "missing")
    await topics.apply()

    assert await topics.check() == []
    found = KafkaCluster(settings).topics([wanted.name])[wanted.name]
    assert (found.partitions, found.config["retention.ms"]) == (2, "3600000")


async def test_a_topics_retention_is_mended(settings: Settings):
    before, wanted = topic(**{"retention.ms": "1000"}), {"retention.ms": "3600000"}
    await Topics(settings, [before]).apply()
    topics = Topics(settings, [KafkaTopic(before.name, 2, wanted)])

    (difference,) = await topics.check()
    assert (difference.found, difference.remedy) == ("retention.ms=1000", BY_SETUP)
    await topics.apply()

    assert await topics.check() == []


async def test_the_number_of_partitions_is_a_persons_to_change(settings: Settings):
    before = topic()
    await Topics(settings, [before]).apply()
    topics = Topics(settings, [KafkaTopic(before.name, 3, {})])

    await topics.apply()

    (difference,) = await topics.check()
    assert (difference.expected, difference.found) == ("3 partitions", "2 partitions")
    assert difference.remedy.startswith("who runs Kafka")


async def test_too_few_replicas_are_a_persons_to_change(settings: Settings):
    wanted = topic()
    await Topics(settings, [wanted]).apply()
    more = settings.model_copy(update={"kafka_replication_factor": 2})

    (difference,) = await Topics(more, [wanted]).check()

    assert (difference.expected, difference.found) == ("2 replicas", "1 replicas")
    assert "OMS_KAFKA_REPLICATION_FACTOR" in difference.remedy


# The registry


async def test_a_schema_is_registered_with_full_transitive_compatibility(
    settings: Settings, registry: AsyncSchemaRegistryClient
):
    subject = f"test-{uuid4()}-value"
    schemas = Schemas(settings, {subject: GOLDEN_SCHEMA})

    assert {difference.remedy for difference in await schemas.check()} == {BY_SETUP}
    await schemas.apply()

    assert await schemas.check() == []
    assert await registry.get_compatibility(subject) == "FULL_TRANSITIVE"


async def test_the_tags_of_personal_data_survive_registration(
    settings: Settings, registry: AsyncSchemaRegistryClient
):
    subject = f"test-{uuid4()}-value"
    await Schemas(settings, {subject: GOLDEN_SCHEMA}).apply()

    registered = await registry.get_latest_version(subject)

    fields = {
        field["name"]: field for field in json.loads(registered.schema.schema_str or "")["fields"]
    }
    assert fields["email"]["confluent:tags"] == ["PII", "customer.email"]


async def test_an_incompatible_schema_is_refused_and_said(
    settings: Settings, registry: AsyncSchemaRegistryClient
):
    subject = f"test-{uuid4()}-value"
    await Schemas(settings, {subject: record({"name": "a", "type": "string"})}).apply()
    schemas = Schemas(settings, {subject: record({"name": "a", "type": "long"})})

    await schemas.apply()

    (difference,) = await schemas.check()
    assert "incompatible" in difference.found
    assert difference.remedy.startswith("the contract's author")
    assert await registry.get_versions(subject) == [1]


async def test_a_lowered_compatibility_is_restored(
    settings: Settings, registry: AsyncSchemaRegistryClient
):
    subject = f"test-{uuid4()}-value"
    schemas = Schemas(settings, {subject: GOLDEN_SCHEMA})
    await schemas.apply()
    await registry.set_compatibility(subject, "NONE")

    (difference,) = await schemas.check()
    assert difference.found == "compatibility NONE"
    await schemas.apply()

    assert await schemas.check() == []


def evolved(change: str) -> str:
    """The golden schema after a change of its contract."""
    golden = json.loads(GOLDEN_SCHEMA)
    fields = {field["name"]: field for field in golden["fields"]}
    match change:
        case "a field is added":
            golden["fields"].append({"name": "added", "type": ["null", "string"], "default": None})
        case "an enum value is added":
            fields["colour"]["type"]["symbols"].append("COLOUR_BLUE")
        case "a field is removed":
            golden["fields"].remove(fields["names"])
        case "a comment is rewritten":
            golden["doc"] = "Rewritten."
        case "an integer becomes a string":
            fields["an_int64"] |= {"type": "string", "default": ""}
        case "a scalar becomes optional":
            fields["an_int64"] |= {"type": ["null", "long"], "default": None}
        case "a required message is removed":
            golden["fields"].remove(fields["required_at"])
        case "a required message is added":
            golden["fields"].append({"name": "added", "type": "golden.v1.Part"})
        case _:
            raise AssertionError(change)
    return json.dumps(golden)


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        ("a field is added", True),
        ("an enum value is added", True),
        ("a field is removed", True),
        ("a comment is rewritten", True),
        ("an integer becomes a string", False),
        ("a scalar becomes optional", False),
        ("a required message is removed", False),
        ("a required message is added", False),
    ],
)
async def test_the_mapping_lets_a_contract_grow_and_keeps_its_readers(
    settings: Settings, registry: AsyncSchemaRegistryClient, change: str, *, accepted: bool
):
    subject = f"test-{uuid4()}-value"
    await Schemas(settings, {subject: GOLDEN_SCHEMA}).apply()

    compatible = await registry.test_compatibility_all_versions(
        subject, Schema(evolved(change), "AVRO"), normalize=True
    )

    assert compatible == accepted


# The database


async def test_an_empty_database_gets_its_tables(empty_database: Settings, engine: AsyncEngine):
    migrations = Migrations(empty_database)

    (difference,) = await migrations.check()
    assert (difference.found, difference.remedy) == ("no tables", BY_SETUP)
    await migrations.apply()

    assert await migrations.check() == []
    async with engine.connect() as connection:
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert {"order_ledger", "order_dashboard"} <= set(tables)


async def test_the_migrations_lead_to_the_tables_that_the_code_uses(engine: AsyncEngine):
    await schema.upgrade(engine)

    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.check(schema.configuration(sync)))


async def test_every_migration_can_be_taken_back(engine: AsyncEngine):
    await schema.upgrade(engine)

    async with engine.begin() as connection:
        await connection.run_sync(
            lambda sync: command.downgrade(schema.configuration(sync), "base")
        )
        tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert tables == ["alembic_version"]


async def test_programs_that_set_up_at_the_same_time_migrate_once(empty_database: Settings):
    migrations = Migrations(empty_database)

    await gather(*(migrations.apply() for _ in range(3)))

    assert await migrations.check() == []


async def test_a_database_of_a_newer_release_is_left_alone(
    empty_database: Settings, engine: AsyncEngine
):
    await schema.upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrations = Migrations(empty_database)

    await migrations.apply()

    (difference,) = await migrations.check()
    assert difference.found == "unknown revision 9999"
    assert difference.remedy.startswith("who deploys")


# Temporal


async def test_search_attributes_are_usable_as_soon_as_they_are_there(namespace: partial[Any]):
    temporal = Temporal(namespace)

    assert {difference.found for difference in await temporal.check()} == {"missing"}
    await temporal.apply()

    assert await temporal.check() == []
    client: Client = await namespace()
    handle = await client.start_workflow(
        "Unhandled",
        id=f"test-{uuid4()}",
        task_queue="nobody",
        execution_timeout=timedelta(minutes=1),
        search_attributes=TypedSearchAttributes(
            [
                SearchAttributePair(search_attributes.STATUS, "RECEIVED"),
                SearchAttributePair(search_attributes.DEADLINE, datetime.now(UTC)),
            ]
        ),
    )
    await handle.terminate()


async def test_a_search_attribute_of_another_type_is_a_persons_to_change(namespace: partial[Any]):
    client: Client = await namespace()
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=client.namespace,
            search_attributes={"OrderReason": IndexedValueType.INDEXED_VALUE_TYPE_INT},
        )
    )
    temporal = Temporal(namespace)

    await temporal.apply()

    (difference,) = await temporal.check()
    assert (difference.what, difference.expected) == ("search attribute OrderReason", "Keyword")
    assert difference.remedy.startswith("who runs Temporal")


async def test_a_namespace_that_does_not_exist_is_a_persons_to_create(endpoints: Endpoints):
    missing = f"missing-{uuid4()}"
    temporal = Temporal(
        partial(temporal_client.connect, target_host=endpoints.temporal_address, namespace=missing)
    )

    await temporal.apply()

    (difference,) = await temporal.check()
    assert difference.what == f"namespace {missing}"
    assert "TEMPORAL_NAMESPACE" in difference.remedy


async def test_the_commerce_queue_hands_out_no_more_than_commerce_takes(namespace: partial[Any]):
    queues = Queues(namespace)

    (difference,) = await queues.check()
    assert difference.what == "tasks a second of queue commerce"
    assert (difference.expected, difference.found) == ("150", "without limit")
    await queues.apply()

    assert await queues.check() == []


# The whole


class Unmendable:
    """A part of which a person must change something."""

    async def check(self) -> list[Difference]:
        return [Difference("a schema", "compatible", "not compatible", "who owns it")]

    async def apply(self) -> None: ...


class Counted:
    """A part that counts how often it is applied."""

    def __init__(self) -> None:
        self.applied = 0

    async def check(self) -> list[Difference]:
        return []

    async def apply(self) -> None:
        self.applied += 1


async def test_a_build_does_not_become_the_current_one_while_something_else_is_left_to_do():
    deployment = Counted()

    await system.apply({"schema registry": Unmendable(), "worker deployment": deployment})
    assert deployment.applied == 0

    await system.apply({"schema registry": Counted(), "worker deployment": deployment})
    assert deployment.applied == 1
