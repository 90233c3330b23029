"""Waiting for a condition, with a bound."""

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 30.0
_LOOK_EVERY_SECONDS = 0.05


async def eventually(
    holds: Callable[[], Awaitable[bool]], within: float = PATIENCE_SECONDS
) -> None:
    """Wait until the condition holds.

    Raises:
        AssertionError: it does not, within so many seconds.
    """
    deadline = asyncio.get_running_loop().time() + within
    while not await holds():
        assert asyncio.get_running_loop().time() < deadline, f"not within {within:.0f} seconds"
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
