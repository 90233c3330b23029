"""The pause that a vendor asks for."""

from datetime import timedelta

import httpx
import pytest

from order_processing.http.retry_after import LONGEST_PAUSE, retry_after

ANSWERED_AT = "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("0", timedelta()),
        ("1", timedelta(seconds=1)),
        (" 30 ", timedelta(seconds=30)),
        ("300", LONGEST_PAUSE),
        ("301", LONGEST_PAUSE),
        ("9" * 5000, LONGEST_PAUSE),
        ("Mon, 23 Nov 2026 10:00:30 GMT", timedelta(seconds=30)),
        ("Mon, 23 Nov 2026 12:00:30 +0200", timedelta(seconds=30)),
        ("Mon, 23 Nov 2026 09:59:00 GMT", timedelta()),
        ("Tue, 23 Nov 2027 10:00:00 GMT", LONGEST_PAUSE),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Mon, 99 Nov 2026 10:00:30 GMT", None),
    ],
)
def test_the_pause_is_read_from_seconds_or_a_date_and_bounded(
    value: str, pause: timedelta | None
) -> None:
    headers = httpx.Headers([("Retry-After", value), ("Date", ANSWERED_AT)], encoding="utf-8")

    assert retry_after(headers) == pause


def test_no_header_asks_for_no_pause() -> None:
    assert retry_after(httpx.Headers()) is None


@pytest.mark.parametrize("date", [None, "yesterday"])
def test_without_a_date_of_its_own_the_answer_is_of_now(date: str | None) -> None:
    headers = httpx.Headers({"Retry-After": "Fri, 23 Nov 2126 10:00:00 GMT"})
    if date is not None:
        headers["Date"] = date

    assert retry_after(headers) == LONGEST_PAUSE
