from buf.validate import validate_pb2 as _validate_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PaymentNotification(_message.Message):
    __slots__ = ("customer_id", "rrn", "amount_cents", "metadata")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    RRN_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    rrn: str
    amount_cents: int
    metadata: PaymentMetadata
    def __init__(self, customer_id: _Optional[str] = ..., rrn: _Optional[str] = ..., amount_cents: _Optional[int] = ..., metadata: _Optional[_Union[PaymentMetadata, _Mapping]] = ...) -> None: ...

class PaymentMetadata(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class NotificationIdentity(_message.Message):
    __slots__ = ("order_id", "rrn", "customer_id")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    RRN_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    rrn: str
    customer_id: str
    def __init__(self, order_id: _Optional[str] = ..., rrn: _Optional[str] = ..., customer_id: _Optional[str] = ...) -> None: ...
