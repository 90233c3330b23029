"""What preparing a component may use: words for the display, and commands that end in time."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import killpg
from pathlib import Path
from signal import SIGKILL
from subprocess import Popen
from tempfile import TemporaryFile
from threading import Event
from time import monotonic
from typing import Protocol

from devkit.stack.cache import Cache
from devkit.stack.errors import CancelledError, CommandError
from devkit.stack.launch import Command, Guard
from devkit.stack.logs import last_lines

_POLL = 0.05
"""Seconds between two looks at a running command."""


class Workbench(Protocol):
    """Preparing happens here."""

    @property
    def cache(self) -> Cache:
        """Where what is fetched or built is kept."""

    def say(self, text: str) -> None:
        """Tell the reader of the display what is being done.

        Raises:
            CancelledError: the stack is being stopped.
        """

    def run(self, command: Command, within: float, until: Callable[[], None] | None = None) -> str:
        """Run a command and return its output.

        Args:
            command: what to run
            within: seconds it may take
            until: for a server: when this no longer raises, it is asked to stop

        Raises:
            CommandError: it failed, or took longer; carries its last lines.
            CancelledError: the stack is being stopped.
        """


@dataclass(frozen=True)
class GuardedWorkbench:
    """Commands end with the supervisor, whichever way that ends.

    Attributes:
        cache: where what is fetched or built is kept
        guard: launches the commands
        cancelled: set when the stack is being stopped
        tell: takes the words for the display
    """

    cache: Cache
    guard: Guard
    cancelled: Event
    tell: Callable[[str], None]

    def say(self, text: str) -> None:
        """Tell the reader of the display what is being done; see `Workbench.say`."""
        if self.cancelled.is_set():
            raise CancelledError
        self.tell(text)

    def run(self, command: Command, within: float, until: Callable[[], None] | None = None) -> str:
        """Run a command and return its output; see `Workbench.run`."""
        with TemporaryFile() as output:
            process = self.guard.launch(command, output)
            try:
                verdict = self._verdict(process, within, until)
                if until and not verdict:
                    killpg(process.pid, command.stop_signal)
                    self._verdict(process, within, None)
            finally:
                _end(process)
                self.guard.drop(process.pid)
            output.seek(0)
            text = output.read().decode(errors="replace")
        if verdict:
            name = Path(command.argv[0]).name
            raise CommandError(name, f"{verdict}\n{last_lines(text)}")
        return text

    def _verdict(
        self, process: Popen[bytes], within: float, until: Callable[[], None] | None
    ) -> str:
        deadline = monotonic() + within
        while (code := process.poll()) is None:
            if until and _succeeds(until):
                return ""
            if self.cancelled.wait(_POLL):
                raise CancelledError
            if monotonic() > deadline:
                return f"did not end within {within:.0f} seconds"
        return f"failed with code {code}" if code else ""


def _succeeds(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 - a check may raise anything
        return False
    return True


def _end(process: Popen[bytes]) -> None:
    if process.poll() is None:
        killpg(process.pid, SIGKILL)
        process.wait()


@contextmanager
def standalone(cache_root: Path) -> Iterator[GuardedWorkbench]:
    """A workbench outside of any stack; what it says goes to the error output."""
    guard = Guard()
    try:
        yield GuardedWorkbench(Cache(cache_root), guard, Event(), _tell_errors)
    finally:
        guard.close()


def _tell_errors(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201
