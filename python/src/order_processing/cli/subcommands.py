"""The subcommands of `oms`: one a role or a task.

They are the entry points of the group `oms.commands`: a function is a command, a Typer
application a group of commands. Only the one that is asked for is imported: the devkit adds its
own, and what is deployed goes without what those need.
"""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer

GROUP = "oms.commands"


class NotInstalledError(Exception):
    """A command needs a module that is not installed; the text names both."""


def create_app(asked: str) -> typer.Typer:
    """The command with the subcommand that is asked for; with all, if there is none of that name.

    Raises:
        NotInstalledError: the subcommand needs what is not installed.
    """
    oms = typer.Typer(
        name="oms",
        help="Order Processing: the roles of the system and the tools around it.",
        # With a callback, a single subcommand is one, and not the command itself.
        callback=lambda: None,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    known = entry_points(group=GROUP)
    loaded = [(asked, _load(known[asked]))] if asked in known.names else _installed()
    for name, subcommand in loaded:
        if isinstance(subcommand, typer.Typer):
            oms.add_typer(subcommand, name=name)
        else:
            oms.command(name)(subcommand)
    return oms


def _load(entry_point: EntryPoint) -> Any:  # noqa: ANN401 - a function or a Typer application
    try:
        return entry_point.load()
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            f"`oms {entry_point.name}` needs the module {error.name}, which is not installed: "
            "what the tools for development need comes with the extra `dev`"
        ) from error


def _installed() -> Iterator[tuple[str, Any]]:
    """The subcommands whose modules are all installed, by name."""
    for entry_point in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            yield entry_point.name, _load(entry_point)
        except NotInstalledError:
            continue
