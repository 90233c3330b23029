import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE, Popen
from textwrap import dedent
from time import monotonic, sleep

import psutil
import pytest

from devkit.stack.component import Port, ProcessSpec
from devkit.stack.endpoints import Endpoints
from devkit.stack.errors import StackError
from devkit.stack.ports import choose
from devkit.stack.state import Phase, StackPhase, StateDirectory
from devkit.stack.supervisor import AlreadyRunningError, Plan, Supervisor

NOWHERE = Endpoints("t", "default", None, "k", "r", "d")
WITHIN = 20

Start = Callable[..., Supervisor]


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    return StateDirectory(tmp_path / ".oms")


@pytest.fixture
def started(state: StateDirectory, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def start(*roles: ProcessSpec, **plan: object) -> Supervisor:
            supervisor = Supervisor(
                state,
                tmp_path / "cache",
                lambda _state: Plan(NOWHERE, (), roles=roles, **plan),  # type: ignore[arg-type]
            )
            stack.callback(supervisor.stop)
            supervisor.start()
            return supervisor

        yield start


def shell(name: str, script: str, **more: object) -> ProcessSpec:
    return ProcessSpec(name, ["/bin/sh", "-c", script], **more)  # type: ignore[arg-type]


def sleeper(name: str = "sleeper", **more: object) -> ProcessSpec:
    return ProcessSpec(name, ["sleep", "300"], **more)  # type: ignore[arg-type]


def pid(supervisor: Supervisor, name: str = "sleeper") -> int:
    found = next(part.pid for part in supervisor.snapshot().components if part.name == name)
    assert found is not None
    return found


def ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + WITHIN
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)


def test_a_role_sees_the_variables_of_the_whole_stack(started: Start, state: StateDirectory):
    vendor = sleeper("vendor", provides={"OMS_COMMERCE_URL": "http://vendor"})
    says = "echo $OMS_DATABASE_URL $OMS_COMMERCE_URL; exec sleep 300"
    supervisor = started(vendor, shell("says", says, check=lambda: _logged(state, "says")))
    assert state.log("says").read_text() == "d http://vendor\n"
    assert supervisor.snapshot().environment["OMS_COMMERCE_URL"] == "http://vendor"


def _logged(state: StateDirectory, name: str) -> None:
    assert state.log(name).read_text().endswith("\n")


def test_what_cannot_start_says_why_and_stops_the_rest(started: Start, state: StateDirectory):
    broken = shell("broken", "echo no such topic; exit 3", check=_fail, advice="Create it.")
    with pytest.raises(StackError) as failed:
        started(sleeper(), broken)
    message = str(failed.value)
    assert "broken" in message
    assert "ended with code 3" in message
    assert "no such topic" in message
    assert "Create it." in message
    after = state.read()
    assert after is not None
    assert after.phase is StackPhase.FAILED
    assert not any(psutil.pid_exists(part.pid) for part in after.components if part.pid)


def _fail() -> None:
    msg = "not yet"
    raise ConnectionError(msg)


def test_what_does_not_get_well_in_its_time_has_not_started(started: Start):
    with pytest.raises(StackError, match="not healthy after 0 seconds: not yet"):
        started(sleeper(check=_fail, start_within=0.2))


def test_roles_start_after_setup_and_a_failed_setup_starts_none(started: Start):
    def setup(*_: object) -> None:
        raise StackError("topics", "no broker")

    with pytest.raises(StackError, match="no broker"):
        started(sleeper(), setup=setup)


def test_a_killed_process_is_named_and_brought_back(started: Start):
    supervisor = started(sleeper(), sleeper("other"))
    killed, other = pid(supervisor), pid(supervisor, "other")
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: ended(psutil.Process(killed)))

    supervisor.check()
    named = {part.name: (part.phase, part.detail) for part in supervisor.snapshot().components}
    assert named == {"sleeper": (Phase.DEAD, "ended by SIGKILL"), "other": (Phase.HEALTHY, "")}

    supervisor.revive()
    assert supervisor.snapshot().healthy
    assert pid(supervisor) != killed
    assert pid(supervisor, "other") == other


def test_a_port_in_use_is_said_with_its_setting(started: Start):
    port = Port(choose(lambda _port: False), "OMS_API_PORT")
    serve = f"exec {sys.executable} -m http.server --bind 127.0.0.1 {port.number}"
    with pytest.raises(StackError) as refused:
        started(
            shell("first", serve, ports=(port,)), sleeper("second", ports=(port,), after=("first",))
        )
    assert f"port {port.number} is in use" in str(refused.value)
    assert "OMS_API_PORT" in str(refused.value)


def test_a_second_supervisor_of_the_same_directory_is_refused(started: Start, tmp_path: Path):
    started(sleeper())
    with pytest.raises(AlreadyRunningError):
        started(sleeper())
    assert tmp_path.exists()


def test_a_role_that_ignores_the_polite_signal_is_ended(
    started: Start, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("devkit.stack.running._STOP_WITHIN", 0.2)
    supervisor = started(shell("stubborn", "trap '' TERM; while :; do sleep 300; done"))
    stubborn = pid(supervisor, "stubborn")
    supervisor.stop()
    assert not psutil.pid_exists(stubborn)


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path):
    script = dedent(
        """
        import sys
        from pathlib import Path
        from devkit.stack.component import ProcessSpec
        from devkit.stack.endpoints import Endpoints
        from devkit.stack.state import StateDirectory
        from devkit.stack.supervisor import Plan, Supervisor

        root = Path(sys.argv[1])
        roles = [
            ProcessSpec("polite", ["sleep", "300"]),
            ProcessSpec("family", ["/bin/sh", "-c", "sleep 300 & sleep 300; true"]),
        ]
        plan = Plan(Endpoints("t", "n", None, "k", "r", "d"), (), roles=roles)
        supervisor = Supervisor(StateDirectory(root / ".oms"), root / "cache", lambda _: plan)
        supervisor.start()
        print(flush=True)
        sys.stdin.read()
        """
    )
    argv = [sys.executable, "-c", script, str(tmp_path)]
    with Popen(argv, stdin=PIPE, stdout=PIPE) as supervising:  # noqa: S603
        assert supervising.stdout is not None
        assert supervising.stdout.readline() == b"\n"
        offspring = psutil.Process(supervising.pid).children(recursive=True)
        assert len(offspring) >= 4  # the guard, two roles, and the children of one of them
        supervising.kill()
    wait_until(lambda: all(map(ended, offspring)))

    freed = StateDirectory(tmp_path / ".oms").lock()
    assert freed is not None
    freed.release()
