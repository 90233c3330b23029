"""`oms stack`: the servers that the product needs, up and down."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from json import dumps
from pathlib import Path
from shlex import quote
from threading import Thread
from typing import Annotated

from rich.console import Console
from rich.markup import escape
from typer import Argument, Exit, Option, Typer

from devkit.stack import display, foreground, remote
from devkit.stack.errors import StackError
from devkit.stack.hooks import after_healthy
from devkit.stack.logs import follow, tail
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.state import Allocations, StackState, StateDirectory
from devkit.stack.supervisor import Plan, Planner, Setup, Supervisor

app = Typer(help="PostgreSQL, Kafka, schema registry and Temporal as processes of this machine.")

_out = Console(soft_wrap=True)
_err = Console(stderr=True, soft_wrap=True)

_LINES = 20


def servers_only(settings: StackSettings, setup: Setup | None = after_healthy) -> Planner:
    """Plan the four services and what makes them ready for the product, and no roles."""
    # The clients of all four services take long to import, and only `up` needs them.
    from devkit.stack.servers import lay_out  # noqa: PLC0415

    def plan(state: StateDirectory) -> Plan:
        servers = lay_out(settings, state, Allocations(state))
        return Plan(servers.endpoints, servers.components, setup=setup)

    return plan


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn errors of the stack into a message and exit code 1."""
    try:
        yield
    except StackError as error:
        _err.print(f"[bold red]{escape(error.what)}[/]: {escape(error.why)}", highlight=False)
        if error.remedy:
            _err.print(error.remedy, highlight=False, markup=False)
        raise Exit(1) from error


@app.command()
def up(
    *, detach: Annotated[bool, Option("--detach", "-d", help="Return when it is healthy.")] = False
) -> None:
    """Start what does not run yet; find what does, and start again what has died."""
    settings = StackSettings()
    argv = [sys.executable, "-m", "devkit.stack.cli", "up"]
    with errors_told():
        bring_up(settings, servers_only(settings), argv if detach else None)


def bring_up(
    settings: StackSettings, planner: Planner, detached_argv: list[str] | None = None
) -> None:
    """Bring a stack up and show how; stay until told to stop, or return when it is detached.

    Where a stack runs already in the state directory, revive what has died, show it and return.

    Args:
        settings: where state and cache are
        planner: lays out the stack
        detached_argv: the command that does the same in the foreground; None to do it here

    Raises:
        StackError: it could not be started, and nothing of it runs.
    """
    directory = StateDirectory(settings.state_dir)
    directory.create()
    remote.wait_until_free(directory)
    running = remote.find(directory)
    if running is not None:
        _join(directory)
    elif detached_argv is not None:
        _detach(directory, detached_argv)
    else:
        _supervise(settings, directory, planner)


@app.command()
def fetch() -> None:
    """Fetch and build what the stack and the tests need; nothing when that was done before."""
    from devkit.stack.everything import fetch_everything  # noqa: PLC0415 - see `servers_only`

    with errors_told():
        fetch_everything(StackSettings())


@app.command()
def down() -> None:
    """Stop everything, and wait for it."""
    directory = StateDirectory(StackSettings().state_dir)
    with errors_told():
        running = remote.find(directory)
        if running is None:
            _out.print("The stack is not running.")
            return
        remote.stop(directory, running)
        _out.print("The stack has stopped.")


@app.command()
def status(*, json: Annotated[bool, Option("--json", help="For programs.")] = False) -> None:
    """Ask every component for its health; the exit code is 0 only when all are well."""
    directory = StateDirectory(StackSettings().state_dir)
    with errors_told():
        running = remote.find(directory)
        state = remote.check(directory, running) if running else remote.last_words(directory)
        if json:
            print(_status_json(state))  # noqa: T201 - exactly this, without a terminal's width
        elif state is None:
            _out.print("The stack is not running. Start it with: oms stack up")
        else:
            _out.print(display.status_table(state))
            _out.print(display.endpoint_table(state))
        if state is None or not state.healthy:
            raise Exit(1)


@app.command()
def env() -> None:
    """Print the variables by which programs find the services, for `eval`."""
    with errors_told():
        for name, value in _require_running().environment.items():
            print(f"export {name}={quote(value)}")  # noqa: T201 - read by a shell


@app.command()
def logs(
    name: Annotated[str | None, Argument(help="Component; all of them if absent.")] = None,
    *,
    lines: Annotated[int, Option("--lines", "-n", min=0, help="Last lines to show.")] = _LINES,
    follow_: Annotated[bool, Option("--follow", "-f", help="Show what is added.")] = False,
) -> None:
    """Show the logs of the components."""
    directory = StateDirectory(StackSettings().state_dir)
    with errors_told():
        files = _logs_of(directory, name)
        if follow_:
            _follow_logs(files, lines)
            return
        for component, file in files.items():
            for line in tail(file, lines):
                _print_line(component, line, len(files))


def _supervise(settings: StackSettings, directory: StateDirectory, planner: Planner) -> None:
    with foreground.requests() as requests:
        supervisor = Supervisor(directory, cache_directory(settings), planner)
        supervisor.begin()
        shown = Thread(
            target=display.follow,
            args=(_out, supervisor.snapshot, supervisor.settled.is_set),
            daemon=True,
        )
        shown.start()
        try:
            if foreground.stay_until_settled(supervisor, requests):
                shown.join()
                _show_ready(supervisor.snapshot(), "Ctrl-C stops everything.")
                foreground.stay(supervisor, requests)
        finally:
            error = supervisor.snapshot().error
            supervisor.stop()
            shown.join()
        if error:
            raise StackError(*_split(error))
        _out.print("The stack has stopped.")


def _detach(directory: StateDirectory, argv: list[str]) -> None:
    detached = remote.Detached.launch(directory, argv)
    try:
        display.follow(_out, detached.snapshot, detached.settled)
    except KeyboardInterrupt:
        detached.end()
        raise
    _show_ready(detached.require_ready(), "Stop it with: oms stack down")


def _join(directory: StateDirectory) -> None:
    display.follow(_out, directory.read, lambda: _is_settled(directory))
    running = remote.find(directory)
    if running is None:
        failed = directory.read()
        raise StackError(
            *_split(failed.error if failed and failed.error else "stack: it has ended")
        )
    state = remote.revive(directory, running)
    if not state.healthy:
        _out.print(display.status_table(state))
        unwell = ", ".join(part.name for part in state.components if part.phase != "healthy")
        raise StackError(unwell, "not healthy", "See `oms stack logs`; or `oms stack down` and up.")
    _show_ready(state, f"It runs already, under process {state.supervisor}.")


def _is_settled(directory: StateDirectory) -> bool:
    running = remote.find(directory)
    return running is None or running.phase == "ready"


def _show_ready(state: StackState, advice: str) -> None:
    _out.print(display.endpoint_table(state))
    _out.print(f"[bold green]The stack is ready.[/] {escape(advice)}", highlight=False)


def _split(error: str) -> tuple[str, str]:
    what, _, why = error.partition(": ")
    return what, why


def _status_json(state: StackState | None) -> str:
    if state is None:
        return dumps({"healthy": False, "environment": {}, "components": {}}, indent=2)
    components = {
        part.name: {key: value for key, value in asdict(part).items() if key != "name"}
        for part in state.components
    }
    return dumps(
        {
            "healthy": state.healthy,
            "supervisor": state.supervisor,
            "environment": dict(state.environment),
            "components": components,
        },
        indent=2,
    )


def _require_running() -> StackState:
    running = remote.find(StateDirectory(StackSettings().state_dir))
    if running is None:
        raise StackError("stack", "it is not running", "Start it with: oms stack up")
    return running


def _logs_of(directory: StateDirectory, name: str | None) -> dict[str, Path]:
    files = {file.stem: file for file in sorted(directory.logs.glob("*.log"))}
    if name is None:
        return files
    if name not in files:
        raise StackError(name, "it has no log", f"There are: {', '.join(files) or 'none'}.")
    return {name: files[name]}


def _follow_logs(files: dict[str, Path], lines: int) -> None:
    try:
        for component, line in follow(files, lines):
            _print_line(component, line, len(files))
    except KeyboardInterrupt:
        return


def _print_line(component: str, line: str, of: int) -> None:
    _out.print(f"{component}: {line}" if of > 1 else line, markup=False, highlight=False)


if __name__ == "__main__":
    app()
