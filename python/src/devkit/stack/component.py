"""The parts of a stack, as the supervisor sees them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM, Signals
from typing import Protocol

from devkit.stack.errors import StackError
from devkit.stack.launch import Command
from devkit.stack.workbench import Workbench

Check = Callable[[], None]
"""Asks a component whether it is well; raises any exception when it is not."""

_START_WITHIN = 60.0
"""Seconds from start to healthy, on a busy machine."""


def alive_is_enough() -> None:
    """A check for a process that answers nobody: that it runs is all there is to ask."""


@dataclass(frozen=True)
class Port:
    """Where a process listens.

    Attributes:
        number: the TCP port
        setting: the environment variable that changes it
    """

    number: int
    setting: str


@dataclass(frozen=True)
class ProcessSpec:
    """A process for the supervisor to run.

    Attributes:
        name: what people call it; also the name of its log
        argv: program and arguments
        environment: variables in addition to those of the supervisor and of the whole stack
        check: whether it is well; None of its exceptions may take longer than a few seconds
        after: names of the components that must be healthy before it starts
        ports: where it listens, the main one first; they must be free when it starts
        provides: variables by which others find it (`OMS_COMMERCE_URL`, ...)
        start_within: seconds from start to healthy
        directory: where it runs; None for the current one
        run_as: operating system user; None for the current one
        stop_signal: asks it to stop cleanly
        advice: what to do when it does not start
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    check: Check = alive_is_enough
    after: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()
    provides: Mapping[str, str] = field(default_factory=dict)
    start_within: float = _START_WITHIN
    directory: Path | None = None
    run_as: str | None = None
    stop_signal: Signals = SIGTERM
    advice: str = ""

    def command(self, stack_environment: Mapping[str, str]) -> Command:
        """What to launch."""
        return Command(
            argv=self.argv,
            environment={**stack_environment, **self.environment},
            directory=self.directory,
            run_as=self.run_as,
            stop_signal=self.stop_signal,
        )


class Component(Protocol):
    """A part of the stack: a server of ours, one that exists already, or a role of the product."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def after(self) -> tuple[str, ...]:
        """Names of the components that must be healthy before it starts."""

    def prepare(self, bench: Workbench) -> None:
        """Fetch, build and lay out what it needs; quick when that has been done before.

        Raises:
            StackError: something is missing and cannot be had.
        """

    def process(self) -> ProcessSpec | None:
        """What to run; None for a service that is not ours. Asked after `prepare`."""

    def check(self) -> None:
        """Talk to it; any exception means that it is not well."""


@dataclass(frozen=True)
class Role:
    """A component that needs no preparing: a process of the product, or a simulated vendor."""

    spec: ProcessSpec

    @property
    def name(self) -> str:
        """What people call it."""
        return self.spec.name

    @property
    def after(self) -> tuple[str, ...]:
        """Names of the components that must be healthy before it starts."""
        return self.spec.after

    def prepare(self, bench: Workbench) -> None:
        """Nothing to do."""

    def process(self) -> ProcessSpec:
        """What to run."""
        return self.spec

    def check(self) -> None:
        """Talk to it."""
        self.spec.check()


@dataclass(frozen=True)
class External:
    """A service that exists already: used, asked for its health, never started or stopped.

    Attributes:
        setting: the environment variable that names it
        probe: asks it whether it is well
    """

    name: str
    setting: str
    probe: Check
    after: tuple[str, ...] = ()

    def prepare(self, bench: Workbench) -> None:
        """Nothing to do but to say so."""
        bench.say(f"not ours: {self.setting}")

    def process(self) -> None:
        """Nothing to run."""

    def check(self) -> None:
        """Talk to it.

        Raises:
            StackError: it does not answer as it should; names the setting.
        """
        try:
            self.probe()
        except Exception as error:
            raise StackError(
                self.name,
                f"it does not answer as it should: {error}",
                f"It is the one that {self.setting} names: correct that, or unset it to have one"
                " started.",
            ) from error
