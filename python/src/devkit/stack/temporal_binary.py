"""Finds a binary of the Temporal CLI that is new enough, or gets one.

In this order: PATH, the cache, the SDK's own download, a build with Go.
"""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from os import X_OK, access
from pathlib import Path
from platform import machine, system
from shutil import copy2, rmtree, which

from devkit.stack.errors import CancelledError, CommandError, StackError
from devkit.stack.launch import Command
from devkit.stack.temporal_build import build
from devkit.stack.workbench import Workbench

VERSION = "1.8.2"
"""The CLI that is downloaded or built."""

_OLDEST_SERVER = (1, 31)
"""The oldest server that has what the product uses."""

_SERVER = re.compile(r"Server (\d+)\.(\d+)")

_ASK_WITHIN = 20.0
"""Seconds for a binary to say its version."""

_DOWNLOAD_WITHIN = 60.0
"""Seconds for the SDK's download."""

_REMEDY = (
    "Put `temporal` (https://docs.temporal.io/cli) on the PATH, or set TEMPORAL_ADDRESS to a server"
    " that runs already, or see why no download is possible: is the network up, is a proxy needed"
    " (HTTPS_PROXY)?"
)


@dataclass(frozen=True)
class _Way:
    """One way to get a binary.

    Attributes:
        name: what the reader calls it
        get: puts a binary into a directory and returns its path
    """

    name: str
    get: Callable[[Workbench, Path], Path]


def find_or_get(bench: Workbench) -> Path:
    """Return the path of a binary.

    Raises:
        StackError: no way led to one; says how each failed.
    """
    on_path = which("temporal")
    if on_path and is_new_enough(version_text(bench, Path(on_path))):
        return Path(on_path)
    name = f"temporal/{VERSION}-{system()}-{machine()}".lower()
    entry = bench.cache.entry(
        name, partial(_get, bench), waiting=lambda: bench.say("another process is getting it")
    )
    return entry / "temporal"


def is_new_enough(text: str) -> bool:
    """Whether a binary with this version text has what the product uses.

    The server counts, not the CLI: one built from source says `version 0.0.0-DEV`.
    """
    found = _SERVER.search(text)
    return found is not None and (int(found[1]), int(found[2])) >= _OLDEST_SERVER


def version_text(bench: Workbench, binary: Path) -> str:
    """What a binary says about its version; nothing when it does not run."""
    try:
        return bench.run(Command([str(binary), "--version"]), _ASK_WITHIN)
    except CommandError:
        return ""


def _get(bench: Workbench, directory: Path) -> None:
    failures: list[str] = []
    for way in (_Way("the SDK's download", _download), _Way("a build with Go", build)):
        work = directory / "work"
        work.mkdir()
        try:
            binary = way.get(bench, work)
            _require_new_enough(bench, binary)
            copy2(binary, directory / "temporal")
        except CancelledError:
            raise
        except StackError as error:
            failures.append(f"{way.name}: {error.why}")
            rmtree(work)
            continue
        rmtree(work)
        return
    raise StackError("getting the Temporal server", "\n".join(failures), _REMEDY)


def _require_new_enough(bench: Workbench, binary: Path) -> None:
    text = version_text(bench, binary)
    if not is_new_enough(text):
        wanted = ".".join(map(str, _OLDEST_SERVER))
        raise StackError("Temporal", f"too old, or does not run: {text.strip()}; wanted {wanted}")


def _download(bench: Workbench, work: Path) -> Path:
    bench.say(f"downloading Temporal CLI {VERSION} by the SDK")
    argv = [sys.executable, "-m", "devkit.stack.temporal_download", VERSION, str(work)]
    bench.run(Command(argv), _DOWNLOAD_WITHIN)
    programs = [file for file in work.iterdir() if file.is_file() and access(file, X_OK)]
    if not programs:
        raise StackError("Temporal", "the SDK kept no program")
    return programs[0]
