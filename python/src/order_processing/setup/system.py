"""All the parts together, each asked even when another one's server does not answer."""

from collections.abc import Mapping
from contextlib import suppress

from order_processing.failures import IntegrationError
from order_processing.kafka.schemas import schema_text
from order_processing.kafka.topics import CONTRACT_TOPICS, kafka_topics
from order_processing.settings import Settings
from order_processing.setup.deployment import Deployment
from order_processing.setup.migrations import Migrations
from order_processing.setup.part import Difference, Part
from order_processing.setup.queues import Queues
from order_processing.setup.schemas import Schemas
from order_processing.setup.temporal import Temporal
from order_processing.setup.topics import Topics
from order_processing.temporal import client as temporal_client

Parts = Mapping[str, Part]


def parts(settings: Settings) -> Parts:
    """The parts by the name of their server; last what makes this build the current one."""
    return {
        "Kafka": Topics(settings, kafka_topics()),
        "schema registry": Schemas(settings, _schemas()),
        "database": Migrations(settings),
        "Temporal": Temporal(temporal_client.connect),
        "task queues": Queues(temporal_client.connect),
        "worker deployment": Deployment(temporal_client.connect, settings.build_id),
    }


def _schemas() -> dict[str, str]:
    return {topic.subject: schema_text(topic) for topic in CONTRACT_TOPICS}


async def check(parts: Parts) -> list[Difference]:
    """Every difference; a server that does not answer is one."""
    differences: list[Difference] = []
    for server, part in parts.items():
        try:
            differences += await part.check()
        except IntegrationError as error:
            differences.append(Difference(server, "an answer", "none", str(error)))
    return differences


async def apply(parts: Parts) -> None:
    """Apply what can be applied; what cannot remains a difference, and `check` says why.

    The last part counts on the others: it is applied when nothing else is left to do.
    """
    *first, last = parts.values()
    for part in first:
        with suppress(IntegrationError):
            await part.apply()
    if not await check(dict(list(parts.items())[:-1])):
        with suppress(IntegrationError):
            await last.apply()
