"""Sending and reading side by side: neither goes on when the other has failed."""

import asyncio
from threading import Event

import pytest

from devkit.demo.checking import Received
from devkit.demo.playing import side_by_side

WITHIN_SECONDS = 20


class Reader:
    """Reads until it is told to stop, or fails at once."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.stopped = Event()
        self.returned = Event()

    def read(self) -> Received:
        if self.failure:
            raise self.failure
        assert self.stopped.wait(WITHIN_SECONDS)
        self.returned.set()
        return Received()

    def stop(self) -> None:
        self.stopped.set()


async def send_for_ever() -> int:
    await asyncio.Event().wait()
    return 0


async def fail_to_send() -> int:
    raise ConnectionError("the API is not there")


def play(sending, reader: Reader) -> None:
    asyncio.run(asyncio.wait_for(side_by_side(sending, reader), WITHIN_SECONDS))


def test_a_failure_of_reading_is_told_while_orders_are_still_being_sent():
    with pytest.raises(BufferError, match="cannot be read"):
        play(send_for_ever(), Reader(BufferError("cannot be read")))


def test_a_failure_of_sending_is_told_when_reading_has_ended():
    reader = Reader()
    with pytest.raises(ConnectionError, match="the API is not there"):
        play(fail_to_send(), reader)
    assert reader.returned.is_set()
