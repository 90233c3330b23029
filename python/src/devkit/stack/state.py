"""The state directory: what a running stack says about itself, and what it keeps between runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from fcntl import LOCK_EX, LOCK_NB, flock
from json import JSONDecodeError, dumps, loads
from os import O_CREAT, O_RDWR, close, getpid
from os import open as open_descriptor
from pathlib import Path
from threading import Lock
from typing import Any, Self

from psutil import NoSuchProcess, Process

from devkit.stack import ports
from devkit.stack.errors import StackError


class Phase(StrEnum):
    """Where a component stands."""

    WAITING = "waiting"
    PREPARING = "preparing"
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    DEAD = "dead"
    FAILED = "failed"
    STOPPED = "stopped"


class StackPhase(StrEnum):
    """Where the stack as a whole stands."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ComponentState:
    """What is known of one component.

    Attributes:
        detail: what it is doing, or what is wrong with it
        pid: its process; None before it starts, and for a service that is not ours
        port: where it listens
        log: file with its output
        begun: when its start began, seconds since 1970; 0 before
        seconds: from then to the last change
    """

    name: str
    phase: Phase = Phase.WAITING
    detail: str = ""
    pid: int | None = None
    port: int | None = None
    log: str | None = None
    begun: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class StackState:
    """What the supervisor publishes.

    Attributes:
        supervisor: process id of the supervisor
        supervisor_started: when that process began, seconds since 1970; tells it from a later
            process with the same id
        checked_at: when the health of all components was last asked for, seconds since 1970
        environment: variables by which any program finds the services, credentials included
        error: why the stack could not start
    """

    supervisor: int
    supervisor_started: float
    phase: StackPhase = StackPhase.STARTING
    checked_at: float = 0.0
    environment: Mapping[str, str] = field(default_factory=dict)
    components: tuple[ComponentState, ...] = ()
    error: str = ""

    @classmethod
    def of_this_process(cls) -> Self:
        """The first state of a stack that this process supervises."""
        return cls(supervisor=getpid(), supervisor_started=Process().create_time())

    @property
    def healthy(self) -> bool:
        """Whether the stack is ready and each component answered when last asked."""
        return self.phase is StackPhase.READY and all(
            component.phase is Phase.HEALTHY for component in self.components
        )

    def supervised(self) -> bool:
        """Whether the supervisor that wrote this still runs."""
        try:
            process = Process(self.supervisor)
            return (
                abs(process.create_time() - self.supervisor_started) < 1.0
                and process.status() != "zombie"
            )
        except NoSuchProcess:
            return False

    def with_component(self, changed: ComponentState) -> "StackState":
        """The state with one component replaced."""
        components = tuple(
            changed if component.name == changed.name else component
            for component in self.components
        )
        return replace(self, components=components)

    def to_json(self) -> str:
        """The state as a JSON object."""
        return dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            values: dict[str, Any] = loads(text)
            components = tuple(
                ComponentState(**{**component, "phase": Phase(component["phase"])})
                for component in values.pop("components")
            )
            phase = StackPhase(values.pop("phase"))
            return cls(**values, phase=phase, components=components)
        except (JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            msg = f"not the state of a stack: {error}"
            raise ValueError(msg) from error


class StateDirectory:
    """`.oms/`: state, logs and data of one stack."""

    def __init__(self, root: Path) -> None:
        """Point at it; nothing is created yet."""
        self.root = root.absolute()
        self.logs = self.root / "logs"
        self.data = self.root / "data"
        self._state = self.root / "stack.json"

    def create(self) -> None:
        """Create it, for the owner only: it holds passwords."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)
        self.logs.mkdir(exist_ok=True)
        self.data.mkdir(exist_ok=True)

    def log(self, component: str) -> Path:
        """Where the output of a component goes."""
        return self.logs / f"{component}.log"

    def read(self) -> StackState | None:
        """What a supervisor last published; None when there is nothing readable."""
        try:
            return StackState.from_json(self._state.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def write(self, state: StackState) -> None:
        """Publish a state."""
        write_atomically(self._state, state.to_json())

    def lock(self) -> "StateLock | None":
        """Become the one supervisor of this directory; None when there is one already."""
        self.create()
        descriptor = open_descriptor(self.root / "lock", O_CREAT | O_RDWR, 0o600)
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            close(descriptor)
            return None
        return StateLock(descriptor)


@dataclass(frozen=True)
class StateLock:
    """Held by the supervisor and by its guard; free when both are gone."""

    descriptor: int

    def release(self) -> None:
        """Let go of it; the guard may still hold it."""
        close(self.descriptor)


class Allocations:
    """What a stack chose once and keeps: ports and passwords."""

    def __init__(self, state: StateDirectory) -> None:
        """Read what was chosen before."""
        self._file = state.root / "allocations.json"
        self._lock = Lock()
        self._kept: dict[str, str] = {}
        if self._file.exists():
            self._kept = loads(self._file.read_text())
        self._given: set[int] = set()

    def port(self, name: str, fixed: int | None, setting: str) -> int:
        """The port of a component: the fixed one, else the one it had before, else a free one.

        Call it before anything is started: a port that was chosen here before and has been taken by
        another process since is replaced.

        Raises:
            StackError: the fixed port is in use; names the port and the setting.
        """
        if fixed is not None:
            ports.require_free(name, fixed, setting)
            self._given.add(fixed)
            return fixed
        kept = int(self._kept.get(f"port.{name}", "0"))
        if kept == 0 or kept in self._given or not ports.is_free(kept):
            kept = ports.choose(self._given.__contains__)
        self._given.add(kept)
        self.keep(f"port.{name}", str(kept))
        return kept

    def keep(self, name: str, value: str) -> str:
        """Remember a value, and return it."""
        with self._lock:
            self._kept[name] = value
            write_atomically(self._file, dumps(self._kept, indent=2))
        return value

    def kept(self, name: str) -> str | None:
        """A value remembered before."""
        return self._kept.get(name)


def write_atomically(path: Path, text: str) -> None:
    """Replace a file's text, for the owner only; a reader sees the old or the new, never half.

    Raises:
        StackError: the directory is not there or cannot be written.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.touch(mode=0o600)
        partial.write_text(text)
        partial.replace(path)
    except OSError as error:
        raise StackError(
            "state directory", f"{path} cannot be written: {error}", "Is the directory still there?"
        ) from error
