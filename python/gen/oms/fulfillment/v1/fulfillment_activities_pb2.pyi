import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from oms.fulfillment.v1 import order_fulfillment_pb2 as _order_fulfillment_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PublishOrderRequest(_message.Message):
    __slots__ = ("message_id", "order")
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    message_id: str
    order: _order_fulfillment_pb2.OrderFulfillment
    def __init__(self, message_id: _Optional[str] = ..., order: _Optional[_Union[_order_fulfillment_pb2.OrderFulfillment, _Mapping]] = ...) -> None: ...

class PublishOrderResponse(_message.Message):
    __slots__ = ("partition", "offset", "published_at")
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_AT_FIELD_NUMBER: _ClassVar[int]
    partition: int
    offset: int
    published_at: _timestamp_pb2.Timestamp
    def __init__(self, partition: _Optional[int] = ..., offset: _Optional[int] = ..., published_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
