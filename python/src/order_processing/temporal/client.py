"""The connection to Temporal that every program of the system uses."""

from typing import Any

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError
from order_processing.temporal.plugin import OrderProcessingPlugin


class TemporalUnavailableError(IntegrationError):
    """Temporal does not answer; the same call may succeed later."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_TRANSIENT)


async def connect(**overrides: Any) -> Client:  # noqa: ANN401 - the arguments of Client.connect
    """Connect as the SDK's environment configuration says (`TEMPORAL_ADDRESS`, profiles, ...).

    Args:
        overrides: arguments of `Client.connect` that count more than the environment.

    Raises:
        TemporalUnavailableError: no server answers.

    Source: https://docs.temporal.io/develop/environment-configuration
    """
    arguments: dict[str, Any] = {
        **ClientConfig.load_client_connect_config(),
        "plugins": [OrderProcessingPlugin()],
        **overrides,
    }
    try:
        return await Client.connect(**arguments)
    except RuntimeError:
        raise TemporalUnavailableError(
            "Temporal does not answer: check that it runs and TEMPORAL_ADDRESS (TEMPORAL_PROFILE, "
            "TEMPORAL_TLS, TEMPORAL_API_KEY) leads to it"
        ) from None
