import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from oms.commerce.v1 import commerce_activities_pb2 as _commerce_activities_pb2
from oms.commerce.v1 import order_submission_pb2 as _order_submission_pb2
from oms.orders.v1 import order_status_pb2 as _order_status_pb2
from oms.payments.v1 import payment_activities_pb2 as _payment_activities_pb2
from oms.pims.v1 import pims_activities_pb2 as _pims_activities_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Progress(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROGRESS_UNSPECIFIED: _ClassVar[Progress]
    PROGRESS_RUNNING: _ClassVar[Progress]
    PROGRESS_SUCCEEDED: _ClassVar[Progress]
    PROGRESS_REFUSED: _ClassVar[Progress]

class PaymentVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_VERDICT_UNSPECIFIED: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_NOT_FOUND: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_AUTHORIZED: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_CAPTURED: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_VOIDED: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_DECLINED: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_ORDER_DIFFERS: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_CUSTOMER_DIFFERS: _ClassVar[PaymentVerdict]
    PAYMENT_VERDICT_AMOUNT_DIFFERS: _ClassVar[PaymentVerdict]

class InputOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INPUT_OUTCOME_UNSPECIFIED: _ClassVar[InputOutcome]
    INPUT_OUTCOME_OTHER_CUSTOMER: _ClassVar[InputOutcome]
    INPUT_OUTCOME_OTHER_ITEMS: _ClassVar[InputOutcome]
    INPUT_OUTCOME_AFTER_CAPTURE: _ClassVar[InputOutcome]
    INPUT_OUTCOME_NO_RRN: _ClassVar[InputOutcome]
    INPUT_OUTCOME_AFTER_ENDING: _ClassVar[InputOutcome]
PROGRESS_UNSPECIFIED: Progress
PROGRESS_RUNNING: Progress
PROGRESS_SUCCEEDED: Progress
PROGRESS_REFUSED: Progress
PAYMENT_VERDICT_UNSPECIFIED: PaymentVerdict
PAYMENT_VERDICT_NOT_FOUND: PaymentVerdict
PAYMENT_VERDICT_AUTHORIZED: PaymentVerdict
PAYMENT_VERDICT_CAPTURED: PaymentVerdict
PAYMENT_VERDICT_VOIDED: PaymentVerdict
PAYMENT_VERDICT_DECLINED: PaymentVerdict
PAYMENT_VERDICT_ORDER_DIFFERS: PaymentVerdict
PAYMENT_VERDICT_CUSTOMER_DIFFERS: PaymentVerdict
PAYMENT_VERDICT_AMOUNT_DIFFERS: PaymentVerdict
INPUT_OUTCOME_UNSPECIFIED: InputOutcome
INPUT_OUTCOME_OTHER_CUSTOMER: InputOutcome
INPUT_OUTCOME_OTHER_ITEMS: InputOutcome
INPUT_OUTCOME_AFTER_CAPTURE: InputOutcome
INPUT_OUTCOME_NO_RRN: InputOutcome
INPUT_OUTCOME_AFTER_ENDING: InputOutcome

class OrderState(_message.Message):
    __slots__ = ("order_id", "requirements", "policy", "status", "reason", "first_input_at", "submitted_at", "submission", "rival", "validation", "enrichment", "payments", "publication", "recorded_inputs", "event_ids", "sequence", "changed_at", "closed_at")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    REQUIREMENTS_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    FIRST_INPUT_AT_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_AT_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_FIELD_NUMBER: _ClassVar[int]
    RIVAL_FIELD_NUMBER: _ClassVar[int]
    VALIDATION_FIELD_NUMBER: _ClassVar[int]
    ENRICHMENT_FIELD_NUMBER: _ClassVar[int]
    PAYMENTS_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_FIELD_NUMBER: _ClassVar[int]
    RECORDED_INPUTS_FIELD_NUMBER: _ClassVar[int]
    EVENT_IDS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    CHANGED_AT_FIELD_NUMBER: _ClassVar[int]
    CLOSED_AT_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    requirements: _containers.RepeatedScalarFieldContainer[_order_status_pb2.Requirement]
    policy: OrderPolicy
    status: _order_status_pb2.OrderStatus
    reason: _order_status_pb2.OrderReason
    first_input_at: _timestamp_pb2.Timestamp
    submitted_at: _timestamp_pb2.Timestamp
    submission: _order_submission_pb2.OrderSubmission
    rival: _order_submission_pb2.OrderSubmission
    validation: Validation
    enrichment: Enrichment
    payments: _containers.RepeatedCompositeFieldContainer[PaymentRecord]
    publication: Publication
    recorded_inputs: _containers.RepeatedCompositeFieldContainer[RecordedInput]
    event_ids: _containers.RepeatedScalarFieldContainer[str]
    sequence: int
    changed_at: _timestamp_pb2.Timestamp
    closed_at: _timestamp_pb2.Timestamp
    def __init__(self, order_id: _Optional[str] = ..., requirements: _Optional[_Iterable[_Union[_order_status_pb2.Requirement, str]]] = ..., policy: _Optional[_Union[OrderPolicy, _Mapping]] = ..., status: _Optional[_Union[_order_status_pb2.OrderStatus, str]] = ..., reason: _Optional[_Union[_order_status_pb2.OrderReason, str]] = ..., first_input_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submitted_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., submission: _Optional[_Union[_order_submission_pb2.OrderSubmission, _Mapping]] = ..., rival: _Optional[_Union[_order_submission_pb2.OrderSubmission, _Mapping]] = ..., validation: _Optional[_Union[Validation, _Mapping]] = ..., enrichment: _Optional[_Union[Enrichment, _Mapping]] = ..., payments: _Optional[_Iterable[_Union[PaymentRecord, _Mapping]]] = ..., publication: _Optional[_Union[Publication, _Mapping]] = ..., recorded_inputs: _Optional[_Iterable[_Union[RecordedInput, _Mapping]]] = ..., event_ids: _Optional[_Iterable[str]] = ..., sequence: _Optional[int] = ..., changed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., closed_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class OrderPolicy(_message.Message):
    __slots__ = ("order_ttl", "capture_window", "not_found_grace")
    ORDER_TTL_FIELD_NUMBER: _ClassVar[int]
    CAPTURE_WINDOW_FIELD_NUMBER: _ClassVar[int]
    NOT_FOUND_GRACE_FIELD_NUMBER: _ClassVar[int]
    order_ttl: _duration_pb2.Duration
    capture_window: _duration_pb2.Duration
    not_found_grace: _duration_pb2.Duration
    def __init__(self, order_ttl: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., capture_window: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., not_found_grace: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class Validation(_message.Message):
    __slots__ = ("progress", "generation", "reason", "violations", "commerce_order")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    COMMERCE_ORDER_FIELD_NUMBER: _ClassVar[int]
    progress: Progress
    generation: int
    reason: _order_status_pb2.OrderReason
    violations: _containers.RepeatedCompositeFieldContainer[RuleViolation]
    commerce_order: _commerce_activities_pb2.Order
    def __init__(self, progress: _Optional[_Union[Progress, str]] = ..., generation: _Optional[int] = ..., reason: _Optional[_Union[_order_status_pb2.OrderReason, str]] = ..., violations: _Optional[_Iterable[_Union[RuleViolation, _Mapping]]] = ..., commerce_order: _Optional[_Union[_commerce_activities_pb2.Order, _Mapping]] = ...) -> None: ...

class RuleViolation(_message.Message):
    __slots__ = ("field", "rule_id", "message")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    field: str
    rule_id: str
    message: str
    def __init__(self, field: _Optional[str] = ..., rule_id: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class Enrichment(_message.Message):
    __slots__ = ("progress", "generation", "items", "not_found")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NOT_FOUND_FIELD_NUMBER: _ClassVar[int]
    progress: Progress
    generation: int
    items: _containers.RepeatedCompositeFieldContainer[_pims_activities_pb2.Item]
    not_found: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, progress: _Optional[_Union[Progress, str]] = ..., generation: _Optional[int] = ..., items: _Optional[_Iterable[_Union[_pims_activities_pb2.Item, _Mapping]]] = ..., not_found: _Optional[_Iterable[str]] = ...) -> None: ...

class PaymentRecord(_message.Message):
    __slots__ = ("rrn", "first_notified_at", "last_notified_at", "notified_amount_cents", "notified_customer_id", "verification", "verify_again", "verdict", "payment")
    RRN_FIELD_NUMBER: _ClassVar[int]
    FIRST_NOTIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    LAST_NOTIFIED_AT_FIELD_NUMBER: _ClassVar[int]
    NOTIFIED_AMOUNT_CENTS_FIELD_NUMBER: _ClassVar[int]
    NOTIFIED_CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    VERIFY_AGAIN_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    PAYMENT_FIELD_NUMBER: _ClassVar[int]
    rrn: str
    first_notified_at: _timestamp_pb2.Timestamp
    last_notified_at: _timestamp_pb2.Timestamp
    notified_amount_cents: int
    notified_customer_id: str
    verification: Progress
    verify_again: bool
    verdict: PaymentVerdict
    payment: _payment_activities_pb2.Payment
    def __init__(self, rrn: _Optional[str] = ..., first_notified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., last_notified_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., notified_amount_cents: _Optional[int] = ..., notified_customer_id: _Optional[str] = ..., verification: _Optional[_Union[Progress, str]] = ..., verify_again: _Optional[bool] = ..., verdict: _Optional[_Union[PaymentVerdict, str]] = ..., payment: _Optional[_Union[_payment_activities_pb2.Payment, _Mapping]] = ...) -> None: ...

class Publication(_message.Message):
    __slots__ = ("progress", "message_id", "rrn", "partition", "offset", "published_at")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    RRN_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_AT_FIELD_NUMBER: _ClassVar[int]
    progress: Progress
    message_id: str
    rrn: str
    partition: int
    offset: int
    published_at: _timestamp_pb2.Timestamp
    def __init__(self, progress: _Optional[_Union[Progress, str]] = ..., message_id: _Optional[str] = ..., rrn: _Optional[str] = ..., partition: _Optional[int] = ..., offset: _Optional[int] = ..., published_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordedInput(_message.Message):
    __slots__ = ("event_id", "received_at", "outcome")
    EVENT_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIVED_AT_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    event_id: str
    received_at: _timestamp_pb2.Timestamp
    outcome: InputOutcome
    def __init__(self, event_id: _Optional[str] = ..., received_at: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., outcome: _Optional[_Union[InputOutcome, str]] = ...) -> None: ...
