"""The demo's table."""

from collections.abc import Sequence

from rich.table import Table

from devkit.demo.checking import Outcome


def outcome_table(outcomes: Sequence[Outcome]) -> Table:
    """One line a scenario: how many orders, how they ended, how many as scripted."""
    table = Table("scenario", "orders", "forwarded", "exactly once", "as scripted")
    for scenario in dict.fromkeys(outcome.script.scenario for outcome in outcomes):
        of_it = [outcome for outcome in outcomes if outcome.script.scenario == scenario]
        table.add_row(
            scenario,
            str(len(of_it)),
            str(sum(1 for outcome in of_it if outcome.messages)),
            str(sum(1 for outcome in of_it if len(outcome.messages) == 1)),
            str(sum(1 for outcome in of_it if not outcome.problem)),
        )
    return table
