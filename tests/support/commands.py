"""The command `oms` as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def command(name: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run `oms <name>` for as long as the block lasts, then kill it if it still runs."""
    with subprocess.Popen(  # noqa: S603 - the program is this repository's own
        [sys.executable, "-m", "order_processing.cli.main", name],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
