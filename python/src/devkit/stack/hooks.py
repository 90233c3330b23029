"""What follows when the servers are healthy: the place where the product joins the stack."""

import sys
from collections.abc import Mapping

from devkit.stack.errors import CommandError, StackError
from devkit.stack.launch import Command
from devkit.stack.workbench import Workbench

OMS = (sys.executable, "-m", "order_processing.cli.main")
"""The command `oms`, by the interpreter that runs this."""

_SETUP_SECONDS = 120


def after_healthy(bench: Workbench, environment: Mapping[str, str]) -> None:
    """Run `oms setup`: topics, schemas, tables, search attributes.

    Args:
        bench: runs commands that end with the stack
        environment: the variables by which the services are found

    Raises:
        StackError: it fails; the text is what it says.
    """
    try:
        bench.run(Command([*OMS, "setup"], environment), _SETUP_SECONDS)
    except CommandError as error:
        raise StackError("setup", error.why) from error
