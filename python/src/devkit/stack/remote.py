"""Another process's supervisor: found by its state directory, spoken to by signals."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from os import kill
from signal import SIGTERM, Signals
from subprocess import PIPE, run
from time import monotonic, sleep, time

from psutil import STATUS_ZOMBIE, NoSuchProcess, Process, TimeoutExpired

from devkit.stack.errors import StackError
from devkit.stack.foreground import CHECK_SIGNAL, REVIVE_SIGNAL
from devkit.stack.logs import last_lines, tail
from devkit.stack.state import Phase, StackPhase, StackState, StateDirectory

_POLL = 0.1
"""Seconds between two looks at the state."""

_ANSWER_WITHIN = 20.0
"""Seconds for a supervisor to check everything."""

_REVIVE_WITHIN = 120.0
"""Seconds to start again what has died."""

_STOP_WITHIN = 45.0
"""Seconds for everything to stop."""

_GUARD_WITHIN = 15.0
"""Seconds for what a killed supervisor left behind to be cleaned up."""

SUPERVISOR_LOG = "supervisor"


def find(directory: StateDirectory) -> StackState | None:
    """The state of the stack that is supervised now; None when there is none."""
    state = directory.read()
    if state is None or not state.supervised():
        return None
    return None if state.phase in (StackPhase.STOPPED, StackPhase.FAILED) else state


def last_words(directory: StateDirectory) -> StackState | None:
    """The state of a stack whose supervisor was killed; nothing of it runs any more."""
    state = directory.read()
    if state is None or state.phase in (StackPhase.STOPPED, StackPhase.FAILED):
        return None
    gone = tuple(
        replace(part, phase=Phase.DEAD, detail="its supervisor was killed", pid=None)
        for part in state.components
    )
    return replace(state, components=gone, phase=StackPhase.FAILED)


def check(directory: StateDirectory, state: StackState) -> StackState:
    """Have everything checked now, and return what was found.

    Raises:
        StackError: the supervisor does not answer.
    """
    if state.phase is not StackPhase.READY:
        return state
    return _ask(directory, state, CHECK_SIGNAL, _ANSWER_WITHIN)


def revive(directory: StateDirectory, state: StackState) -> StackState:
    """Have what has died started again, and return what became of it.

    Raises:
        StackError: the supervisor does not answer.
    """
    return _ask(directory, state, REVIVE_SIGNAL, _REVIVE_WITHIN)


def stop(directory: StateDirectory, state: StackState) -> None:
    """Stop a stack and wait until nothing of it runs.

    Raises:
        StackError: it takes too long.
    """
    _signal(state, SIGTERM)
    deadline = monotonic() + _STOP_WITHIN
    while not _is_free(directory):
        if monotonic() > deadline:
            raise StackError(
                "stack",
                f"not stopped after {_STOP_WITHIN:.0f} seconds",
                f"Kill the supervisor, process {state.supervisor}: what it started ends with it.",
            )
        sleep(_POLL)


def wait_until_free(directory: StateDirectory) -> None:
    """Wait for what a killed supervisor left behind to be cleaned up.

    Raises:
        StackError: it takes too long.
    """
    deadline = monotonic() + _GUARD_WITHIN
    while not _is_free(directory):
        if monotonic() > deadline:
            raise StackError(
                "stack", f"another supervisor holds {directory.root}, but says nothing there"
            )
        if find(directory):
            return
        sleep(_POLL)


_LAUNCH = 'exec 3>&1 >"$1" 2>&1 </dev/null; shift; "$@" 3>&- & echo $! >&3'
"""Starts a program that is nobody's child, and says its process id."""


@dataclass(frozen=True)
class Detached:
    """A supervisor of our own that stays when we leave."""

    directory: StateDirectory
    process: Process

    @classmethod
    def launch(cls, directory: StateDirectory, argv: Sequence[str]) -> "Detached":
        """Start a command that supervises in the foreground, in the background."""
        directory.create()
        launched = run(  # noqa: S603 - our own command
            ["/bin/sh", "-c", _LAUNCH, "sh", str(directory.log(SUPERVISOR_LOG)), *argv],
            stdout=PIPE,
            start_new_session=True,
            check=True,
        )
        return cls(directory, Process(int(launched.stdout)))

    def ended(self) -> bool:
        """Whether its process is gone."""
        return not self.process.is_running() or self.process.status() == STATUS_ZOMBIE

    def end(self) -> None:
        """Tell it to stop, and wait for that."""
        with suppress(NoSuchProcess, TimeoutExpired):
            self.process.terminate()
            self.process.wait(_STOP_WITHIN)

    def snapshot(self) -> StackState | None:
        """What it has published; None while it has published nothing."""
        state = self.directory.read()
        return state if state and state.supervisor == self.process.pid else None

    def settled(self) -> bool:
        """Whether it is ready, or has ended."""
        if self.ended():
            return True
        state = self.snapshot()
        return state is not None and state.phase is StackPhase.READY

    def require_ready(self) -> StackState:
        """The state of a stack that is ready.

        Raises:
            StackError: it is not, and why.
        """
        state = self.snapshot()
        if state and state.phase is StackPhase.READY and not self.ended():
            return state
        if state and state.error:
            what, _, why = state.error.partition(": ")
            raise StackError(what, why)
        log = self.directory.log(SUPERVISOR_LOG)
        raise StackError("stack", f"the supervisor ended\n{last_lines(chr(10).join(tail(log)))}")


def _ask(
    directory: StateDirectory, state: StackState, number: Signals, within: float
) -> StackState:
    asked = time()
    _signal(state, number)
    deadline = monotonic() + within
    while monotonic() < deadline:
        now = directory.read()
        if now is not None and now.checked_at >= asked:
            return now
        if now is None or not now.supervised():
            break
        sleep(_POLL)
    raise StackError(
        "stack",
        f"the supervisor, process {state.supervisor}, does not answer",
        "Stop it with `oms stack down` and start again.",
    )


def _signal(state: StackState, number: Signals) -> None:
    try:
        kill(state.supervisor, number)
    except ProcessLookupError as error:
        raise StackError("stack", "the supervisor has just ended") from error


def _is_free(directory: StateDirectory) -> bool:
    lock = directory.lock()
    if lock is None:
        return False
    lock.release()
    return True
