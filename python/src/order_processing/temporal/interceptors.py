"""Turns integrations' errors into what Temporal acts on, by the policy of their failure class."""

from typing import Any

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
)

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing import contracts
from order_processing.failures import POLICIES, IntegrationError


class FailureInterceptor(Interceptor):
    """Puts the failure policy around every activity."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002
        """See the base class."""
        return _ActivityFailures(super().intercept_activity(next))


class _ActivityFailures(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002, ANN401
        try:
            return await super().execute_activity(input)
        except IntegrationError as error:
            # The cause would be published too, and its text is not ours.
            raise application_error(error) from None


def application_error(error: IntegrationError) -> ApplicationError:
    """What Temporal acts on: the failure class is the error's type, the policy its retries."""
    policy = POLICIES[error.failure_class]
    return ApplicationError(
        str(error),
        type=contracts.plain_name(FailureClass, error.failure_class),
        non_retryable=not policy.retried,
        next_retry_delay=error.retry_after or policy.retry_every,
        category=ApplicationErrorCategory.UNSPECIFIED
        if policy.alert
        else ApplicationErrorCategory.BENIGN,
    )
