"""The worker deployment: which version of the code carries orders on.

Workers belong to a deployment version from the first day. Orders move to the current version with
their next workflow task (AUTO_UPGRADE). https://docs.temporal.io/worker-versioning
"""

from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

DEPLOYMENT_NAME = "order-processing"


def deployment_config(build_id: str) -> WorkerDeploymentConfig:
    """What a worker of this build tells the server of itself."""
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(DEPLOYMENT_NAME, build_id),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def current_build_id(client: Client) -> str | None:
    """The build that new workflow tasks go to; None before the first one was made current.

    Raises:
        temporalio.service.RPCError: the server does not answer, or refuses.
    """
    request = DescribeWorkerDeploymentRequest(
        namespace=client.namespace, deployment_name=DEPLOYMENT_NAME
    )
    try:
        response = await client.workflow_service.describe_worker_deployment(request)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise
    routing = response.worker_deployment_info.routing_config
    return routing.current_deployment_version.build_id or None


async def make_current(client: Client, build_id: str) -> None:
    """Send new workflow tasks to this build, whether its workers poll yet or not.

    Raises:
        temporalio.service.RPCError: the server does not answer, or refuses.
    """
    await client.workflow_service.set_worker_deployment_current_version(
        SetWorkerDeploymentCurrentVersionRequest(
            namespace=client.namespace,
            deployment_name=DEPLOYMENT_NAME,
            build_id=build_id,
            identity=client.identity,
            ignore_missing_task_queues=True,
            allow_no_pollers=True,
        )
    )
