"""The command `oms`."""

import asyncio
import sys

from order_processing.cli import subcommands


def app() -> None:
    """Run the command; an error that a person can mend is told in a line, without a traceback."""
    try:
        subcommands.create_app(next(iter(sys.argv[1:]), ""))()
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
    except Exception as error:
        # What knows the errors of every library takes long to import.
        from order_processing.cli import mendable  # noqa: PLC0415

        told = mendable.told(error)
        if told is None:
            raise
        print(*told.lines, sep="\n", file=sys.stderr)  # noqa: T201
        sys.exit(told.exit_code)


if __name__ == "__main__":
    app()
