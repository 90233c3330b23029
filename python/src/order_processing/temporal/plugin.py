"""The one plugin that every client, worker and replayer of the system uses."""

import dataclasses

from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from order_processing.temporal.converter import data_converter
from order_processing.temporal.interceptors import FailureInterceptor

PASSED_THROUGH = (
    "google.protobuf",
    "oms",
    "order_processing.contracts",
    "order_processing.orders.commands",
    "order_processing.orders.decisions",
    "order_processing.orders.events",
    "order_processing.orders.search_attributes",
    "order_processing.orders.verdicts",
    "order_processing.orders.view",
)
"""Modules the sandbox need not load anew for each workflow: generated types and pure functions."""


class OrderProcessingPlugin(SimplePlugin):
    """Payload converter, failure policy and sandbox of the system."""

    def __init__(self) -> None:
        """Create the plugin."""
        super().__init__(
            "order-processing",
            data_converter=data_converter,
            interceptors=[FailureInterceptor()],
            workflow_runner=_pass_through,
        )


def _pass_through(runner: WorkflowRunner | None) -> WorkflowRunner:
    if not isinstance(runner, SandboxedWorkflowRunner):
        raise TypeError("order workflows run in the SDK's sandbox; leave workflow_runner unset")
    return dataclasses.replace(
        runner, restrictions=runner.restrictions.with_passthrough_modules(*PASSED_THROUGH)
    )
