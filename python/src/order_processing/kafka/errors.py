"""How Kafka and the schema registry fail."""

from enum import StrEnum

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError


class KafkaIntegrationError(IntegrationError):
    """Kafka or the schema registry failed."""


class UnavailableError(KafkaIntegrationError):
    """The brokers or the registry do not answer in time; the same call may succeed later."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_TRANSIENT)


class MisconfiguredError(KafkaIntegrationError):
    """A topic, a schema or a permission is missing: a person must act, no record is to blame."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_CONTRACT)


class UnwritableError(KafkaIntegrationError):
    """A message does not fit the schema of its topic: a defect of the program that sends it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_CONTRACT)


class PoisonReason(StrEnum):
    """Why a record cannot be read."""

    NO_VALUE = "NO_VALUE"
    NOT_FRAMED = "NOT_FRAMED"
    UNKNOWN_SCHEMA = "UNKNOWN_SCHEMA"
    OTHER_MESSAGE = "OTHER_MESSAGE"
    UNREADABLE = "UNREADABLE"


class PoisonError(KafkaIntegrationError):
    """A record that cannot be read, now or later: it belongs into the dead-letter topic."""

    def __init__(self, reason: PoisonReason, message: str) -> None:
        """Create the error; the text names types and fields, never their values."""
        super().__init__(message, FailureClass.FAILURE_CLASS_POISON)
        self.reason = reason
