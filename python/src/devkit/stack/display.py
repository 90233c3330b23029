"""Shows a stack as it starts, and as it is."""

from collections.abc import Callable
from time import sleep, time

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from devkit.stack.state import ComponentState, Phase, StackState

_POLL = 0.1
"""Seconds between two looks at the stack."""

_STYLES = {
    Phase.WAITING: "dim",
    Phase.PREPARING: "cyan",
    Phase.STARTING: "yellow",
    Phase.HEALTHY: "green",
    Phase.UNHEALTHY: "bold red",
    Phase.DEAD: "bold red",
    Phase.FAILED: "bold red",
    Phase.STOPPED: "dim",
}

Snapshot = Callable[[], StackState | None]


def follow(console: Console, snapshot: Snapshot, settled: Callable[[], bool]) -> None:
    """Show the start of a stack until it is settled: a live table, lines where that cannot be."""
    if console.is_terminal:
        _follow_live(console, snapshot, settled)
    else:
        _follow_in_lines(console, snapshot, settled)


def progress_table(state: StackState | None) -> Table:
    """One line a component."""
    table = Table.grid(padding=(0, 2))
    for part in state.components if state else ():
        table.add_row(part.name, _phase(part), f"{_seconds(part):5.1f} s", part.detail)
    return table


def status_table(state: StackState) -> Table:
    """One line a component, with process and port, and what is wrong with it."""
    table = Table("component", "state", "pid", "port", "", box=None, padding=(0, 2, 0, 0))
    for part in state.components:
        detail = Text(part.detail, overflow="fold")
        table.add_row(part.name, _phase(part), _or_dash(part.pid), _or_dash(part.port), detail)
    return table


def endpoint_table(state: StackState) -> Text:
    """One line a variable by which programs find the services; never wrapped, to be copied."""
    width = max(map(len, state.environment), default=0)
    lines = (f"{name:{width}}  {value}" for name, value in state.environment.items())
    return Text("\n".join(lines), no_wrap=True, overflow="ignore")


def _follow_live(console: Console, snapshot: Snapshot, settled: Callable[[], bool]) -> None:
    with Live(console=console, refresh_per_second=8, transient=False) as live:
        while not settled():
            live.update(progress_table(snapshot()))
            sleep(_POLL)
        live.update(progress_table(snapshot()))


def _follow_in_lines(console: Console, snapshot: Snapshot, settled: Callable[[], bool]) -> None:
    shown: dict[str, str] = {}
    while not settled():
        _show_news(console, snapshot(), shown)
        sleep(_POLL)
    _show_news(console, snapshot(), shown)


def _show_news(console: Console, state: StackState | None, shown: dict[str, str]) -> None:
    for part in state.components if state else ():
        news = " ".join(word for word in (part.phase.value, part.detail) if word)
        if shown.get(part.name) != news and part.phase is not Phase.WAITING:
            shown[part.name] = news
            console.print(
                f"{part.name}: {news} ({part.seconds:.1f} s)", highlight=False, markup=False
            )


def _phase(part: ComponentState) -> Text:
    return Text(part.phase.value, style=_STYLES[part.phase])


def _seconds(part: ComponentState) -> float:
    """Seconds since its start began, for one that is on its way."""
    if part.phase in (Phase.PREPARING, Phase.WAITING, Phase.STARTING) and part.begun:
        return time() - part.begun
    return part.seconds


def _or_dash(number: int | None) -> str:
    return "-" if number is None else str(number)
