"""`oms up` as a person runs it, on the servers of this run, and what may happen to it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from confluent_kafka import KafkaException

from devkit import role_health
from devkit.infrastructure import Endpoints
from devkit.stack import remote
from devkit.stack.errors import StackError
from devkit.stack.hooks import OMS
from devkit.stack.settings import StackSettings
from devkit.stack.state import StackPhase, StateDirectory
from devkit.system import whole_system
from support.processes import WITHIN_SECONDS, ended, kill, press_ctrl_c, wait_until

ROLES = ["vendors", "api", "intake", "worker"]
NO_VENDORS = {
    f"OMS_{vendor}_{what}": ""
    for vendor in ("COMMERCE", "PIMS", "PAYMENTS")
    for what in ("URL", "TOKEN")
}
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING) \S+ ")

pytestmark = pytest.mark.timeout(120)


@dataclass(frozen=True)
class System:
    """A system in a state directory of its own, as its user sees it."""

    endpoints: Endpoints
    state: StateDirectory

    def environment(self, **settings: str) -> dict[str, str]:
        ours = {"OMS_STATE_DIR": str(self.state.root), **settings}
        return {**os.environ, **NO_VENDORS, **self.endpoints.environment(), **ours}

    def oms(self, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            [*OMS, *command],
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=WITHIN_SECONDS,
            check=False,
        )

    def status(self) -> dict[str, dict[str, Any]]:
        return dict(json.loads(self.oms("stack", "status", "--json").stdout)["components"])

    def log_with(self, role: str, event: str) -> str:
        """The log of a role, once it tells of the event."""
        log = self.state.log(role)
        wait_until(lambda: event in log.read_text())
        return log.read_text()

    def is_ready(self) -> bool:
        state = remote.find(self.state)
        return state is not None and state.phase is StackPhase.READY

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """`oms up` in the foreground, as the leader of a session, and ready."""
        self.state.create()
        output = self.state.log("up")
        with output.open("wb") as written:
            command = subprocess.Popen(  # noqa: S603
                [*OMS, "up"],
                env=self.environment(),
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(lambda: self.is_ready() or command.poll() is not None)
            assert command.poll() is None, output.read_text()
            yield command
        finally:
            command.terminate()
            command.wait(WITHIN_SECONDS)


@pytest.fixture(scope="module")
def system(endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> System:
    return System(endpoints, StateDirectory(tmp_path_factory.mktemp("system")))


@pytest.fixture(scope="module")
def up(system: System) -> Iterator[subprocess.Popen[bytes]]:
    with system.up() as command:
        yield command


@pytest.fixture
def idle(endpoints: Endpoints, tmp_path: Path) -> System:
    """A system that is not started."""
    return System(endpoints, StateDirectory(tmp_path))


def test_intake_is_well_only_when_its_group_has_a_member(endpoints: Endpoints):
    def has_no_member() -> bool:
        try:
            role_health.consuming(endpoints.kafka_bootstrap_servers)
        except role_health.NotAtWorkError as error:
            return "oms-intake has no member" in str(error)
        except KafkaException:
            # The first question about any group has the brokers create where groups are kept.
            return False
        return False

    wait_until(has_no_member)


def test_a_worker_is_well_only_when_it_polls_every_task_queue(endpoints: Endpoints):
    queues = "orders, commerce, pims, payments, fulfillment, dashboard"
    with pytest.raises(role_health.NotAtWorkError, match=queues):
        role_health.polling(endpoints.temporal_address, endpoints.temporal_namespace)


def test_a_worker_without_a_vendors_token_says_which_setting_lacks(idle: System):
    worker = idle.oms("worker", OMS_COMMERCE_URL="http://127.0.0.1:1")
    assert worker.returncode == 2
    assert worker.stderr.startswith("oms: OMS_COMMERCE_TOKEN is not set")
    assert worker.stderr.count("\n") == 1


def test_a_vendor_that_is_not_simulated_needs_its_token(
    idle: System, monkeypatch: pytest.MonkeyPatch
):
    for name, value in idle.environment(OMS_PIMS_URL="http://127.0.0.1:1").items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StackError, match="OMS_PIMS_TOKEN is not set"):
        whole_system(StackSettings())(idle.state)


def test_a_taken_port_is_said_with_its_setting(idle: System):
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        up = idle.oms("up", OMS_API_PORT=port)
    assert up.returncode == 1
    assert f"api: port {port} is in use" in up.stderr
    assert "OMS_API_PORT" in up.stderr


def test_a_role_that_ends_at_its_start_is_said_with_its_log(idle: System):
    up = idle.oms("up", OMS_PIMS_URL="ftp://127.0.0.1", OMS_PIMS_TOKEN="local")  # noqa: S106
    assert up.returncode == 1
    assert "worker: ended with code 2" in up.stderr
    assert "oms: OMS_PIMS_URL must be an http or https URL" in up.stderr


@pytest.mark.usefixtures("up")
def test_every_role_is_well_and_its_log_tells_the_time(system: System):
    status = system.status()
    assert {name: status[name]["phase"] for name in ROLES} == dict.fromkeys(ROLES, "healthy")
    for role, event in (("intake", "assigned"), ("api", "Application startup complete")):
        lines = system.log_with(role, event).splitlines()
        assert [line for line in lines if not LOG_LINE.match(line)] == []
        # The supervisor has asked for its health, and requests are not logged.
        assert not any("GET " in line for line in lines)


@pytest.mark.usefixtures("up")
def test_a_killed_role_is_named_and_comes_back(system: System):
    role = "worker"
    before = system.status()
    kill(before[role]["pid"])
    told = system.oms("stack", "status")
    assert told.returncode == 1
    line = next(line.split() for line in told.stdout.splitlines() if line.startswith(role))
    assert line[1] == "dead"
    assert line[-1] == "SIGKILL"

    again = system.oms("up")
    assert again.returncode == 0, again.stderr
    after = system.status()
    assert {part["phase"] for part in after.values()} == {"healthy"}
    pids = {name: part["pid"] for name, part in after.items()}
    assert pids.pop(role) != before[role]["pid"]
    assert pids == {name: before[name]["pid"] for name in pids}


def test_ctrl_c_stops_everything(system: System, up: subprocess.Popen[bytes]):
    """Last: what the others share is gone then."""
    code, offspring = press_ctrl_c(up)
    assert code in {0, 130}
    assert len(offspring) > len(ROLES)
    wait_until(lambda: all(map(ended, offspring)))
    assert remote.find(system.state) is None
