"""Fetches Maven artifacts into a directory; a program of its own, so that it can be ended in time.

python -m devkit.stack.maven DIRECTORY SHA256 COORDINATE...
"""

import sys
import tarfile
from hashlib import sha256
from os import link
from pathlib import Path
from shutil import copy2, rmtree
from zipfile import BadZipFile, ZipFile

from jgo.maven import Artifact, MavenContext

_TIMEOUT = 60
"""Seconds without an answer from the registry."""

_AT_RUN_TIME = (None, "compile", "runtime")
"""Scopes of what a program needs; None is the program itself."""


def main(arguments: list[str]) -> None:
    """Fetch; the exit code and the last line of the error output say how it went."""
    directory, digest, *coordinates = arguments
    # jgo's repository is a work directory: it writes files in place, so one that was interrupted
    # must not be met again.
    repository = Path(directory) / ".m2"
    try:
        fetch(Path(directory), repository, digest, coordinates)
    except Exception as error:  # noqa: BLE001 - jgo raises whatever its HTTP library does
        sys.exit(f"{type(error).__name__}: {error}")
    rmtree(repository)


def fetch(directory: Path, repository: Path, digest: str, coordinates: list[str]) -> None:
    """Fetch artifacts and lay them out: an archive unpacked, jars side by side.

    Raises:
        ValueError: a file is not what was expected.
    """
    context = MavenContext(repo_cache=repository, timeout=_TIMEOUT)
    first = _artifact(context, coordinates[0]).resolve()
    _require_digest(first, digest)
    if first.name.endswith(".tar.gz"):
        _unpack(first, directory)
        return
    for coordinate in coordinates:
        for artifact in _with_dependencies(context, coordinate):
            _place(artifact.resolve(), directory)


def _artifact(context: MavenContext, coordinate: str) -> Artifact:
    address, _, packaging = coordinate.partition("@")
    group, name, version, *classifier = address.split(":")
    component = context.project(group, name).at_version(version)
    return component.artifact(classifier="".join(classifier), packaging=packaging or "jar")


def _with_dependencies(context: MavenContext, coordinate: str) -> list[Artifact]:
    itself, needed = context.resolver.resolve([context.create_dependency(coordinate)])
    return [one.artifact for one in (*itself, *needed) if one.scope in _AT_RUN_TIME]


def _require_digest(file: Path, expected: str) -> None:
    with file.open("rb") as content:
        digest = sha256()
        while block := content.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != expected:
        msg = f"{file.name} has the SHA-256 digest {digest.hexdigest()}, expected {expected}"
        raise ValueError(msg)


def _unpack(archive: Path, directory: Path) -> None:
    with tarfile.open(archive) as content:
        content.extractall(directory, filter="data")


def _place(jar: Path, directory: Path) -> None:
    target = directory / jar.name
    if target.exists():
        return
    _require_whole(jar)
    try:
        link(jar, target)
    except OSError:
        copy2(jar, target)


def _require_whole(jar: Path) -> None:
    # jgo only warns about a wrong checksum; a jar carries one for each file in it.
    try:
        with ZipFile(jar) as content:
            damaged = content.testzip()
    except BadZipFile as error:
        msg = f"{jar.name} is not a whole jar: {error}"
        raise ValueError(msg) from error
    if damaged:
        msg = f"{jar.name} is damaged at {damaged}"
        raise ValueError(msg)


if __name__ == "__main__":
    main(sys.argv[1:])
