import asyncio
from datetime import timedelta

import pytest

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError
from order_processing.intake import patience
from order_processing.intake.patience import AbandonedError, Patience


@pytest.fixture
def brief() -> Patience:
    return Patience(longest_wait=timedelta(milliseconds=1))


class Outage:
    """Fails a number of times, then succeeds."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.attempts = 0
        self._failures = failures
        self._error = error

    async def __call__(self) -> str:
        self.attempts += 1
        if self.attempts <= self._failures:
            raise self._error
        return "done"


UNAVAILABLE = IntegrationError("check OMS_SOMETHING", FailureClass.FAILURE_CLASS_TRANSIENT)


@pytest.mark.parametrize("error", [UNAVAILABLE, TimeoutError(), ValueError("a defect")])
async def test_an_outage_is_waited_out_whatever_its_cause(
    brief: Patience, error: Exception
) -> None:
    outage = Outage(20, error)

    assert await brief.until_done(outage, lambda: True) == "done"
    assert outage.attempts == 21


async def test_work_that_is_no_longer_wanted_is_abandoned(brief: Patience) -> None:
    outage = Outage(1_000_000, UNAVAILABLE)

    with pytest.raises(AbandonedError):
        await brief.until_done(outage, lambda: outage.attempts < 3)
    assert outage.attempts == 3


async def test_an_attempt_that_hangs_is_made_again(
    brief: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "ATTEMPT_TIMEOUT", timedelta(milliseconds=10))
    attempts = 0

    async def hangs_at_first() -> int:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            await asyncio.Event().wait()
        return attempts

    assert await brief.until_done(hangs_at_first, lambda: True) == 2


async def test_being_cancelled_is_no_outage(brief: Patience) -> None:
    work = asyncio.create_task(brief.until_done(Outage(1_000_000, UNAVAILABLE), lambda: True))
    await asyncio.sleep(0)
    work.cancel()

    with pytest.raises(asyncio.CancelledError):
        await work


async def test_an_outage_is_logged_once_an_interval_with_what_to_do(
    brief: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.gather(
        *(brief.until_done(Outage(10, UNAVAILABLE), lambda: True) for _ in range(10))
    )

    assert caplog.messages == ["waiting and trying again: check OMS_SOMETHING"]


async def test_the_text_of_a_defect_is_not_logged(
    brief: Patience, caplog: pytest.LogCaptureFixture
) -> None:
    await brief.until_done(Outage(1, ValueError("jane@example.com")), lambda: True)

    assert "ValueError" in caplog.text
    assert "jane" not in caplog.text
