"""The search attributes by which people find orders in Temporal. `oms setup` registers them."""

from temporalio.common import SearchAttributeKey

STATUS = SearchAttributeKey.for_keyword("OrderStatus")
"""Plain name of the order's status, such as `AWAITING_PAYMENT`."""

REASON = SearchAttributeKey.for_keyword("OrderReason")
"""Plain name of the reason for it, such as `ITEMS_DIFFER`; unset where there is none."""

CUSTOMER = SearchAttributeKey.for_keyword("OrderCustomer")
"""The customer's id; unset while not known."""

DEADLINE = SearchAttributeKey.for_datetime("OrderDeadline")
"""When the order expires."""

ALL = (STATUS, REASON, CUSTOMER, DEADLINE)
