"""The headers of an input's Kafka record: the event's id and when it was received."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

EVENT_ID = "oms-event-id"
RECEIVED_AT = "oms-received-at"

# What is computed from a time of receipt stays within what a timestamp can hold.
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_EVENT_ID_FORM = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,128}")

EVENT_ID_RULE = "must be 1 to 128 characters without control characters"


@dataclass(frozen=True)
class InputHeaders:
    """The id that the sender gave to an event, else the webhook, and its time of receipt."""

    event_id: str
    received_at: datetime

    def encoded(self) -> list[tuple[str, bytes]]:
        """As headers of a Kafka record: UTF-8, the time in RFC 3339, UTC."""
        received_at = self.received_at.astimezone(UTC).isoformat()
        return [(EVENT_ID, self.event_id.encode()), (RECEIVED_AT, received_at.encode())]


def is_event_id(text: str) -> bool:
    """Whether an event may have this id (`EVENT_ID_RULE`)."""
    return _EVENT_ID_FORM.fullmatch(text) is not None


def decoded(
    headers: Iterable[tuple[str, bytes | str | None]], otherwise: InputHeaders
) -> InputHeaders:
    """The headers of a record; what is absent or malformed is taken from `otherwise`."""
    values = {name: _text(value) for name, value in headers}
    event_id = values.get(EVENT_ID, "")
    return InputHeaders(
        event_id if is_event_id(event_id) else otherwise.event_id,
        _time(values.get(RECEIVED_AT, "")) or otherwise.received_at,
    )


def _text(value: bytes | str | None) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value or ""


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is None:
            return None
        time = time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time if _EARLIEST <= time < _LATEST else None
