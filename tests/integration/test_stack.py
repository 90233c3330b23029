"""The stack with its real servers: one start, then what may happen to it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import httpx
import psutil
import psycopg
import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from temporalio.client import Client, WorkflowExecutionStatus

from devkit.infrastructure import local_processes, temporary_state_directory
from devkit.stack import remote
from devkit.stack.cli import bring_up, servers_only
from devkit.stack.errors import StackError
from devkit.stack.hooks import OMS
from devkit.stack.settings import StackSettings
from devkit.stack.state import StackPhase, StackState, StateDirectory
from support.processes import ended, kill, press_ctrl_c, wait_until

WITHIN = 60
SERVERS = ["postgres", "kafka", "registry", "temporal"]
ADDRESSES = (
    "TEMPORAL_ADDRESS",
    "OMS_KAFKA_BOOTSTRAP_SERVERS",
    "OMS_SCHEMA_REGISTRY_URL",
    "OMS_DATABASE_URL",
)

STAY = """
from devkit.stack.cli import bring_up, errors_told, servers_only
from devkit.stack.settings import StackSettings

settings = StackSettings()
with errors_told():
    bring_up(settings, servers_only(settings, setup=None))
"""
"""`oms stack up`, without the product's own setup."""

pytestmark = pytest.mark.timeout(120)


class Stack:
    """A stack in a state directory of its own, as its user sees it."""

    def __init__(self, state: StateDirectory) -> None:
        self.state = state

    def up(self) -> None:
        """Do what `oms stack up --detach` does."""
        settings = StackSettings()
        bring_up(settings, servers_only(settings, setup=None), [sys.executable, "-c", STAY])

    def down(self) -> None:
        remote.stop(self.state, self.running())

    def running(self) -> StackState:
        found = remote.find(self.state)
        assert found is not None
        return found

    def checked(self) -> StackState:
        return remote.check(self.state, self.running())

    def pid(self, name: str) -> int:
        found = next(part.pid for part in self.checked().components if part.name == name)
        assert found is not None
        return found


def oms(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "devkit.stack.cli", *command],
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=False,
    )


@contextmanager
def settings_of(state: StateDirectory, **settings: str) -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ADDRESSES:
            environment.delenv(name, raising=False)
        for name, value in {**settings, "OMS_STATE_DIR": str(state.root)}.items():
            environment.setenv(name, value)
        yield Stack(state)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with temporary_state_directory() as state, settings_of(state) as stack:
        stack.up()
        yield stack
        stack.down()
        assert remote.find(state) is None


@pytest.fixture(scope="module")
def remembers(stack: Stack) -> Callable[[], None]:
    """What is put in once, each server must know whenever it is asked."""
    environment = stack.running().environment
    put_row(environment)
    put_topic(environment)
    schema_id = put_schema(environment)
    asyncio.run(put_workflow(environment))

    def ask() -> None:
        assert row(environment) == "kept"
        assert "kept" in topics(environment)
        assert put_schema(environment) == schema_id
        assert asyncio.run(workflow_status(environment)) is WorkflowExecutionStatus.RUNNING

    return ask


def test_every_server_answers_and_every_address_is_told(stack: Stack):
    asked = oms("status", "--json")
    assert asked.returncode == 0, asked.stderr
    status = json.loads(asked.stdout)
    assert status["healthy"]
    assert sorted(status["components"]) == sorted(SERVERS)
    assert status["environment"].keys() >= set(ADDRESSES)
    assert all(Path(part["log"]).exists() for part in status["components"].values())
    assert stack.state.root.stat().st_mode & 0o077 == 0


def test_a_second_up_finds_the_first(stack: Stack, capsys: pytest.CaptureFixture[str]):
    first = stack.running()
    stack.up()
    assert first.environment["OMS_KAFKA_BOOTSTRAP_SERVERS"] in capsys.readouterr().out
    second = stack.running()
    assert second.supervisor == first.supervisor
    assert second.environment == first.environment
    assert [part.pid for part in second.components] == [part.pid for part in first.components]


@pytest.mark.parametrize("name", SERVERS)
def test_a_killed_server_is_named_and_comes_back_with_what_it_knew(
    stack: Stack, remembers: Callable[[], None], name: str
):
    before = stack.running().environment
    kill(stack.pid(name))
    told = oms("status")
    assert told.returncode == 1
    line = next(line.split() for line in told.stdout.splitlines() if line.startswith(name))
    assert line[1] == "dead"
    assert line[-1] == "SIGKILL"

    stack.up()
    assert stack.checked().healthy
    assert stack.running().environment == before
    remembers()


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_takes_over(
    stack: Stack, remembers: Callable[[], None]
):
    supervisor = psutil.Process(stack.running().supervisor)
    offspring = supervisor.children(recursive=True)
    assert len(offspring) > len(SERVERS)
    supervisor.kill()
    wait_until(lambda: all(map(ended, offspring)))
    assert remote.find(stack.state) is None

    stack.up()
    remembers()


def test_a_port_in_use_is_said_with_the_setting_that_changes_it():
    with temporary_state_directory() as state, socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        with settings_of(state, OMS_STACK_KAFKA_PORT=port), pytest.raises(StackError) as refused:
            Stack(state).up()
    assert f"port {port} is in use" in str(refused.value)
    assert "OMS_STACK_KAFKA_PORT" in str(refused.value)


def test_a_named_service_is_used_and_not_started(stack: Stack):
    named = {name: stack.running().environment[name] for name in ADDRESSES}
    with (
        temporary_state_directory() as state,
        settings_of(state, **named),
        local_processes(StackSettings(), state) as supervisor,
    ):
        assert supervisor.endpoints.environment().items() >= named.items()
        supervisor.check()
        assert supervisor.snapshot().healthy
        assert all(part.pid is None for part in supervisor.snapshot().components)
    assert stack.checked().healthy


def test_ctrl_c_stops_everything(stack: Stack):
    named = ("OMS_KAFKA_BOOTSTRAP_SERVERS", "OMS_SCHEMA_REGISTRY_URL")
    environment = stack.running().environment
    with (
        temporary_state_directory() as state,
        settings_of(state, **{name: environment[name] for name in named}),
        in_foreground("stack", "up") as command,
    ):
        wait_until(lambda: is_ready(state) or command.poll() is not None)
        code, offspring = press_ctrl_c(command)
        assert code in {0, 130}
        # PostgreSQL, Temporal and the guard at least.
        assert len(offspring) > 2
        wait_until(lambda: all(map(ended, offspring)))
        assert remote.find(state) is None


@contextmanager
def in_foreground(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """`oms`, as the leader of a session."""
    process = subprocess.Popen([*OMS, *command], start_new_session=True)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        process.wait(WITHIN)


def is_ready(state: StateDirectory) -> bool:
    found = remote.find(state)
    return found is not None and found.phase is StackPhase.READY


def put_row(environment: Mapping[str, str]) -> None:
    with connect(environment) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'kept' AS value")


def row(environment: Mapping[str, str]) -> str:
    with connect(environment) as connection:
        found = connection.execute("SELECT value FROM kept").fetchone()
    assert found is not None
    return str(found[0])


def connect(environment: Mapping[str, str]) -> psycopg.Connection:
    return psycopg.connect(environment["OMS_DATABASE_URL"].replace("+psycopg", ""))


def put_topic(environment: Mapping[str, str]) -> None:
    client = admin(environment)
    client.create_topics([NewTopic("kept", 1, 1)])["kept"].result(WITHIN)


def topics(environment: Mapping[str, str]) -> list[str]:
    return list(admin(environment).list_topics(timeout=WITHIN).topics)


def admin(environment: Mapping[str, str]) -> AdminClient:
    return AdminClient({"bootstrap.servers": environment["OMS_KAFKA_BOOTSTRAP_SERVERS"]})


def put_schema(environment: Mapping[str, str]) -> int:
    record = {"type": "record", "name": "Kept", "fields": [{"name": "a", "type": "string"}]}
    answer = httpx.post(
        f"{environment['OMS_SCHEMA_REGISTRY_URL']}/subjects/kept-value/versions",
        json={"schema": json.dumps(record)},
        timeout=WITHIN,
    )
    return int(answer.raise_for_status().json()["id"])


async def put_workflow(environment: Mapping[str, str]) -> None:
    client = await Client.connect(environment["TEMPORAL_ADDRESS"])
    await client.start_workflow("Kept", id="kept", task_queue="nobody-polls")


async def workflow_status(environment: Mapping[str, str]) -> WorkflowExecutionStatus | None:
    client = await Client.connect(environment["TEMPORAL_ADDRESS"])
    return (await client.get_workflow_handle("kept").describe()).status
