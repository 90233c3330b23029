"""Temporal: which build of the workers carries orders on."""

from collections.abc import Awaitable, Callable

from temporalio.client import Client
from temporalio.service import RPCError

from order_processing.setup.part import Difference
from order_processing.temporal import deployment
from order_processing.temporal.client import TemporalUnavailableError


class Deployment:
    """The current version of the workers' deployment: the build that this program is of.

    An upgrade starts the new build's workers first and then runs `oms setup` of the new build.
    """

    def __init__(self, connect: Callable[[], Awaitable[Client]], build_id: str) -> None:
        """Compare and change the deployment in the namespace that `connect` leads to."""
        self._connect = connect
        self._build_id = build_id

    async def check(self) -> list[Difference]:
        """Compare the current build with this one."""
        client = await self._connect()
        try:
            current = await deployment.current_build_id(client)
        except RPCError as error:
            raise _unavailable(error) from None
        if current == self._build_id:
            return []
        what = f"current build of {deployment.DEPLOYMENT_NAME}"
        return [Difference(what, self._build_id, current or "none")]

    async def apply(self) -> None:
        """Make this build the current one."""
        client = await self._connect()
        try:
            await deployment.make_current(client, self._build_id)
        except RPCError as error:
            raise _unavailable(error) from None


def _unavailable(error: RPCError) -> TemporalUnavailableError:
    return TemporalUnavailableError(
        f"Temporal answers {error.status.name}: check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the "
        "permission to read and change worker deployments"
    )
