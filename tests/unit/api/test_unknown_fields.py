import pytest

from order_processing.api.unknown_fields import UnknownFields


def test_a_field_is_counted_once_an_input_whatever_its_index() -> None:
    fields = UnknownFields()

    fields.count("commerce-orders", ["order.items[0].colour", "order.items[1].colour"])
    fields.count("commerce-orders", ["order.items[7].colour"])

    assert fields.seen("commerce-orders", "order.items[].colour") == 2


def test_fields_without_number_are_counted_together() -> None:
    fields = UnknownFields()

    for number in range(5_000):
        fields.count("payments", [f"field_{number}"])

    assert fields.seen("payments", "field_0") == 1
    assert fields.seen("payments", "field_4999") == 0
    assert fields.seen("payments", "(others)") == 4_000


def test_a_field_is_logged_when_first_seen_and_at_every_tenfold(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fields = UnknownFields()

    for _ in range(100):
        fields.count("payments", ["channel"])

    assert [message.split(" seen ")[1].split()[0] for message in caplog.messages] == [
        "1",
        "10",
        "100",
    ]
