"""Launches processes so that none of them outlives the supervisor."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from os import close, environ, pipe, write
from pathlib import Path
from pwd import getpwnam
from signal import SIGTERM, Signals
from subprocess import STDOUT, Popen, TimeoutExpired
from typing import BinaryIO, TypedDict

from devkit.stack import guard
from devkit.stack.errors import StackError

_GUARD_PATIENCE = 12.0
"""Seconds for the guard to end; it gives what is left 8 seconds itself."""

_ANNOUNCE_AND_BECOME = 'echo "add $$ $1" >&0; input=$2; shift 2; exec "$@" <"$input"'
"""The launched process itself tells the guard its id, then turns into the program.

Were it the supervisor that told, a supervisor killed between the two would leave an orphan."""


@dataclass(frozen=True)
class Command:
    """A program to run.

    Attributes:
        argv: program and arguments
        environment: variables in addition to those of this process
        directory: where it runs; None for the current one
        run_as: name of the operating system user; None for the current one
        stop_signal: asks the program to stop cleanly
        stdin: what it reads
    """

    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path | None = None
    run_as: str | None = None
    stop_signal: Signals = SIGTERM
    stdin: Path = Path("/dev/null")


class Guard:
    """The process that outlives this one for the moment that cleaning up takes."""

    def __init__(self, keep_open: Sequence[int] = ()) -> None:
        """Start it.

        Args:
            keep_open: descriptors that it holds open until it ends: the state directory's lock
        """
        read_end, self._write_end = pipe()
        try:
            self._process = Popen(  # noqa: S603 - our own program
                [sys.executable, "-I", "-S", guard.__file__],
                stdin=read_end,
                pass_fds=keep_open,
                start_new_session=True,
                cwd="/",
            )
        finally:
            close(read_end)

    def launch(self, command: Command, output: BinaryIO) -> Popen[bytes]:
        """Start a program in a session of its own; its output and errors go to `output`.

        Raises:
            StackError: the system refuses to start it.
        """
        wrapped = [
            "/bin/sh",
            "-c",
            _ANNOUNCE_AND_BECOME,
            "sh",
            str(int(command.stop_signal)),
            str(command.stdin),
            *command.argv,
        ]
        try:
            return Popen(  # noqa: S603 - what to run comes from code
                wrapped,
                stdin=self._write_end,
                stdout=output,
                stderr=STDOUT,
                env={**environ, **command.environment},
                cwd=command.directory,
                start_new_session=True,
                **_identity(command.run_as),
            )
        except OSError as error:
            raise StackError(command.argv[0], f"could not be started: {error}") from error

    def drop(self, pid: int) -> None:
        """Forget a process group that has ended."""
        with suppress(BrokenPipeError):
            write(self._write_end, f"drop {pid}\n".encode())

    def close(self) -> None:
        """Let the guard stop whatever is left, and wait for it."""
        close(self._write_end)
        try:
            self._process.wait(_GUARD_PATIENCE)
        except TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _identity(user: str | None) -> _Identity:
    if user is None:
        return {}
    entry = getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
