import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from oms.orders.v1 import order_state_pb2 as _order_state_pb2
from oms.orders.v1 import order_status_pb2 as _order_status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderView(_message.Message):
    __slots__ = ("order_id", "customer_id", "status", "reason", "waiting_for", "items", "total_cents", "currency", "payment", "submitted_at", "forwarded_at", "closed_at", "sequence", "changed_at")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WAITING_FOR_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_CENTS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    FORWARDED_AT_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    customer_id: str
    status: _order_status_pb2.OrderStatus
    reason: _order_status_pb2.OrderReason
    waiting_for: str
    items: _containers.RepeatedCompositeFieldContainer[ItemView]
    total_cents: int
    currency: str
    payment: PaymentView
    submitted_at: _timestamp_pb2.Timestamp
    forwarded_at: _timestamp_pb2.Timestamp
    closed_at: _timestamp_pb2.Timestamp
    sequence: int
    changed_at: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., status: _Optional[_Union[_order_status_pb2.OrderStatus, str]] = ..., reason: _Optional[_Union[_order_status_pb2.OrderReason, str]] = ..., waiting_for: _Optional[str] = ..., items: _Optional[_Iterable[_Union[ItemView, _Mapping]]] = ..., total_cents: _Optional[int] = ..., currency: _Optional[str] = ..., payment: _Optional[_Union[PaymentView, _Mapping]] = ..., submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., forwarded_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., sequence: _Optional[int] = ..., changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ItemView(_message.Message):
    __slots__ = ("item_id", "quantity", "unit_price_cents", "sku_id", "brand_code")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_CENTS_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    BRAND_CODE_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    quantity: int
    unit_price_cents: int
    sku_id: str
    brand_code: str
    def __init__(self, item_id: _Optional[str] = ..., quantity: _Optional[int] = ..., unit_price_cents: _Optional[int] = ..., sku_id: _Optional[str] = ..., brand_code: _Optional[str] = ...) -> None: ...

class PaymentView(_message.Message):
    __slots__ = ("rrn", "verdict", "authorized_at", "captured_at")
    RRN_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    AUTHORIZED_AT_FIELD_NUMBER: _ClassVar[int]
    CAPTURED_AT_FIELD_NUMBER: _ClassVar[int]
    rrn: str
    verdict: _order_state_pb2.PaymentVerdict
    authorized_at: _timestamp_pb2.Timestamp
    captured_at: _timestamp_pb2.Timestamp
    def __init__(self, rrn: _Optional[str] = ..., verdict: _Optional[_Union[_order_state_pb2.PaymentVerdict, str]] = ..., authorized_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., captured_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
