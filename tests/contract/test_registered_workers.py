"""What workers register is what the contracts declare, on the task queues they name."""

from collections.abc import Iterator
from inspect import signature
from types import NoneType
from typing import Any, get_type_hints

import pytest
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.empty_pb2 import Empty
from pydantic import SecretStr
from temporalio import activity, workflow

from oms.options.v1 import options_pb2
from order_processing import contracts, worker
from order_processing.settings import Settings

SERVICE_FILES = (
    "oms/commerce/v1/commerce_activities.proto",
    "oms/dashboard/v1/dashboard_activities.proto",
    "oms/fulfillment/v1/fulfillment_activities.proto",
    "oms/orders/v1/order_workflow.proto",
    "oms/payments/v1/payment_activities.proto",
    "oms/pims/v1/pims_activities.proto",
)


@pytest.fixture
async def registered() -> list[worker.Registration]:
    settings = Settings(
        commerce_token=SecretStr("token"),
        pims_token=SecretStr("token"),
        payments_token=SecretStr("token"),
    )
    async with worker.registrations(settings, list(worker.Role)) as registrations:
        return registrations


def services() -> Iterator[ServiceDescriptor]:
    for name in SERVICE_FILES:
        file = descriptor_pool.Default().FindFileByName(name)
        yield from file.services_by_name.values()


def test_every_proto_file_with_services_is_looked_at(request: pytest.FixtureRequest):
    proto = request.config.rootpath / "proto"
    with_services = {
        file.relative_to(proto).as_posix()
        for file in proto.rglob("*.proto")
        if any(line.startswith("service ") for line in file.read_text().splitlines())
    }
    assert with_services == set(SERVICE_FILES)


async def test_each_activity_of_the_contracts_is_registered_on_its_task_queue(
    registered: list[worker.Registration],
):
    declared = {
        (contracts.option(service, options_pb2.activities).task_queue, f"{service.name}.{rpc.name}")
        for service in services()
        if contracts.option(service, options_pb2.activities)
        for rpc in service.methods
    }
    on_queues = {
        (str(registration.role), name(method))
        for registration in registered
        for method in registration.activities
    }
    # The workflow writes the dashboard by local activities first, in its own worker.
    on_queues -= {("orders", "DashboardActivities.RecordOrder")}
    assert on_queues == declared


async def test_each_activity_takes_and_returns_the_messages_of_its_contract(
    registered: list[worker.Registration],
):
    declared = {
        f"{service.name}.{rpc.name}": (rpc.input_type.full_name, rpc.output_type.full_name)
        for service in services()
        for rpc in service.methods
    }
    methods = [method for registration in registered for method in registration.activities]
    assert methods
    for method in methods:
        assert messages_of(method) == declared[name(method)], name(method)


async def test_the_workflow_has_the_handlers_of_its_contract_and_no_other(
    registered: list[worker.Registration],
):
    workflows = {
        (str(registration.role), workflow._Definition.must_from_class(cls).name): cls  # noqa: SLF001
        for registration in registered
        for cls in registration.workflows
    }
    declared = {
        (contracts.option(service, options_pb2.workflow).task_queue, service.name): service
        for service in services()
        if contracts.option(service, options_pb2.workflow)
    }
    assert workflows.keys() == declared.keys()
    for key, service in declared.items():
        assert handlers_of(workflows[key]) == {
            (
                contracts.option(rpc, options_pb2.handler),
                contracts.handler_name(rpc),
                (rpc.input_type.full_name, rpc.output_type.full_name),
            )
            for rpc in service.methods
        }


def handlers_of(cls: type) -> set[tuple[int, str, tuple[str, str]]]:
    definition = workflow._Definition.must_from_class(cls)  # noqa: SLF001
    return {
        (options_pb2.HANDLER_RUN, "run", messages_of(definition.run_fn)),
        *(
            (options_pb2.HANDLER_SIGNAL, str(handler.name), messages_of(handler.fn))
            for handler in definition.signals.values()
        ),
        *(
            (options_pb2.HANDLER_QUERY, str(handler.name), messages_of(handler.fn))
            for handler in definition.queries.values()
        ),
        *(
            (options_pb2.HANDLER_UPDATE, str(handler.name), messages_of(handler.fn))
            for handler in definition.updates.values()
        ),
    }


def name(method: Any) -> str:
    definition = activity._Definition.must_from_callable(method)  # noqa: SLF001
    return str(definition.name)


def messages_of(method: Any) -> tuple[str, str]:
    """The messages in and out; a signal answers nothing, which is Empty in the contract."""
    answer = get_type_hints(method)["return"]
    return argument(method), (Empty if answer is NoneType else answer).DESCRIPTOR.full_name


def argument(method: Any) -> str:
    parameters = [p for p in signature(method).parameters if p not in {"self", "cls"}]
    assert len(parameters) == 1, f"{method} takes one message"
    return str(get_type_hints(method)[parameters[0]].DESCRIPTOR.full_name)
