"""Temporal's time-skipping test server, for tests of workflows."""

from functools import partial
from hashlib import sha256
from pathlib import Path
from shlex import join

from devkit.stack import fetched
from devkit.stack.java import Java, Program, runtime
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.workbench import standalone

_SCRIPT = "temporal-test-server"

_OPTIONS = (
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    # Its libraries are older than the runtime, which would say so at each start.
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)


def server_program(settings: StackSettings | None = None) -> Path:
    """Return the program for `WorkflowEnvironment.start_time_skipping(test_server_existing_path=)`.

    Raises:
        StackError: it could not be fetched.
    """
    with standalone(cache_directory(settings or StackSettings())) as bench:
        java = runtime(bench)
        jars = fetched.TEMPORAL_TEST_SERVER.fetch(bench)
        text = _script(java, jars)
        name = f"{_SCRIPT}-program/{sha256(text.encode()).hexdigest()[:12]}"
        return bench.cache.entry(name, partial(_write, text)) / _SCRIPT


def _script(java: Java, jars: Path) -> str:
    program = Program(
        _SCRIPT,
        fetched.TEMPORAL_TEST_SERVER.version,
        (f"{jars}/*",),
        "io.temporal.testserver.TestServer",
        options=_OPTIONS,
    )
    # The class path ends in `*`, which is Java's to expand: `join` quotes it.
    return f'#!/bin/sh\nexec {join(program.argv(java, None, (), ()))} "$@"\n'


def _write(text: str, directory: Path) -> None:
    script = directory / _SCRIPT
    script.write_text(text)
    script.chmod(0o755)
