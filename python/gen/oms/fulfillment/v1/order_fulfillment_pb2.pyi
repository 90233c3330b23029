from buf.validate import validate_pb2 as _validate_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OrderFulfillment(_message.Message):
    __slots__ = ("customer_id", "order_id", "payment_details", "items")
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_DETAILS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    customer_id: str
    order_id: str
    payment_details: PaymentDetails
    items: _containers.RepeatedCompositeFieldContainer[FulfillmentItem]
    def __init__(self, customer_id: _Optional[str] = ..., order_id: _Optional[str] = ..., payment_details: _Optional[_Union[PaymentDetails, _Mapping]] = ..., items: _Optional[_Iterable[_Union[FulfillmentItem, _Mapping]]] = ...) -> None: ...

class PaymentDetails(_message.Message):
    __slots__ = ("rrn",)
    RRN_FIELD_NUMBER: _ClassVar[int]
    rrn: str
    def __init__(self, rrn: _Optional[str] = ...) -> None: ...

class FulfillmentItem(_message.Message):
    __slots__ = ("item_id", "sku_id", "brand_code")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SKU_ID_FIELD_NUMBER: _ClassVar[int]
    BRAND_CODE_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    sku_id: str
    brand_code: str
    def __init__(self, item_id: _Optional[str] = ..., sku_id: _Optional[str] = ..., brand_code: _Optional[str] = ...) -> None: ...
