"""Runs a supervisor in this process until it is told to stop."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from queue import Empty, SimpleQueue
from types import FrameType

from devkit.stack.state import StackPhase
from devkit.stack.supervisor import Supervisor

CHECK_SIGNAL = signal.SIGUSR1
"""Asks a supervisor to check everything and to publish what it finds."""

REVIVE_SIGNAL = signal.SIGHUP
"""Asks a supervisor to start again what has died, and then to check everything."""

_WATCH = 0.5
"""Seconds between two looks at the processes."""


_WATCH_START = 0.05
"""Seconds between two looks at whether the stack is ready."""


class _Request(Enum):
    STOP = auto()
    CHECK = auto()
    REVIVE = auto()


_REQUESTS = {
    signal.SIGINT: _Request.STOP,
    signal.SIGTERM: _Request.STOP,
    CHECK_SIGNAL: _Request.CHECK,
    REVIVE_SIGNAL: _Request.REVIVE,
}

Requests = SimpleQueue[_Request]


@contextmanager
def requests() -> Iterator[Requests]:
    """Take signals as requests; enter it before a supervisor publishes its process id."""
    # A queue that may be put to from a signal handler while its reader waits.
    queue: Requests = SimpleQueue()

    def take(number: int, _frame: FrameType | None) -> None:
        queue.put(_REQUESTS[signal.Signals(number)])

    former = {number: signal.signal(number, take) for number in _REQUESTS}
    try:
        yield queue
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def stay_until_settled(supervisor: Supervisor, queue: Requests) -> bool:
    """Wait while the stack starts; whether it is ready, and not failed or told to stop."""
    early: list[_Request] = []
    while not supervisor.settled.is_set():
        request = _next(queue, _WATCH_START)
        if request is _Request.STOP:
            return False
        if request is not None:
            early.append(request)
    # Somebody saw that the stack is ready and asked before we saw it.
    for request in early:
        queue.put(request)
    return supervisor.snapshot().phase is StackPhase.READY


def stay(supervisor: Supervisor, queue: Requests) -> None:
    """Watch over a stack that is ready, and do what is asked for, until told to stop."""
    while (request := _next(queue, _WATCH)) is not _Request.STOP:
        if request is _Request.CHECK:
            supervisor.check()
        elif request is _Request.REVIVE:
            supervisor.revive()
        else:
            supervisor.watch()


def _next(queue: Requests, within: float) -> _Request | None:
    try:
        return queue.get(timeout=within)
    except Empty:
        return None
