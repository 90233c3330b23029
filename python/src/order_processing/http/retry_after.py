"""The pause that a vendor asks for (RFC 9110, 10.2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = timedelta(minutes=5)
"""No header holds an order back for longer than this."""


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The pause in the header Retry-After, from zero to LONGEST_PAUSE.

    A date counts from the answer's own Date, so that the clocks need not agree.

    Returns:
        None when there is no such header, or it cannot be read.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        # Digits beyond these are beyond the bound, and may be beyond what timedelta holds.
        return min(timedelta(seconds=int(value[:9])), LONGEST_PAUSE)
    until = _http_date(value)
    if until is None:
        return None
    answered_at = _http_date(headers.get("Date", "")) or datetime.now(UTC)
    return max(timedelta(), min(until - answered_at, LONGEST_PAUSE))


def _http_date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
