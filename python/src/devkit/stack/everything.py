"""Everything that the stack and the tests need, before anything waits for it."""

from concurrent.futures import ThreadPoolExecutor

from devkit.infrastructure import temporary_state_directory
from devkit.stack.servers import lay_out
from devkit.stack.settings import StackSettings, cache_directory
from devkit.stack.state import Allocations
from devkit.stack.time_skipping import server_program
from devkit.stack.workbench import standalone


def fetch_everything(settings: StackSettings) -> None:
    """Fetch and build what is not in the cache yet, side by side.

    Raises:
        StackError: something could not be had; what had been fetched completely is kept.
    """
    with (
        temporary_state_directory() as state,
        standalone(cache_directory(settings)) as bench,
    ):
        state.create()
        components = lay_out(settings, state, Allocations(state)).components
        with ThreadPoolExecutor(max_workers=len(components)) as pool:
            for prepared in [pool.submit(component.prepare, bench) for component in components]:
                prepared.result()
    server_program(settings)
