import datetime

from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Cleanup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CLEANUP_UNSPECIFIED: _ClassVar[Cleanup]
    CLEANUP_DELETE: _ClassVar[Cleanup]
    CLEANUP_COMPACT: _ClassVar[Cleanup]

class Handler(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HANDLER_UNSPECIFIED: _ClassVar[Handler]
    HANDLER_RUN: _ClassVar[Handler]
    HANDLER_SIGNAL: _ClassVar[Handler]
    HANDLER_QUERY: _ClassVar[Handler]
    HANDLER_UPDATE: _ClassVar[Handler]
CLEANUP_UNSPECIFIED: Cleanup
CLEANUP_DELETE: Cleanup
CLEANUP_COMPACT: Cleanup
HANDLER_UNSPECIFIED: Handler
HANDLER_RUN: Handler
HANDLER_SIGNAL: Handler
HANDLER_QUERY: Handler
HANDLER_UPDATE: Handler
TOPIC_FIELD_NUMBER: _ClassVar[int]
topic: _descriptor.FieldDescriptor
SENSITIVE_FIELD_NUMBER: _ClassVar[int]
sensitive: _descriptor.FieldDescriptor
WORKFLOW_FIELD_NUMBER: _ClassVar[int]
workflow: _descriptor.FieldDescriptor
ACTIVITIES_FIELD_NUMBER: _ClassVar[int]
activities: _descriptor.FieldDescriptor
HANDLER_FIELD_NUMBER: _ClassVar[int]
handler: _descriptor.FieldDescriptor

class Topic(_message.Message):
    __slots__ = ("name", "key", "partitions", "retention", "cleanup")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    RETENTION_FIELD_NUMBER: _ClassVar[int]
    CLEANUP_FIELD_NUMBER: _ClassVar[int]
    name: str
    key: _containers.RepeatedScalarFieldContainer[str]
    partitions: int
    retention: _duration_pb2.Duration
    cleanup: Cleanup
    def __init__(self, name: _Optional[str] = ..., key: _Optional[_Iterable[str]] = ..., partitions: _Optional[int] = ..., retention: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ..., cleanup: _Optional[_Union[Cleanup, str]] = ...) -> None: ...

class Sensitive(_message.Message):
    __slots__ = ("data_class", "subject")
    DATA_CLASS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    data_class: str
    subject: str
    def __init__(self, data_class: _Optional[str] = ..., subject: _Optional[str] = ...) -> None: ...

class WorkflowType(_message.Message):
    __slots__ = ("task_queue", "workflow_id")
    TASK_QUEUE_FIELD_NUMBER: _ClassVar[int]
    WORKFLOW_ID_FIELD_NUMBER: _ClassVar[int]
    task_queue: str
    workflow_id: str
    def __init__(self, task_queue: _Optional[str] = ..., workflow_id: _Optional[str] = ...) -> None: ...

class ActivityTypes(_message.Message):
    __slots__ = ("task_queue", "tasks_per_second")
    TASK_QUEUE_FIELD_NUMBER: _ClassVar[int]
    TASKS_PER_SECOND_FIELD_NUMBER: _ClassVar[int]
    task_queue: str
    tasks_per_second: int
    def __init__(self, task_queue: _Optional[str] = ..., tasks_per_second: _Optional[int] = ...) -> None: ...
