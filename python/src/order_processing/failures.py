"""The one failure strategy: what kind of failure it is decides what happens.

The classes are the contract's (`oms.failures.v1.FailureClass`). Integrations raise an
`IntegrationError` of their own with its class; an interceptor (`temporal/interceptors.py`) turns it
into what Temporal acts on, by the policies below.
"""

from dataclasses import dataclass
from datetime import timedelta

from oms.failures.v1.failures_pb2 import FailureClass


class IntegrationError(Exception):
    """An integration failed.

    Its text says what to do next, and is published (histories, logs, dashboard): it never carries
    personal data, and nothing of a vendor's answer but its status.
    """

    def __init__(
        self, message: str, failure_class: FailureClass, retry_after: timedelta | None = None
    ) -> None:
        """Create the error; `retry_after` is the pause that the vendor asks for."""
        super().__init__(message)
        self.failure_class = failure_class
        self.retry_after = retry_after


@dataclass(frozen=True)
class FailurePolicy:
    """What happens with one class of failure."""

    retried: bool
    retry_every: timedelta | None
    alert: bool
    outcome: str


POLICIES: dict[FailureClass, FailurePolicy] = {
    FailureClass.FAILURE_CLASS_TRANSIENT: FailurePolicy(
        retried=True,
        retry_every=None,
        alert=False,
        outcome="retried with backoff until the order's own deadline",
    ),
    FailureClass.FAILURE_CLASS_THROTTLED: FailurePolicy(
        retried=True,
        retry_every=timedelta(seconds=1),
        alert=False,
        outcome="retried after the pause that the vendor asks for",
    ),
    FailureClass.FAILURE_CLASS_REJECTED: FailurePolicy(
        retried=False,
        retry_every=None,
        alert=False,
        outcome="not retried: an event for the order's state machine",
    ),
    FailureClass.FAILURE_CLASS_CONTRACT: FailurePolicy(
        retried=True,
        retry_every=timedelta(minutes=1),
        alert=True,
        outcome="retried slowly; a person or a deploy must act, no order is failed for it",
    ),
    FailureClass.FAILURE_CLASS_POISON: FailurePolicy(
        retried=False,
        retry_every=None,
        alert=True,
        outcome="to the dead-letter topic with its original bytes; replayable",
    ),
}
