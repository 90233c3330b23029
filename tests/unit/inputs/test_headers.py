from datetime import UTC, datetime, timedelta, timezone

from order_processing.inputs.headers import InputHeaders, decoded

GIVEN = InputHeaders("E-ä-1", datetime(2026, 11, 23, 18, 0, 0, 123_456, tzinfo=UTC))
OTHERWISE = InputHeaders("elsewhere", datetime(2020, 1, 1, tzinfo=UTC))


def test_the_headers_are_read_as_they_were_written() -> None:
    assert decoded(GIVEN.encoded(), OTHERWISE) == GIVEN


def test_the_time_is_written_in_utc() -> None:
    headers = InputHeaders("E-1", GIVEN.received_at.astimezone(timezone(timedelta(hours=2))))

    assert dict(headers.encoded())["oms-received-at"] == b"2026-11-23T18:00:00.123456+00:00"


def test_headers_as_text_are_read_too() -> None:
    assert decoded([("oms-event-id", "E-1")], OTHERWISE).event_id == "E-1"


def test_what_is_absent_is_taken_from_elsewhere() -> None:
    assert decoded([], OTHERWISE) == OTHERWISE
    assert decoded([("oms-event-id", None)], OTHERWISE) == OTHERWISE
