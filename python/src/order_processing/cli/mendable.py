"""Errors that a person can mend, as lines that name what to mend and never a setting's value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from order_processing.cli.subcommands import NotInstalledError
from order_processing.failures import IntegrationError

_SETTING_FIRST = re.compile(r"OMS_[A-Z_]+\b")

_WRONG_SETTING = 2
_FAILED = 1


@dataclass(frozen=True)
class Told:
    """What the command says of an error, and the exit code that it ends with."""

    lines: Sequence[str]
    exit_code: int


def told(error: Exception) -> Told | None:
    """What to say of the error; None if it is a defect, which its traceback tells best."""
    match error:
        case ValidationError():
            return Told([*map(_of_setting, error.errors())], _WRONG_SETTING)
        case ValueError() if _SETTING_FIRST.match(str(error)):
            # Code that cannot do with a setting's value says so by its name.
            return Told([f"oms: {error}"], _WRONG_SETTING)
        case IntegrationError() | OSError() | NotInstalledError():
            return Told([f"oms: {error}"], _FAILED)
    return None


def _of_setting(problem: ErrorDetails) -> str:
    name = "_".join(str(part) for part in problem["loc"]).upper()
    return f"OMS_{name}: {problem['msg']}"
