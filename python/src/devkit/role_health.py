"""Whether the roles that answer nobody are at work, by what their servers know of them."""

from asyncio import gather, run, wait_for
from datetime import timedelta
from pathlib import Path
from socket import gethostname

from confluent_kafka.admin import AdminClient
from psutil import Process
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from devkit.stack import probes
from order_processing.intake.consumer import GROUP
from order_processing.worker import Role

_PATIENCE = 5
"""Seconds that an answer may take."""


class NotAtWorkError(Exception):
    """A role runs, and its server has not heard of it."""


def consuming(bootstrap_servers: str, properties: Path | None = None) -> None:
    """Ask Kafka for intake's consumer group: it must have a member.

    A member that was killed counts until its session times out.

    Args:
        bootstrap_servers: `host:port[,host:port...]`
        properties: file with further librdkafka properties

    Raises:
        NotAtWorkError: it has none.
        confluent_kafka.KafkaException: the brokers do not answer.
    """
    further = probes.read_properties(properties) if properties else {}
    admin = AdminClient(
        {**further, "bootstrap.servers": bootstrap_servers, "log_level": 0},
        logger=None,
    )
    described = admin.describe_consumer_groups([GROUP], request_timeout=_PATIENCE)
    if not described[GROUP].result(_PATIENCE).members:
        raise NotAtWorkError(f"the consumer group {GROUP} has no member")


def polling(address: str, namespace: str) -> None:
    """Ask Temporal for the pollers of each role's task queue: a child of this process must be one.

    Temporal names pollers for some minutes after they have gone: those of others, and of a worker
    that ran before, say nothing.

    Raises:
        NotAtWorkError: nobody polls some of the task queues.
        temporalio.service.RPCError: Temporal refuses.
        RuntimeError: Temporal does not answer.
        TimeoutError: it does not answer in time.
    """
    # What `temporalio.service.ConnectConfig` makes a client's identity.
    ours = {f"{child.pid}@{gethostname()}" for child in Process().children()}
    polled = run(wait_for(_pollers(address, namespace), _PATIENCE))
    idle = [role for role, pollers in polled.items() if not ours & pollers]
    if idle:
        raise NotAtWorkError(f"nobody polls the task queues {', '.join(idle)}")


async def _pollers(address: str, namespace: str) -> dict[Role, set[str]]:
    """The identities of each role's pollers."""
    config = ClientConfig.load_client_connect_config()
    config.update({"target_host": address, "namespace": namespace})
    client = await Client.connect(**config)

    async def pollers(role: Role) -> set[str]:
        answer = await client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=namespace,
                task_queue=TaskQueue(name=role),
                task_queue_type=_task_type(role),
            ),
            timeout=timedelta(seconds=_PATIENCE),
        )
        return {poller.identity for poller in answer.pollers}

    return dict(zip(Role, await gather(*map(pollers, Role)), strict=True))


def _task_type(role: Role) -> TaskQueueType.ValueType:
    if role is Role.ORDERS:
        return TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    return TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY
