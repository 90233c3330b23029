from dataclasses import replace
from pathlib import Path

import pytest

from devkit.stack.state import ComponentState, Phase, StackPhase, StackState, StateDirectory

KAFKA = ComponentState("kafka", Phase.HEALTHY, "", 4711, 29092, "kafka.log", 1.0, 5.5)


@pytest.fixture
def directory(tmp_path: Path) -> StateDirectory:
    state = StateDirectory(tmp_path / ".oms")
    state.create()
    return state


@pytest.fixture
def ready() -> StackState:
    return replace(
        StackState.of_this_process(),
        phase=StackPhase.READY,
        environment={"OMS_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:29092"},
        components=(KAFKA,),
    )


def test_what_is_written_is_read_again(directory: StateDirectory, ready: StackState):
    directory.write(ready)
    assert directory.read() == ready


def test_no_state_and_a_broken_one_are_none(directory: StateDirectory):
    assert directory.read() is None
    (directory.root / "stack.json").write_text('{"supervisor": 1')
    assert directory.read() is None


def test_a_stack_is_healthy_when_each_component_is(ready: StackState):
    assert ready.healthy
    dead = ready.with_component(replace(KAFKA, phase=Phase.DEAD))
    assert not dead.healthy


def test_another_process_with_the_same_id_is_no_supervisor(ready: StackState):
    assert ready.supervised()
    assert not replace(ready, supervisor_started=ready.supervisor_started - 60).supervised()


def test_only_one_supervisor_holds_a_directory(directory: StateDirectory):
    held = directory.lock()
    assert held is not None
    assert directory.lock() is None
    held.release()
    again = directory.lock()
    assert again is not None
    again.release()
