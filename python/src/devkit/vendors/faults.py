"""Faults that a test or a scenario puts into a vendor: how it fails, where, and for how long."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator


class Defect(StrEnum):
    """What is wrong with the vendor's usual answer."""

    TRUNCATED = "TRUNCATED"
    """Half of the body, and a Content-Length that fits it."""
    WRONG_TYPE = "WRONG_TYPE"
    """Numbers as strings, lists as null."""
    HANG = "HANG"
    """No answer until the caller gives up."""
    DISCONNECT = "DISCONNECT"
    """The connection closes in the middle of the body."""


class Fault(BaseModel):
    """A fault; its parts add up, the latency first."""

    path: str = Field(
        default="/", description="beginning of the paths it is for, percent-encoded as sent"
    )
    latency_seconds: NonNegativeFloat = Field(default=0, description="pause before the answer")
    status: int | None = Field(
        default=None, ge=200, le=599, description="instead of the usual answer"
    )
    body: str | None = Field(
        default=None, description="instead of the usual one, as application/json"
    )
    retry_after: str | None = Field(default=None, description="the header Retry-After, as sent")
    defect: Defect | None = Field(default=None, description="what is wrong with the usual answer")
    requests: PositiveInt | None = Field(
        default=None, description="for how many requests; None: any"
    )
    seconds: PositiveFloat | None = Field(
        default=None, description="for how long; None: until a reset"
    )

    @model_validator(mode="after")
    def _answers_in_one_way(self) -> Self:
        if self.defect is not None and self.replaces_answer:
            raise ValueError("a defect spoils the usual answer: give no status, body, retry_after")
        return self

    @property
    def replaces_answer(self) -> bool:
        """Whether the vendor's usual answer is not asked for at all."""
        return (self.status, self.body, self.retry_after) != (None, None, None)


@dataclass
class _ActiveFault:
    fault: Fault
    ends_at: float
    requests_left: float


class Faults:
    """The faults of a vendor; of those for a path, the oldest one strikes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """End faults by `clock`, in seconds."""
        self._clock = clock
        self._active: list[_ActiveFault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in, from now on."""
        ends_at = self._clock() + fault.seconds if fault.seconds else float("inf")
        self._active.append(_ActiveFault(fault, ends_at, fault.requests or float("inf")))

    def take(self, path: str) -> Fault | None:
        """The fault that strikes a request for `path`; it counts as one of the fault's requests."""
        now = self._clock()
        self._active = [
            active for active in self._active if active.requests_left > 0 and now < active.ends_at
        ]
        for active in self._active:
            if path.startswith(active.fault.path):
                active.requests_left -= 1
                return active.fault
        return None

    def clear(self) -> None:
        """Take all faults away."""
        self._active.clear()
