"""Names, task queues and topics, read from the options of the protobuf contracts.

What a worker in another language must know (workflow and activity types, handlers, task queues) and
which messages are topics stands in `proto/oms/**`, and is read here from the generated descriptors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar, cast

from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message

from oms.options.v1 import options_pb2

Request = TypeVar("Request", bound=Message)
Response = TypeVar("Response", bound=Message)


class ContractError(Exception):
    """The contracts do not say what the code asks of them; mend the `.proto` file named."""


@dataclass(frozen=True)
class Activity(Generic[Request, Response]):
    """A Temporal activity type: one message in, one message out."""

    name: str
    task_queue: str
    tasks_per_second: int
    """How many tasks a second the queue hands out in all; 0: without limit."""
    request_type: type[Request]
    response_type: type[Response]


@dataclass(frozen=True)
class Handler(Generic[Request, Response]):
    """A workflow's run method, signal, query or update."""

    name: str
    kind: options_pb2.Handler
    request_type: type[Request]
    response_type: type[Response]


@dataclass(frozen=True)
class WorkflowType:
    """A Temporal workflow type."""

    name: str
    task_queue: str
    id_template: str

    def workflow_id(self, **fields: str) -> str:
        """The workflow id for these fields of the run request."""
        return self.id_template.format(**fields)


@dataclass(frozen=True)
class Topic:
    """A Kafka topic; its records carry the message as Avro."""

    name: str
    message_type: type[Message]
    key_paths: tuple[str, ...]
    partitions: int
    retention: timedelta
    cleanup: options_pb2.Cleanup

    @property
    def subject(self) -> str:
        """The registry's subject of the topic's values (strategy TOPIC)."""
        return f"{self.name}-value"

    def key(self, message: Message) -> str:
        """The record's key: the first of the key's paths that is not empty.

        Raises:
            ContractError: every path is empty, so that the message belongs to no key.
        """
        for path in self.key_paths:
            value: object = message
            for name in path.split("."):
                value = getattr(value, name)
            if value:
                return str(value)
        raise ContractError(f"{self.name}: none of {', '.join(self.key_paths)} is given")


def activity(request: type[Request], response: type[Response]) -> Activity[Request, Response]:
    """The activity that takes `request`.

    Raises:
        ContractError: no activity takes it, or it answers with another message.
    """
    service, method = _method(request, response)
    options = option(service, options_pb2.activities)
    if options is None:
        raise ContractError(f"{service.full_name} lacks the option (oms.options.v1.activities)")
    return Activity(
        f"{service.name}.{method.name}",
        options.task_queue,
        options.tasks_per_second,
        request,
        response,
    )


def handler(request: type[Request], response: type[Response]) -> Handler[Request, Response]:
    """The workflow handler that takes `request`; named in snake_case.

    Raises:
        ContractError: no workflow takes it, or it answers with another message.
    """
    _, method = _method(request, response)
    kind = option(method, options_pb2.handler)
    if kind is None:
        raise ContractError(f"{method.full_name} lacks the option (oms.options.v1.handler)")
    return Handler(handler_name(method), kind, request, response)


def handler_name(method: MethodDescriptor) -> str:
    """The name of a workflow's handler: its method's, in snake_case."""
    return _snake_case(method.name)


def workflow_type(run_request: type[Message]) -> WorkflowType:
    """The workflow type whose run method takes `run_request`.

    Raises:
        ContractError: no workflow is run with it.
    """
    for service in run_request.DESCRIPTOR.file.services_by_name.values():
        for method in service.methods:
            if method.input_type == run_request.DESCRIPTOR:
                options = option(service, options_pb2.workflow)
                if options is not None:
                    return WorkflowType(service.name, options.task_queue, options.workflow_id)
    raise ContractError(f"no workflow is run with {run_request.DESCRIPTOR.full_name}")


def topic(message: type[Message]) -> Topic:
    """The topic that carries `message`.

    Raises:
        ContractError: the message is not the value of a topic.
    """
    options = option(message.DESCRIPTOR, options_pb2.topic)
    if options is None:
        raise ContractError(
            f"{message.DESCRIPTOR.full_name} lacks the option (oms.options.v1.topic)"
        )
    return Topic(
        name=options.name,
        message_type=message,
        key_paths=tuple(options.key),
        partitions=options.partitions,
        retention=options.retention.ToTimedelta(),
        cleanup=options.cleanup or options_pb2.CLEANUP_DELETE,
    )


def option(descriptor: Any, extension: FieldDescriptor) -> Any:  # noqa: ANN401
    """The value of one of our options on a message, field, service or method; None if not given.

    The generated stubs do not say of which type an extension is, so neither does this.
    """
    options = descriptor.GetOptions()
    return options.Extensions[extension] if options.HasExtension(extension) else None


def _method(
    request: type[Message], response: type[Message]
) -> tuple[ServiceDescriptor, MethodDescriptor]:
    for service, method in _methods(request):
        if method.input_type == request.DESCRIPTOR:
            if method.output_type != response.DESCRIPTOR:
                raise ContractError(
                    f"{method.full_name} answers with {method.output_type.full_name}, "
                    f"not {response.DESCRIPTOR.full_name}"
                )
            return service, method
    raise ContractError(f"no method takes {request.DESCRIPTOR.full_name}")


def _methods(request: type[Message]) -> Iterator[tuple[ServiceDescriptor, MethodDescriptor]]:
    for service in request.DESCRIPTOR.file.services_by_name.values():
        for method in service.methods:
            yield cast("ServiceDescriptor", service), cast("MethodDescriptor", method)


def _snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def plain_name(enum: EnumTypeWrapper, value: int) -> str:
    """An enum value's name without its type's prefix: `RECEIVED`, not `ORDER_STATUS_RECEIVED`.

    The name by which people and search attributes know it. Empty for the zero value.
    """
    if not value:
        return ""
    return enum.Name(value).removeprefix(f"{_snake_case(enum.DESCRIPTOR.name).upper()}_")
