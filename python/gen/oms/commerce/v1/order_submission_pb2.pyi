from buf.validate import validate_pb2 as _validate_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderSubmission(_message.Message):
    __slots__ = ("customer_id", "order", "customer_email")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_EMAIL_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    order: SubmittedOrder
    customer_email: str
    def __init__(self, customer_id: _Optional[str] = ..., order: _Optional[_Union[SubmittedOrder, _Mapping]] = ..., customer_email: _Optional[str] = ...) -> None: ...

class SubmittedOrder(_message.Message):
    __slots__ = ("order_id", "items")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    items: _containers.RepeatedCompositeFieldContainer[SubmittedItem]
    def __init__(self, order_id: _Optional[str] = ..., items: _Optional[_Iterable[_Union[SubmittedItem, _Mapping]]] = ...) -> None: ...

class SubmittedItem(_message.Message):
    __slots__ = ("item_id", "quantity")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    quantity: int
    def __init__(self, item_id: _Optional[str] = ..., quantity: _Optional[int] = ...) -> None: ...

class SubmissionIdentity(_message.Message):
    __slots__ = ("order_id", "customer_id", "item_ids")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    customer_id: str
    item_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, order_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., item_ids: _Optional[_Iterable[str]] = ...) -> None: ...
