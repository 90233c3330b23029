import datetime

from google.protobuf import empty_pb2 as _empty_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from oms.commerce.v1 import order_submission_pb2 as _order_submission_pb2
from oms.options.v1 import options_pb2 as _options_pb2
from oms.orders.v1 import ending_pb2 as _ending_pb2
from oms.orders.v1 import order_state_pb2 as _order_state_pb2
from oms.orders.v1 import order_status_pb2 as _order_status_pb2
from oms.payments.v1 import payment_notification_pb2 as _payment_notification_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RunRequest(_message.Message):
    __slots__ = ("order_id", "requirements", "policy")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUIREMENTS_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    requirements: _containers.RepeatedScalarFieldContainer[_order_status_pb2.Requirement]
    policy: _order_state_pb2.OrderPolicy
    def __init__(self, order_id: _Optional[str] = ..., requirements: _Optional[_Iterable[_Union[_order_status_pb2.Requirement, str]]] = ..., policy: _Optional[_Union[_order_state_pb2.OrderPolicy, _Mapping]] = ...) -> None: ...

class RunResponse(_message.Message):
    __slots__ = ("ending",)
    ENDING_FIELD_NUMBER: _ClassVar[int]
    ending: _ending_pb2.Ending
    def __init__(self, ending: _Optional[_Union[_ending_pb2.Ending, _Mapping]] = ...) -> None: ...

class SubmitOrderRequest(_message.Message):
    __slots__ = ("event_id", "received_at", "submission", "violations")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    received_at: _timestamp_pb2.Timestamp
    submission: _order_submission_pb2.OrderSubmission
    violations: _containers.RepeatedCompositeFieldContainer[_order_state_pb2.RuleViolation]
    def __init__(self, event_id: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submission: _Optional[_Union[_order_submission_pb2.OrderSubmission, _Mapping]] = ..., violations: _Optional[_Iterable[_Union[_order_state_pb2.RuleViolation, _Mapping]]] = ...) -> None: ...

class NotifyPaymentRequest(_message.Message):
    __slots__ = ("event_id", "received_at", "notification")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    NOTIFICATION_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    received_at: _timestamp_pb2.Timestamp
    notification: _payment_notification_pb2.PaymentNotification
    def __init__(self, event_id: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., notification: _Optional[_Union[_payment_notification_pb2.PaymentNotification, _Mapping]] = ...) -> None: ...

class GetOrderRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetOrderResponse(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: _order_state_pb2.OrderState
    def __init__(self, state: _Optional[_Union[_order_state_pb2.OrderState, _Mapping]] = ...) -> None: ...
