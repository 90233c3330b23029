import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from oms.orders.v1 import order_status_pb2 as _order_status_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Ending(_message.Message):
    __slots__ = ("order_id", "status", "reason", "rrn", "message_id", "closed_at")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RRN_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    status: _order_status_pb2.OrderStatus
    reason: _order_status_pb2.OrderReason
    rrn: str
    message_id: str
    closed_at: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., status: _Optional[_Union[_order_status_pb2.OrderStatus, str]] = ..., reason: _Optional[_Union[_order_status_pb2.OrderReason, str]] = ..., rrn: _Optional[str] = ..., message_id: _Optional[str] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
