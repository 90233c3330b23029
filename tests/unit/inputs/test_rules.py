from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmittedItem, SubmittedOrder
from oms.payments.v1.payment_notification_pb2 import NotificationIdentity
from order_processing.inputs.rules import broken_rules


def test_a_broken_rule_is_named_with_the_path_of_its_field() -> None:
    items = [SubmittedItem(item_id="I-1", quantity=1), SubmittedItem(item_id="I-2", quantity=0)]
    submission = OrderSubmission(
        customer_id="C-1", order=SubmittedOrder(order_id="O-1", items=items)
    )

    [broken] = broken_rules(submission)

    assert (broken.field, broken.rule_id) == ("order.items[1].quantity", "int64.gt")
    assert broken.message == "must be greater than 0"


def test_a_rule_on_the_whole_message_has_no_path() -> None:
    [broken] = broken_rules(NotificationIdentity())

    assert (broken.field, broken.rule_id) == ("", "notification.identifiable")


def test_a_processable_submission_breaks_no_rule() -> None:
    order = SubmittedOrder(order_id="O-1", items=[SubmittedItem(item_id="I-1", quantity=1)])

    assert broken_rules(OrderSubmission(customer_id="C-1", order=order)) == []


def test_no_rule_quotes_the_value_that_breaks_it() -> None:
    submission = OrderSubmission(customer_email="jane at example.com")

    broken = [broken for broken in broken_rules(submission) if broken.field == "customer_email"]

    assert [violation.rule_id for violation in broken] == ["string.email"]
    assert "jane" not in str(broken)
