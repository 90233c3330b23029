"""What makes an input identifiable: the rules of the contract's identity messages.

An input that breaks them belongs to no order and no payment, and is refused. What makes an order
processable is another matter: such an order is taken in and waits for Support.
"""

import re

from oms.commerce.v1.order_submission_pb2 import OrderSubmission, SubmissionIdentity
from oms.orders.v1.order_state_pb2 import RuleViolation
from oms.payments.v1.payment_notification_pb2 import NotificationIdentity, PaymentNotification
from order_processing.inputs.rules import broken_rules

# Path in the identity message -> path in the partner's JSON; `{}` is the index.
_SUBMISSION_PATHS = {
    "order_id": "order.order_id",
    "customer_id": "customer_id",
    "item_ids": "order.items",
    "item_ids[]": "order.items[{}].item_id",
}
_NOTIFICATION_PATHS = {
    "": "",
    "order_id": "metadata.order_id",
    "rrn": "rrn",
    "customer_id": "customer_id",
}
_INDEX = re.compile(r"(?<=\[)\d+(?=\])")


def submission_violations(submission: OrderSubmission) -> list[RuleViolation]:
    """The identity rules that a submission breaks; paths are those of the partner's JSON."""
    identity = SubmissionIdentity(
        order_id=submission.order.order_id,
        customer_id=submission.customer_id,
        item_ids=[item.item_id for item in submission.order.items],
    )
    return _at_partners_paths(broken_rules(identity), _SUBMISSION_PATHS)


def notification_violations(notification: PaymentNotification) -> list[RuleViolation]:
    """The identity rules that a notification breaks; paths are those of the partner's JSON."""
    identity = NotificationIdentity(
        order_id=notification.metadata.order_id,
        rrn=notification.rrn,
        customer_id=notification.customer_id,
    )
    return _at_partners_paths(broken_rules(identity), _NOTIFICATION_PATHS)


def _at_partners_paths(
    violations: list[RuleViolation], paths: dict[str, str]
) -> list[RuleViolation]:
    return [
        RuleViolation(
            field=_partners_path(violation.field, paths),
            rule_id=violation.rule_id,
            message=violation.message,
        )
        for violation in violations
    ]


def _partners_path(path: str, paths: dict[str, str]) -> str:
    return paths[_INDEX.sub("", path)].format(*_INDEX.findall(path))
