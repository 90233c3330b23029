"""The one interface through which tests and the demo get their infrastructure.

    with infrastructure(settings) as endpoints:
        ...endpoints.environment()...

Where the servers come from is decided here and nowhere else. What the environment names is used,
the rest is started as local processes; containers will be another provider beside
`local_processes`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from devkit.stack.endpoints import Endpoints
from devkit.stack.postgres_home import remove_data
from devkit.stack.servers import lay_out
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.state import Allocations, StateDirectory
from devkit.stack.supervisor import Plan, Setup, Supervisor

__all__ = ["Endpoints", "infrastructure", "local_processes", "temporary_state_directory"]


@contextmanager
def infrastructure(
    settings: StackSettings | None = None, *, setup: Setup | None = None
) -> Iterator[Endpoints]:
    """Provide the four services for as long as the block lasts, then leave nothing behind.

    Services that the environment names are used as they are; the others start empty and end with
    the block, or with this process if it is killed.

    Args:
        settings: read from the environment if absent
        setup: runs when the servers are healthy

    Raises:
        StackError: a service could not be started, or one that is named does not answer.
    """
    with (
        temporary_state_directory() as state,
        local_processes(settings or StackSettings(), state, setup=setup) as supervisor,
    ):
        yield supervisor.endpoints


@contextmanager
def local_processes(
    settings: StackSettings, state: StateDirectory, *, setup: Setup | None = None
) -> Iterator[Supervisor]:
    """Run what `settings` does not name as processes of this machine.

    Yields:
        the supervisor of what runs, with which a test can check and revive it

    Raises:
        StackError: a service could not be started, or one that is named does not answer.
    """

    def plan(directory: StateDirectory) -> Plan:
        servers = lay_out(settings, directory, Allocations(directory))
        return Plan(servers.endpoints, servers.components, setup=setup)

    supervisor = Supervisor(state, cache_directory(settings), plan)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()


@contextmanager
def temporary_state_directory() -> Iterator[StateDirectory]:
    """A state directory that is removed, with all data, when the block ends."""
    state = StateDirectory(Path(mkdtemp(prefix="oms-stack-")))
    try:
        yield state
    finally:
        remove_data(state)
        rmtree(state.root, ignore_errors=True)
