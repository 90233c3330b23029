import json
from contextlib import suppress

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem
from oms.options.v1.options_pb2 import Topic
from oms.orders.v1.order_state_pb2 import PaymentRecord
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing.api.json_syntax import MAX_DEPTH, InvalidJsonError
from order_processing.api.strict_json import read
from order_processing.contracts import ContractError

SUBMISSION = {
    "customer_id": "C-1",
    "order": {"order_id": "O-1", "items": [{"item_id": "I-1", "quantity": 2}]},
}


def violations(body: str | bytes, message_type: type[Message]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidJsonError) as refused:
        read(body.encode() if isinstance(body, str) else body, message_type)
    return [(broken.field, broken.rule_id) for broken in refused.value.violations]


def test_a_submission_is_read_as_the_partner_defined_it() -> None:
    reading = read(json.dumps(SUBMISSION).encode(), OrderSubmission)

    assert reading.message.customer_id == "C-1"
    assert reading.message.order.order_id == "O-1"
    assert list(reading.message.order.items) == [SubmittedItem(item_id="I-1", quantity=2)]
    assert not reading.message.HasField("customer_email")
    assert reading.unknown_fields == ()


@pytest.mark.parametrize(
    ("body", "rule_id"),
    [
        ("", "json.syntax"),
        ("hello", "json.syntax"),
        ('{"rrn": "1"', "json.syntax"),
        ('{"rrn": "1",}', "json.syntax"),
        ("{'rrn': '1'}", "json.syntax"),
        ('{"rrn": "a\nb"}', "json.syntax"),
        ('{"amount_cents": 02}', "json.syntax"),
        ('{"amount_cents": NaN}', "json.syntax"),
        ('{"amount_cents": -Infinity}', "json.syntax"),
        ('{"unknown": Infinity}', "json.syntax"),
        ("{} {}", "json.syntax"),
        (b"\xef\xbb\xbf{}", "json.syntax"),
        (b'{"rrn": "\xff"}', "json.encoding"),
        ('{"rrn": "1"}'.encode("utf-16"), "json.encoding"),
    ],
)
def test_what_is_not_json_in_utf_8_is_refused(body: str | bytes, rule_id: str) -> None:
    assert violations(body, PaymentNotification) == [("", rule_id)]


@pytest.mark.parametrize("body", ["[]", '"rrn"', "1", "true", "[{}]"])
def test_the_body_must_be_an_object(body: str) -> None:
    assert violations(body, PaymentNotification) == [("", "json.type")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"rrn": "1", "rrn": "1"}', "rrn"),
        ('{"metadata": {"order_id": "1", "order_id": "2"}}', "order_id"),
        ('{"unknown": [{"x": 1, "x": 1}]}', "x"),
        ('{"rrn": "1", "\\u0072rn": "2"}', "rrn"),
    ],
)
def test_a_name_given_twice_is_refused(body: str, field: str) -> None:
    assert violations(body, PaymentNotification) == [(field, "json.duplicate_name")]


@pytest.mark.parametrize("literal", ['"2"', "2.0", "2e0", "2E0", "true", "[2]", "{}", "-2.5"])
def test_an_integer_is_an_integer_literal(literal: str) -> None:
    assert violations(f'{{"amount_cents": {literal}}}', PaymentNotification) == [
        ("amount_cents", "json.type")
    ]


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**19, 10**400])
def test_an_integer_outside_of_its_type_is_refused(number: int) -> None:
    assert violations(f'{{"amount_cents": {number}}}', PaymentNotification) == [
        ("amount_cents", "json.range")
    ]


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63), 0, -5])
def test_an_integer_within_its_type_is_read(number: int) -> None:
    body = f'{{"amount_cents": {number}}}'.encode()

    assert read(body, PaymentNotification).message.amount_cents == number


def test_the_range_is_that_of_the_fields_own_type() -> None:
    assert read(f'{{"partitions": {2**31 - 1}}}'.encode(), Topic).message.partitions == 2**31 - 1
    assert violations(f'{{"partitions": {2**31}}}', Topic) == [("partitions", "json.range")]


def test_a_million_digits_cost_nothing() -> None:
    body = f'{{"amount_cents": {"9" * 1_000_000}, "unknown": {"9" * 1_000_000}}}'

    assert violations(body, PaymentNotification) == [("amount_cents", "json.range")]


@pytest.mark.parametrize("literal", ["1", "true", "[]", "{}", "1.5"])
def test_a_string_is_a_string(literal: str) -> None:
    assert violations(f'{{"rrn": {literal}}}', PaymentNotification) == [("rrn", "json.type")]


@pytest.mark.parametrize(("literal", "read_as"), [("true", True), ("false", False)])
def test_a_boolean_is_true_or_false(literal: str, read_as: bool) -> None:  # noqa: FBT001
    body = f'{{"verify_again": {literal}}}'.encode()

    assert read(body, PaymentRecord).message.verify_again is read_as


@pytest.mark.parametrize("literal", ["1", '"true"'])
def test_nothing_else_is_a_boolean(literal: str) -> None:
    assert violations(f'{{"verify_again": {literal}}}', PaymentRecord) == [
        ("verify_again", "json.type")
    ]


@pytest.mark.parametrize("literal", ['"x"', "1", "true", "[]"])
def test_a_message_is_an_object(literal: str) -> None:
    assert violations(f'{{"metadata": {literal}}}', PaymentNotification) == [
        ("metadata", "json.type")
    ]


@pytest.mark.parametrize("literal", ['"x"', "1", "true", "{}"])
def test_a_list_is_an_array(literal: str) -> None:
    assert violations(f'{{"order": {{"items": {literal}}}}}', OrderSubmission) == [
        ("order.items", "json.type")
    ]


def test_scalars_in_an_array_are_read_as_strictly() -> None:
    assert list(read(b'{"key": ["a", "b"]}', Topic).message.key) == ["a", "b"]
    assert violations('{"key": ["a", 1]}', Topic) == [("key[1]", "json.type")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"customer_id": null}', "customer_id"),
        ('{"order": null}', "order"),
        ('{"order": {"items": null}}', "order.items"),
        ('{"order": {"items": [null]}}', "order.items[0]"),
        ('{"order": {"items": [{"quantity": null}]}}', "order.items[0].quantity"),
        ('{"customer_email": null}', "customer_email"),
    ],
)
def test_null_is_no_value_not_even_of_an_optional_field(body: str, field: str) -> None:
    assert violations(body, OrderSubmission) == [(field, "json.null")]


@pytest.mark.parametrize(
    "name",
    ["customerId", "CustomerID", "customer-id", "CUSTOMER_ID", "customerid", " customer_id "],
)
def test_another_spelling_of_a_known_name_is_refused_with_a_hint(name: str) -> None:
    with pytest.raises(InvalidJsonError) as refused:
        read(json.dumps({name: "C-1"}).encode(), OrderSubmission)

    assert [broken.rule_id for broken in refused.value.violations] == ["json.name"]
    assert refused.value.violations[0].message == "must be spelled customer_id"


def test_every_violation_is_named_with_its_path() -> None:
    body = '{"customerId": "C", "order": {"order_id": 1, "items": [{}, {"quantity": "2"}]}}'

    assert violations(body, OrderSubmission) == [
        ("customerId", "json.name"),
        ("order.order_id", "json.type"),
        ("order.items[1].quantity", "json.type"),
    ]


def test_unknown_fields_are_accepted_and_reported_by_path() -> None:
    body = (
        b'{"channel": "web", "order": {"order_id": "O-1", "gift": {"wrap": null},'
        b' "items": [{"item_id": "I", "colour": "red"}]}}'
    )

    reading = read(body, OrderSubmission)

    assert reading.message.order.items[0].item_id == "I"
    assert reading.unknown_fields == ("channel", "order.gift", "order.items[0].colour")


def test_the_name_of_an_unknown_field_is_made_safe_to_show() -> None:
    body = json.dumps({"a\nb c": 1, "x" * 1_000: 1, "\ud800": 1}).encode()

    assert read(body, OrderSubmission).unknown_fields == ("a?b?c", "x" * 64, "?")


@pytest.mark.parametrize("escape", ["\\ud800", "\\udc00 \\ud800", "\\ud83d"])
def test_half_of_a_surrogate_pair_is_refused(escape: str) -> None:
    assert violations(f'{{"rrn": "{escape}"}}', PaymentNotification) == [("rrn", "json.encoding")]


def test_a_surrogate_pair_is_a_character() -> None:
    assert read(b'{"rrn": "\\ud83d\\ude00"}', PaymentNotification).message.rrn == "\U0001f600"


def test_an_object_without_members_is_present() -> None:
    assert read(b'{"order": {}}', OrderSubmission).message.HasField("order")
    assert not read(b"{}", OrderSubmission).message.HasField("order")


def test_nesting_has_a_bound_and_the_bound_is_accepted() -> None:
    def nested(levels: int) -> str:
        # The object around is a level, too.
        return f'{{"unknown": {"[" * (levels - 1)}{"]" * (levels - 1)}}}'

    assert read(nested(MAX_DEPTH).encode(), PaymentNotification).unknown_fields == ("unknown",)
    for levels in (MAX_DEPTH + 1, 900, 100_000):
        assert violations(nested(levels), PaymentNotification) == [("", "json.depth")]


def test_no_violation_quotes_a_value() -> None:
    with pytest.raises(InvalidJsonError) as refused:
        read(b'{"customer_id": {"jane@example.com": 1}, "order": "jane"}', OrderSubmission)

    assert "jane" not in "".join(map(str, refused.value.violations))


def test_a_contract_that_json_has_no_type_for_is_a_defect_of_ours() -> None:
    with pytest.raises(ContractError, match=r"cleanup"):
        read(b'{"cleanup": 1}', Topic)


@given(
    item_id=st.text(st.characters(exclude_categories=["Cs"])),
    quantity=st.integers(-(2**63), 2**63 - 1),
)
def test_what_the_contract_says_is_read_back_whatever_its_values(
    item_id: str, quantity: int
) -> None:
    body = json.dumps({"item_id": item_id, "quantity": quantity}).encode()

    assert read(body, SubmittedItem).message == SubmittedItem(item_id=item_id, quantity=quantity)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_read_or_refused(body: bytes) -> None:
    with suppress(InvalidJsonError):
        read(body, OrderSubmission)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_submission_is_read_or_refused(damages: list[tuple[int, int]]) -> None:
    body = bytearray(json.dumps(SUBMISSION).encode())
    for place, byte in damages:
        body[place % len(body)] = byte

    with suppress(InvalidJsonError):
        read(bytes(body), OrderSubmission)
