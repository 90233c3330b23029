"""`oms up` and `oms demo`: the whole system, without and with orders."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Annotated, NoReturn

import httpx
import typer
from confluent_kafka import KafkaException
from rich.console import Console

from devkit.demo.checking import verdict
from devkit.demo.playing import play
from devkit.demo.report import outcome_table
from devkit.demo.sending import NotAcceptedError
from devkit.stack import display, remote
from devkit.stack.cli import bring_up, errors_told
from devkit.stack.errors import StackError
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.state import StateDirectory
from devkit.stack.supervisor import Supervisor
from devkit.system import whole_system
from order_processing import settings as settings_module

_console = Console(soft_wrap=True)


def up() -> None:
    """Start the whole system and stay until Ctrl-C; `oms demo` sends orders through it."""
    settings = StackSettings()
    with errors_told():
        bring_up(settings, whole_system(settings))


def demo(
    orders: Annotated[int, typer.Option(min=1, help="How many orders to send.")] = 60,
    seed: Annotated[
        int | None, typer.Option(help="Draws the same orders again. Random unless given.")
    ] = None,
    within: Annotated[
        float, typer.Option(help="Seconds until every order must have come out.")
    ] = 180.0,
) -> None:
    """Send orders through the real system and check each message that comes out."""
    drawn = random.SystemRandom().randrange(10**6) if seed is None else seed
    with errors_told(), _system():
        _console.print(f"seed {drawn} (again: oms demo --seed {drawn} --orders {orders})")
        with _errors_of_playing_told():
            settings = settings_module.load()
            outcomes, webhooks, seconds = play(settings, drawn, orders, within, _console)
    _console.print(outcome_table(outcomes))
    for outcome in outcomes:
        if outcome.problem:
            _console.print(f"{outcome.script.order_id}: {outcome.problem}", style="red")
    _console.print(f"{webhooks} webhooks sent; {seconds:.1f} s from the first to the last check")
    _console.print(verdict(outcomes), highlight=False)
    sys.exit(any(outcome.problem for outcome in outcomes))


@contextmanager
def _errors_of_playing_told() -> Iterator[None]:
    """Turn what went wrong while sending and reading into one line and exit code 1."""
    try:
        yield
    except (NotAcceptedError, TimeoutError) as error:
        _fail(str(error))
    except KafkaException as error:
        _fail(f"the messages to Fulfilment cannot be read: {error}")
    except httpx.HTTPError as error:
        _fail(
            f"{error}; the demo fills the simulated vendors by their admin API: "
            "unset OMS_COMMERCE_URL, OMS_PIMS_URL and OMS_PAYMENTS_URL"
        )


def _fail(text: str) -> NoReturn:
    _console.print(f"demo: {text}", style="red")
    sys.exit(1)


@contextmanager
def _system() -> Iterator[None]:
    """The system that runs already, else one for the time of the demo; found by the environment."""
    settings = StackSettings()
    directory = StateDirectory(settings.state_dir)
    directory.create()
    remote.wait_until_free(directory)
    running = remote.find(directory)
    if running is not None:
        if "OMS_API_PORT" not in running.environment:
            raise StackError(
                "demo",
                "only the servers run here",
                "Stop them with `oms stack down`, or start the whole system with `oms up`.",
            )
        os.environ.update(running.environment)
        yield
        return
    supervisor = Supervisor(directory, cache_directory(settings), whole_system(settings))
    following = Thread(
        target=display.follow,
        args=(_console, supervisor.snapshot, supervisor.settled.is_set),
        daemon=True,
    )
    try:
        following.start()
        supervisor.start()
        following.join()
        os.environ.update(supervisor.snapshot().environment)
        yield
    finally:
        supervisor.stop()
