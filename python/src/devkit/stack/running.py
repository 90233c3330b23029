"""A process of the stack, from launch to its end."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from os import killpg
from pathlib import Path
from signal import SIGKILL, Signals
from subprocess import Popen, TimeoutExpired
from threading import Event
from time import monotonic

from devkit.stack.component import Check, ProcessSpec
from devkit.stack.errors import CancelledError, StackError
from devkit.stack.launch import Guard
from devkit.stack.logs import last_lines, tail
from devkit.stack.ports import answers, require_free

_POLL = 0.05
"""Seconds between two health checks while it starts."""

_STOP_WITHIN = 10.0
"""Seconds it may take to stop cleanly."""

_ADVICE = "The whole log is in {log}."


@dataclass(frozen=True)
class Running:
    """One process, its log and what it was started from."""

    spec: ProcessSpec
    log: Path
    popen: Popen[bytes]

    @classmethod
    def launch(
        cls, guard: Guard, spec: ProcessSpec, environment: Mapping[str, str], log: Path
    ) -> "Running":
        """Start it; its log begins anew.

        Raises:
            StackError: a port of it is in use, or the system refuses to start it.
        """
        for port in spec.ports:
            require_free(spec.name, port.number, port.setting)
        with log.open("wb") as output:
            return cls(spec, log, guard.launch(spec.command(environment), output))

    @property
    def pid(self) -> int:
        """Its process id, which is that of its process group as well."""
        return self.popen.pid

    def ended(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self.popen.poll()

    def wait_until_well(self, check: Check, cancelled: Event) -> None:
        """Wait until its health check succeeds.

        Raises:
            StackError: it ended, or did not get well in its time; shows the last lines of its log.
            CancelledError: the stack is being stopped.
        """
        deadline = monotonic() + self.spec.start_within
        while True:
            if self.ended() is not None:
                raise self._error(self.obituary())
            try:
                self._require_answers()
                check()
            except Exception as error:
                if monotonic() > deadline:
                    waited = f"not healthy after {self.spec.start_within:.0f} seconds: {error}"
                    raise self._error(waited) from error
            else:
                return
            if cancelled.wait(_POLL):
                raise CancelledError

    def _require_answers(self) -> None:
        # Clients wait longer and longer between attempts at a server that is not there yet.
        for port in self.spec.ports[:1]:
            if not answers(port.number):
                msg = f"nobody listens on port {port.number}"
                raise ConnectionRefusedError(msg)

    def obituary(self) -> str:
        """How it ended."""
        code = self.ended()
        if code is not None and code < 0:
            return f"ended by {Signals(-code).name}"
        return f"ended with code {code}"

    def ask_to_stop(self) -> None:
        """Ask it to stop cleanly."""
        self._signal(self.spec.stop_signal)

    def see_off(self, guard: Guard) -> None:
        """Wait for it to stop, for some seconds, then end it."""
        with suppress(TimeoutExpired):
            self.popen.wait(_STOP_WITHIN)
        self.collect(guard)

    def collect(self, guard: Guard) -> None:
        """End what is left of its group, and tell the guard that there is nothing more to do."""
        self._signal(SIGKILL)
        self.popen.wait()
        guard.drop(self.pid)

    def _signal(self, number: Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            killpg(self.pid, number)

    def _error(self, why: str) -> StackError:
        shown = last_lines("\n".join(tail(self.log)))
        remedy = " ".join(part for part in (self.spec.advice, _ADVICE.format(log=self.log)) if part)
        return StackError(self.spec.name, f"{why}\n{shown}" if shown else why, remedy)
