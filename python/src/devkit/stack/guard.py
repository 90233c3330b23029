"""Ends what the supervisor started when the supervisor is gone, however it went.

Run as a program of its own, with nothing but the standard library so that it starts in no time.
It reads a pipe whose other end the supervisor holds, and for a moment each program being launched:

    add PID SIGNAL      a process group, and the signal by which it stops cleanly
    drop PID            it has ended and been collected

At the end of the file (the supervisor closed it, or was killed) it stops every group that is left,
politely first. It inherits the lock of the state directory, so that a new supervisor waits for it.
"""

import signal
import sys
from contextlib import suppress
from os import killpg
from time import monotonic, sleep

_PATIENCE = 8.0
"""Seconds between the polite signal and SIGKILL."""


def _follow() -> dict[int, int]:
    groups: dict[int, int] = {}
    for line in sys.stdin:
        match line.split():
            case ["add", group, number]:
                groups[int(group)] = int(number)
            case ["drop", group]:
                groups.pop(int(group), None)
    return groups


def _signal(group: int, number: int) -> bool:
    """Send a signal, 0 to ask only; whether the group still exists."""
    try:
        killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        return number == 0
    return True


def _stop(groups: dict[int, int]) -> None:
    for group, number in groups.items():
        _signal(group, number)
    deadline = monotonic() + _PATIENCE
    left = set(groups)
    while left and monotonic() < deadline:
        sleep(0.05)
        left = {group for group in left if _signal(group, 0)}
    for group in left:
        _signal(group, signal.SIGKILL)


def main() -> None:
    """Follow the supervisor to its end, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with suppress(OSError):
            signal.signal(number, signal.SIG_IGN)
    _stop(_follow())


if __name__ == "__main__":
    main()
