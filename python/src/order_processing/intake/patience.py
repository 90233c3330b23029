"""Outages are waited out: a record is never skipped because something does not answer."""

import asyncio
import logging
import math
import random
import traceback
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from order_processing.failures import IntegrationError

FIRST_WAIT = timedelta(milliseconds=100)
LONGEST_WAIT = timedelta(seconds=10)
ATTEMPT_TIMEOUT = timedelta(seconds=30)
LOG_INTERVAL = timedelta(seconds=10)

_logger = logging.getLogger(__name__)

Result = TypeVar("Result")


class AbandonedError(Exception):
    """The work is no longer ours: whoever has its partition now reads the record again."""


class Patience:
    """Attempts something until it succeeds, with growing waits in between."""

    def __init__(self, longest_wait: timedelta = LONGEST_WAIT) -> None:
        """Wait no longer than `longest_wait` between two attempts."""
        self._longest_wait = longest_wait
        self._logged_at: dict[str, float] = {}

    async def until_done(
        self, attempt: Callable[[], Awaitable[Result]], wanted: Callable[[], bool]
    ) -> Result:
        """The result of the first attempt that succeeds.

        Raises:
            AbandonedError: the result is no longer `wanted`.
        """
        wait = FIRST_WAIT
        while wanted():
            try:
                async with asyncio.timeout(ATTEMPT_TIMEOUT.total_seconds()):
                    return await attempt()
            except Exception as error:  # noqa: BLE001 - a defect stops one lane, and loses nothing
                self._log(_text(error))
            await asyncio.sleep(wait.total_seconds() * random.uniform(0.5, 1))  # noqa: S311
            wait = min(2 * wait, self._longest_wait)
        raise AbandonedError

    def _log(self, text: str) -> None:
        """One line an interval, however many lanes wait for the same."""
        now = asyncio.get_running_loop().time()
        if now >= self._logged_at.get(text, -math.inf) + LOG_INTERVAL.total_seconds():
            self._logged_at[text] = now
            _logger.warning("waiting and trying again: %s", text)


def _text(error: Exception) -> str:
    """What may be logged of an error: the text of one of ours, else its type and place."""
    if isinstance(error, IntegrationError):
        return str(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.name}, {place.filename}:{place.lineno}"
