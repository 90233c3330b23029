"""Waiting for processes of the operating system."""

import os
import signal
from collections.abc import Callable, Sequence
from subprocess import Popen
from time import monotonic, sleep

import psutil

WITHIN_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.05


def ended(process: psutil.Process) -> bool:
    """Whether it runs no more."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds.

    Raises:
        AssertionError: it does not, within `WITHIN_SECONDS`.
    """
    deadline = monotonic() + WITHIN_SECONDS
    while not condition():
        assert monotonic() < deadline
        sleep(_LOOK_EVERY_SECONDS)


def kill(pid: int) -> None:
    """Kill a process, and wait for its end."""
    process = psutil.Process(pid)
    process.kill()
    wait_until(lambda: ended(process))


def press_ctrl_c(command: Popen[bytes]) -> tuple[int, Sequence[psutil.Process]]:
    """Do to a command, the leader of its session, what a terminal does.

    Returns:
        its exit code, and the processes below it when it was interrupted
    """
    offspring = psutil.Process(command.pid).children(recursive=True)
    os.killpg(command.pid, signal.SIGINT)
    return command.wait(WITHIN_SECONDS), offspring
