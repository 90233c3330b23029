"""The topics that a Kafka cluster has."""

from collections.abc import Collection, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from order_processing.kafka.config import client_config
from order_processing.kafka.errors import (
    KafkaIntegrationError,
    MisconfiguredError,
    UnavailableError,
)
from order_processing.kafka.topics import KafkaTopic
from order_processing.settings import Settings

_TIMEOUT_SECONDS: Final = 10.0

_REFUSED: Final = frozenset(
    {KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED}
)


@dataclass(frozen=True)
class FoundTopic:
    """A topic as the cluster has it; `replicas` are those of the partition with the fewest."""

    partitions: int
    replicas: int
    config: dict[str, str]


class KafkaCluster:
    """Reads and changes the topics of the cluster; its calls block.

    Every method raises UnavailableError when no broker answers in time, and MisconfiguredError
    when the cluster refuses.
    """

    def __init__(self, settings: Settings) -> None:
        # What goes wrong is said once, by the exception, and not by librdkafka's log as well.
        self._admin = AdminClient({**client_config(settings), "log_level": 0})

    def topics(self, names: Collection[str]) -> dict[str, FoundTopic]:
        """Those of the topics that exist, by name."""
        try:
            topics = self._admin.list_topics(timeout=_TIMEOUT_SECONDS).topics
        except KafkaException as error:
            raise _failure(error.args[0]) from None
        partitions = {name: topics[name].partitions for name in names if name in topics}
        configs = self._configs(partitions)
        return {
            name: FoundTopic(
                partitions=len(found),
                replicas=min(len(partition.replicas) for partition in found.values()),
                config=configs[name],
            )
            for name, found in partitions.items()
        }

    def create(self, topic: KafkaTopic, replication_factor: int) -> None:
        """Create a topic; one that another program has just created stays as it is."""
        new_topic = NewTopic(
            topic.name, topic.partitions, replication_factor, config=dict(topic.config)
        )
        futures = self._admin.create_topics(
            [new_topic], operation_timeout=_TIMEOUT_SECONDS, request_timeout=2 * _TIMEOUT_SECONDS
        )
        _results(futures.values(), unless=KafkaError.TOPIC_ALREADY_EXISTS)

    def configure(self, topic: KafkaTopic) -> None:
        """Set the configuration of a topic that exists."""
        resource = ConfigResource(
            ResourceType.TOPIC,
            topic.name,
            incremental_configs=[
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                for name, value in topic.config.items()
            ],
        )
        futures = self._admin.incremental_alter_configs(
            [resource], request_timeout=_TIMEOUT_SECONDS
        )
        _results(futures.values())

    def _configs(self, names: Iterable[str]) -> dict[str, dict[str, str]]:
        resources = [ConfigResource(ResourceType.TOPIC, name) for name in names]
        if not resources:
            return {}
        futures = self._admin.describe_configs(resources, request_timeout=_TIMEOUT_SECONDS)
        return {
            resource.name: {entry.name: entry.value for entry in entries.values()}
            for resource, entries in zip(futures, _results(futures.values()), strict=True)
        }


def _results(futures: Iterable[Future[Any]], unless: int | None = None) -> list[Any]:
    """The results of the cluster's answers; one that is the error `unless` is none."""
    results = []
    for future in futures:
        try:
            results.append(future.result())
        except KafkaException as error:
            if error.args[0].code() != unless:
                raise _failure(error.args[0]) from None
    return results


def _failure(error: KafkaError) -> KafkaIntegrationError:
    if error.code() in _REFUSED:
        return MisconfiguredError(
            f"Kafka refuses ({error.name()}): check the credentials in OMS_KAFKA_CONFIG"
        )
    if error.code() < 0:  # librdkafka's own: nobody answered
        return UnavailableError(
            f"Kafka does not answer ({error.name()}): check that it runs and "
            "OMS_KAFKA_BOOTSTRAP_SERVERS names it"
        )
    return MisconfiguredError(f"Kafka refuses ({error.name()}): {error.str()}")
