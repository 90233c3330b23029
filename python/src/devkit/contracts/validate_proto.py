"""Fetches `buf/validate/validate.proto`, which the contracts import, to `third_party/proto`.

Runs as `python -m devkit.contracts.validate_proto` in the repository's root. The file stands in
the jar of protovalidate for Java; a resolver of Maven artifacts gets it without other tools.
"""

import os
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from jgo.maven import MavenContext

PROTOVALIDATE_VERSION: Final = "1.2.0"
THIRD_PARTY: Final = Path("third_party/proto")
_NAME: Final = "buf/validate/validate.proto"


def fetch(third_party: Path) -> Path:
    """Put the file under `third_party`, whole or not at all; one that stands there is kept.

    Raises:
        OSError: the folder cannot be written.
        RuntimeError: the jar cannot be fetched; the text says what to check.
    """
    target = third_party / _NAME
    if target.exists():
        return target
    with ZipFile(_jar()) as jar:
        content = jar.read(_NAME)
    target.parent.mkdir(parents=True, exist_ok=True)
    _write_atomically(target, content)
    return target


def _jar() -> Path:
    protovalidate = MavenContext().project("build.buf", "protovalidate")
    try:
        return Path(protovalidate.at_version(PROTOVALIDATE_VERSION).artifact().resolve())
    except (OSError, RuntimeError) as error:
        raise RuntimeError(
            f"cannot fetch build.buf:protovalidate:{PROTOVALIDATE_VERSION} ({error}); "
            "check that Maven Central, or this machine's mirror of it, can be reached"
        ) from error


def _write_atomically(target: Path, content: bytes) -> None:
    unfinished = target.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(target)


def main() -> None:
    """Fetch the file to the repository's `third_party/proto`."""
    fetch(THIRD_PARTY)


if __name__ == "__main__":
    main()
