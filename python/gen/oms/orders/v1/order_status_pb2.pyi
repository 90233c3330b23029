from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class OrderStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORDER_STATUS_UNSPECIFIED: _ClassVar[OrderStatus]
    ORDER_STATUS_AWAITING_SUBMISSION: _ClassVar[OrderStatus]
    ORDER_STATUS_RECEIVED: _ClassVar[OrderStatus]
    ORDER_STATUS_INVALID: _ClassVar[OrderStatus]
    ORDER_STATUS_AWAITING_PAYMENT: _ClassVar[OrderStatus]
    ORDER_STATUS_FORWARDING: _ClassVar[OrderStatus]
    ORDER_STATUS_FORWARDED: _ClassVar[OrderStatus]
    ORDER_STATUS_CANCELLED: _ClassVar[OrderStatus]
    ORDER_STATUS_EXPIRED: _ClassVar[OrderStatus]

class OrderReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORDER_REASON_UNSPECIFIED: _ClassVar[OrderReason]
    ORDER_REASON_MALFORMED: _ClassVar[OrderReason]
    ORDER_REASON_UNKNOWN_ORDER: _ClassVar[OrderReason]
    ORDER_REASON_CUSTOMER_DIFFERS: _ClassVar[OrderReason]
    ORDER_REASON_ITEMS_DIFFER: _ClassVar[OrderReason]
    ORDER_REASON_UNKNOWN_ITEM: _ClassVar[OrderReason]
    ORDER_REASON_BY_CUSTOMER: _ClassVar[OrderReason]
    ORDER_REASON_BY_SUPPORT: _ClassVar[OrderReason]
    ORDER_REASON_BY_OPERATOR: _ClassVar[OrderReason]
    ORDER_REASON_CAPTURE_WINDOW_CLOSED: _ClassVar[OrderReason]
    ORDER_REASON_PAYMENT_NOT_CAPTURED: _ClassVar[OrderReason]
    ORDER_REASON_NEVER_SUBMITTED: _ClassVar[OrderReason]
    ORDER_REASON_NOT_VALIDATED: _ClassVar[OrderReason]
    ORDER_REASON_NOT_CORRECTED: _ClassVar[OrderReason]
    ORDER_REASON_NOT_ENRICHED: _ClassVar[OrderReason]

class Requirement(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REQUIREMENT_UNSPECIFIED: _ClassVar[Requirement]
    REQUIREMENT_VALID: _ClassVar[Requirement]
    REQUIREMENT_ENRICHED: _ClassVar[Requirement]
    REQUIREMENT_CAPTURED: _ClassVar[Requirement]
ORDER_STATUS_UNSPECIFIED: OrderStatus
ORDER_STATUS_AWAITING_SUBMISSION: OrderStatus
ORDER_STATUS_RECEIVED: OrderStatus
ORDER_STATUS_INVALID: OrderStatus
ORDER_STATUS_AWAITING_PAYMENT: OrderStatus
ORDER_STATUS_FORWARDING: OrderStatus
ORDER_STATUS_FORWARDED: OrderStatus
ORDER_STATUS_CANCELLED: OrderStatus
ORDER_STATUS_EXPIRED: OrderStatus
ORDER_REASON_UNSPECIFIED: OrderReason
ORDER_REASON_MALFORMED: OrderReason
ORDER_REASON_UNKNOWN_ORDER: OrderReason
ORDER_REASON_CUSTOMER_DIFFERS: OrderReason
ORDER_REASON_ITEMS_DIFFER: OrderReason
ORDER_REASON_UNKNOWN_ITEM: OrderReason
ORDER_REASON_BY_CUSTOMER: OrderReason
ORDER_REASON_BY_SUPPORT: OrderReason
ORDER_REASON_BY_OPERATOR: OrderReason
ORDER_REASON_CAPTURE_WINDOW_CLOSED: OrderReason
ORDER_REASON_PAYMENT_NOT_CAPTURED: OrderReason
ORDER_REASON_NEVER_SUBMITTED: OrderReason
ORDER_REASON_NOT_VALIDATED: OrderReason
ORDER_REASON_NOT_CORRECTED: OrderReason
ORDER_REASON_NOT_ENRICHED: OrderReason
REQUIREMENT_UNSPECIFIED: Requirement
REQUIREMENT_VALID: Requirement
REQUIREMENT_ENRICHED: Requirement
REQUIREMENT_CAPTURED: Requirement
