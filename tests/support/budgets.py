"""Each suite has a time budget; a run in which one takes longer fails, and says so."""

from collections import defaultdict
from pathlib import Path

import pytest

_SECONDS: defaultdict[str, float] = defaultdict(float)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Read the budgets from the configuration."""
    parser.addini(
        "suite_budgets", "seconds that a suite may take in all, as `unit = 120`", type="linelist"
    )


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count set-up, call and teardown; the servers' start counts for the suite that needs them."""
    suite = Path(report.nodeid.partition("::")[0]).parts[1]
    _SECONDS[suite] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each suite took and what it may take."""
    budgets = _budgets(terminalreporter.config)
    for suite, seconds in _SECONDS.items():
        terminalreporter.write_line(f"{suite}: {seconds:.0f} s of {budgets[suite]:.0f} s")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run that is over budget."""
    budgets = _budgets(session.config)
    if exitstatus == 0 and any(_SECONDS[suite] > budgets[suite] for suite in _SECONDS):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _budgets(config: pytest.Config) -> dict[str, float]:
    pairs = (line.split("=") for line in config.getini("suite_budgets"))
    return {suite.strip(): float(seconds) for suite, seconds in pairs}
