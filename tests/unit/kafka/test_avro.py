"""Messages as Avro records: what the mapping loses, and what it refuses."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.failures.v1.failures_pb2 import FailureClass
from oms.payments.v1.payment_notification_pb2 import PaymentMetadata, PaymentNotification
from order_processing.kafka.avro import from_record, to_record
from order_processing.kafka.errors import PoisonError, PoisonReason, UnwritableError
from support.compiled_protos import REPOSITORY, message_class, plugin_request

GOLDEN: Path = REPOSITORY / "tests/contract/golden/golden.proto"
EMAIL = "ada@example.org"


@pytest.fixture(scope="module")
def golden_type() -> Any:
    return message_class(plugin_request(GOLDEN), "golden.v1.Golden")


@pytest.fixture
def golden(golden_type: Any) -> Any:
    message = golden_type()
    message.required_part.SetInParent()
    message.required_at.SetInParent()
    return message


def submission() -> OrderSubmission:
    return OrderSubmission(
        customer_id="c-1",
        order=SubmittedOrder(order_id="o-1", items=[SubmittedItem(item_id="i-1", quantity=-5)]),
    )


def test_a_submission_is_a_record_by_its_partners_names():
    assert to_record(submission()) == {
        "customer_id": "c-1",
        "order": {"order_id": "o-1", "items": [{"item_id": "i-1", "quantity": -5}]},
        "customer_email": None,
    }


def test_an_empty_message_that_is_present_is_not_absent():
    present = to_record(PaymentNotification(metadata=PaymentMetadata()))
    absent = to_record(PaymentNotification())

    assert (present["metadata"], absent["metadata"]) == ({"order_id": ""}, None)
    assert from_record(PaymentNotification, present).HasField("metadata")
    assert not from_record(PaymentNotification, absent).HasField("metadata")


def test_a_record_of_a_writer_with_other_fields_alone_is_present_all_the_same():
    assert from_record(PaymentNotification, {"metadata": {"cart_id": "1"}}).HasField("metadata")


def test_a_required_message_that_is_missing_is_named_and_not_written():
    with pytest.raises(UnwritableError, match=r"OrderSubmission\.order is required") as error:
        to_record(OrderSubmission(customer_id="c-1"))

    assert error.value.failure_class == FailureClass.FAILURE_CLASS_CONTRACT


def test_a_required_message_that_a_record_lacks_makes_it_poison():
    with pytest.raises(PoisonError, match=r"OrderSubmission\.order is required") as error:
        from_record(OrderSubmission, {"customer_id": "c-1", "order": None})

    assert error.value.reason == PoisonReason.UNREADABLE
    assert error.value.failure_class == FailureClass.FAILURE_CLASS_POISON


def test_a_field_that_the_record_lacks_has_its_default_and_an_unknown_one_is_left_out():
    record = {"order": {"order_id": "o-1", "gift": True}, "channel": "app"}

    assert from_record(OrderSubmission, record) == OrderSubmission(
        order=SubmittedOrder(order_id="o-1")
    )


@pytest.mark.parametrize(
    ("nanoseconds", "microseconds"), [(999_999, 0), (1_999_999, 1_000), (999_999_999, 999_000)]
)
@pytest.mark.parametrize("second", [0, -1, 1_780_000_000])
def test_a_timestamp_is_cut_to_the_millisecond(
    golden: Any, second: int, nanoseconds: int, microseconds: int
):
    golden.at.CopyFrom(Timestamp(seconds=second, nanos=nanoseconds))

    assert to_record(golden)["at"] == datetime.fromtimestamp(second, UTC) + timedelta(
        microseconds=microseconds
    )


def test_a_timestamp_outside_of_the_calendar_is_not_written(golden: Any):
    golden.at.seconds = 253_402_300_800

    with pytest.raises(UnwritableError, match=r"Golden\.at is not within the years"):
        to_record(golden)


def test_an_enum_is_its_symbol_and_comes_back_as_its_number(golden_type: Any, golden: Any):
    golden.colours.extend([5, 0, 1])
    record = to_record(golden)

    assert record["colours"] == ["COLOUR_GREEN", "COLOUR_UNSPECIFIED", "COLOUR_RED"]
    assert list(from_record(golden_type, record).colours) == [5, 0, 1]


def test_an_enum_number_of_a_later_release_is_not_written_as_something_else(golden: Any):
    golden.colour = 77

    with pytest.raises(UnwritableError, match=r"golden\.v1\.Colour has no name for 77"):
        to_record(golden)


def test_an_unsigned_integer_beyond_the_largest_long_is_not_written(golden: Any):
    golden.a_uint64 = 2**63 - 1
    assert to_record(golden)["a_uint64"] == 2**63 - 1

    golden.a_uint64 = 2**63
    with pytest.raises(UnwritableError, match=r"Golden\.a_uint64 is beyond"):
        to_record(golden)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("an_int32", 2**31),
        ("a_uint32", -1),
        ("a_uint64", -1),
        ("id", 7),
        ("a_bool", EMAIL),
        ("names", [EMAIL, 7]),
        ("colour", EMAIL),
    ],
)
def test_a_value_that_does_not_fit_its_field_makes_the_record_poison_and_is_not_quoted(
    golden_type: Any, golden: Any, field: str, value: object
):
    with pytest.raises(PoisonError, match=rf"does not fit golden\.v1\.Golden\.{field}$") as error:
        from_record(golden_type, to_record(golden) | {field: value})

    assert EMAIL not in str(error.value)
