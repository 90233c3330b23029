"""Reading the logs of the components."""

from collections.abc import Iterator
from pathlib import Path
from time import sleep

_LINES = 15
"""How many last lines an error message shows."""

_TAIL_BYTES = 64 * 1024
"""How much of a log's end is looked at for its last lines, in bytes."""

_POLL = 0.2
"""Seconds between two looks at a log that is followed."""


def last_lines(text: str, count: int = _LINES) -> str:
    """The last lines of a text, indented so that they stand out in a message."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(f"    {line}" for line in lines[-count:])


def tail(log: Path, count: int = _LINES) -> list[str]:
    """The last lines of a log; none where it does not exist."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()[-count:] if count > 0 else []


def follow(logs: dict[str, Path], count: int) -> Iterator[tuple[str, str]]:
    """The last lines of logs, then what is added to them, as pairs of name and line; endless."""
    positions: dict[str, int] = {}
    for name, log in logs.items():
        positions[name] = log.stat().st_size if log.exists() else 0
        for line in tail(log, count):
            yield name, line
    while True:
        for name, log in logs.items():
            for line in _added(log, positions, name):
                yield name, line
        sleep(_POLL)


def _added(log: Path, positions: dict[str, int], name: str) -> list[str]:
    if not log.exists():
        return []
    if log.stat().st_size < positions[name]:
        positions[name] = 0
    with log.open("rb") as file:
        file.seek(positions[name])
        complete, newline, _ = file.read().rpartition(b"\n")
    positions[name] += len(complete) + len(newline)
    return complete.decode(errors="replace").splitlines() if newline else []
