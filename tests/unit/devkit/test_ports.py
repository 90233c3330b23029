from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest

from devkit.stack import ports
from devkit.stack.errors import StackError
from devkit.stack.state import Allocations, StateDirectory

SETTING = "OMS_STACK_KAFKA_PORT"


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    directory = StateDirectory(tmp_path / ".oms")
    directory.create()
    return directory


@pytest.fixture
def taken() -> Iterator[int]:
    with socket() as listener:
        listener.bind((ports.LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_is_chosen_once_and_kept(state: StateDirectory):
    first = Allocations(state).port("kafka", None, SETTING)
    assert Allocations(state).port("kafka", None, SETTING) == first


def test_two_components_never_get_the_same_port(state: StateDirectory):
    allocations = Allocations(state)
    chosen = [allocations.port(f"role-{number}", None, SETTING) for number in range(20)]
    assert len(set(chosen)) == len(chosen)


def test_a_kept_port_that_somebody_took_is_replaced(state: StateDirectory, taken: int):
    Allocations(state).keep("port.kafka", str(taken))
    assert Allocations(state).port("kafka", None, SETTING) != taken


def test_a_fixed_port_is_used(state: StateDirectory):
    port = ports.choose(lambda _port: False)
    assert Allocations(state).port("kafka", port, SETTING) == port


def test_a_fixed_port_in_use_is_said_with_its_setting(state: StateDirectory, taken: int):
    with pytest.raises(StackError) as refused:
        Allocations(state).port("kafka", taken, SETTING)
    assert str(taken) in str(refused.value)
    assert SETTING in str(refused.value)


def test_secrets_are_for_the_owner_only(state: StateDirectory):
    Allocations(state).keep("postgres.password", "secret")
    assert state.root.stat().st_mode & 0o077 == 0
    assert (state.root / "allocations.json").stat().st_mode & 0o077 == 0
