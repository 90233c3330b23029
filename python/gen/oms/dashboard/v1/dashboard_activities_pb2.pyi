from oms.dashboard.v1 import order_view_pb2 as _order_view_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from oms.orders.v1 import ending_pb2 as _ending_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordOrderRequest(_message.Message):
    __slots__ = ("view", "ending")
    VIEW_FIELD_NUMBER: _ClassVar[int]
    ENDING_FIELD_NUMBER: _ClassVar[int]
    view: _order_view_pb2.OrderView
    ending: _ending_pb2.Ending
    def __init__(self, view: _Optional[_Union[_order_view_pb2.OrderView, _Mapping]] = ..., ending: _Optional[_Union[_ending_pb2.Ending, _Mapping]] = ...) -> None: ...

class RecordOrderResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
