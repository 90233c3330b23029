"""A directory of artefacts, each one complete or absent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep

from devkit.stack.errors import StackError

_PATIENCE = 45 * 60.0
"""Seconds to wait for another process that makes the same entry; the longest is a Go build."""

_POLL = 0.2
"""Seconds between two looks at a lock that is taken."""


class Cache:
    """Artefacts by versioned name, for example `kafka/4.3.0`; shared by all processes of a user."""

    def __init__(self, root: Path, *, patience: float = _PATIENCE) -> None:
        """Keep entries under `root`; wait `patience` seconds for others that make the same one."""
        self.root = root
        self._patience = patience

    def path(self, name: str) -> Path:
        """Where the entry is, or would be."""
        return self.root / name

    def entry(
        self, name: str, make: Callable[[Path], None], *, waiting: Callable[[], None] | None = None
    ) -> Path:
        """Return the directory of an entry, made first where it is absent.

        Two processes that ask at once make it once.

        Args:
            name: what it is and in which version
            make: fills an empty directory; when it raises, nothing is kept
            waiting: called again and again while another process makes this entry; may raise

        Raises:
            StackError: another process holds the entry for too long.
        """
        path = self.path(name)
        if path.is_dir():
            return path
        with self._lock(name, waiting or _quietly):
            if not path.is_dir():
                self._make(path, make)
        return path

    def _make(self, path: Path, make: Callable[[Path], None]) -> None:
        # Beside the entry, so that the rename stays in one file system. A fixed name: what an
        # interrupted attempt left is cleared by the next one, and the lock keeps it to one at once.
        partial = path.with_name(f".{path.name}.partial")
        rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        try:
            make(partial)
            partial.rename(path)
        finally:
            rmtree(partial, ignore_errors=True)

    @contextmanager
    def _lock(self, name: str, waiting: Callable[[], None]) -> Iterator[None]:
        locks = self.root / ".locks"
        locks.mkdir(parents=True, exist_ok=True)
        with (locks / name.replace("/", "-")).open("w") as file:
            if not _try_lock(file.fileno()):
                self._wait_for_lock(file.fileno(), name, waiting)
            yield

    def _wait_for_lock(self, descriptor: int, name: str, waiting: Callable[[], None]) -> None:
        deadline = monotonic() + self._patience
        while not _try_lock(descriptor):
            waiting()
            if monotonic() > deadline:
                raise StackError(
                    f"cache entry {name}",
                    f"another process has been making it for {self._patience:.0f} seconds",
                    f"Stop that process, or remove {self.root} and try again.",
                )
            sleep(_POLL)


def _try_lock(descriptor: int) -> bool:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _quietly() -> None:
    """Say nothing."""
