"""`oms setup`: creates or compares what the system needs from its servers."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from order_processing.cli import database_setting
from order_processing.setup import system
from order_processing.setup.part import Difference


def run(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Compare only; fail when something differs.")
    ] = False,
) -> None:
    """Create, or compare, topics, schemas, tables and search attributes; may be run again."""
    parts = system.parts(database_setting.load())
    console = Console()
    if check:
        differences = asyncio.run(system.check(parts))
    else:
        changed, differences = asyncio.run(_apply(parts))
        if changed:
            console.print(_changed(changed))
    if differences:
        console.print(_left(differences))
        raise typer.Exit(1)
    console.print("Kafka, schema registry, database and Temporal are as they should be.")


async def _apply(parts: system.Parts) -> tuple[list[Difference], list[Difference]]:
    """What was changed, and what is left to change."""
    before = await system.check(parts)
    if not before:
        return [], []
    await system.apply(parts)
    after = await system.check(parts)
    return [difference for difference in before if difference not in after], after


def _changed(differences: Iterable[Difference]) -> Table:
    table = _table("Changed", "was", "is")
    for difference in differences:
        table.add_row(difference.what, difference.found, difference.expected)
    return table


def _left(differences: Iterable[Difference]) -> Table:
    table = _table("Not as it should be", "is", "should be", "who changes it")
    for difference in differences:
        table.add_row(difference.what, difference.found, difference.expected, difference.remedy)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("what", *columns):
        # Names are searched for and copied: they are never cut short.
        table.add_column(column, overflow="fold")
    return table
