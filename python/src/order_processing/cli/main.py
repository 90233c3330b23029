"""The command `oms`: one subcommand a role or a task.

Subcommands are the entry points of the group `oms.commands`: a function is a command, a Typer
application a group of commands. The devkit adds its own, and what is deployed goes without them.
"""

import asyncio
import sys
from importlib.metadata import entry_points

import typer
from pydantic import ValidationError

from order_processing.failures import IntegrationError

GROUP = "oms.commands"


def create_app() -> typer.Typer:
    """The command with every subcommand that is installed."""
    oms = typer.Typer(
        name="oms",
        help="Order Processing: the roles of the system and the tools around it.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    for entry_point in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        subcommand = entry_point.load()
        if isinstance(subcommand, typer.Typer):
            oms.add_typer(subcommand, name=entry_point.name)
        else:
            oms.command(entry_point.name)(subcommand)
    return oms


def app() -> None:
    """Run the command; an error that a person can mend is one line, not a traceback."""
    try:
        create_app()()
    except ValidationError as error:
        for problem in error.errors():
            setting = f"OMS_{'_'.join(str(part) for part in problem['loc'])}".upper()
            print(f"{setting}: {problem['msg']}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (IntegrationError, OSError) as error:
        print(f"oms: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)


if __name__ == "__main__":
    app()
