"""Kafka topics: partitions, replicas, retention, cleanup."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

from order_processing.kafka.cluster import FoundTopic, KafkaCluster
from order_processing.kafka.topics import KafkaTopic
from order_processing.settings import Settings
from order_processing.setup.part import Difference

_A_PERSON_ADDS_PARTITIONS: Final = (
    "who runs Kafka, or the contract's author: keys move to other partitions when their number "
    "changes, so stop the producers, let intake read to the end, then change it"
)
_A_PERSON_ADDS_REPLICAS: Final = (
    "who runs Kafka: reassign the replicas, or mend OMS_KAFKA_REPLICATION_FACTOR"
)


class Topics:
    """Topics of a cluster."""

    def __init__(self, settings: Settings, topics: Sequence[KafkaTopic]) -> None:
        """Check and create `topics` in the cluster that the settings name."""
        self._settings = settings
        self._topics = topics

    async def check(self) -> list[Difference]:
        """Compare the topics with the contracts."""
        return await asyncio.to_thread(self._check)

    async def apply(self) -> None:
        """Create missing topics and mend configurations; partitions and replicas stay."""
        await asyncio.to_thread(self._apply)

    def _check(self) -> list[Difference]:
        found = self._found(KafkaCluster(self._settings))
        return [
            difference
            for topic in self._topics
            for difference in self._compare(topic, found.get(topic.name))
        ]

    def _apply(self) -> None:
        cluster = KafkaCluster(self._settings)
        found = self._found(cluster)
        for topic in self._topics:
            if topic.name not in found:
                cluster.create(topic, self._settings.kafka_replication_factor)
            elif _config_differs(topic, found[topic.name]):
                cluster.configure(topic)

    def _found(self, cluster: KafkaCluster) -> dict[str, FoundTopic]:
        return cluster.topics([topic.name for topic in self._topics])

    def _compare(self, topic: KafkaTopic, found: FoundTopic | None) -> Iterator[Difference]:
        what = f"topic {topic.name}"
        partitions = f"{topic.partitions} partitions"
        if found is None:
            yield Difference(what, partitions, "missing")
            return
        if found.partitions != topic.partitions:
            yield Difference(
                what, partitions, f"{found.partitions} partitions", _A_PERSON_ADDS_PARTITIONS
            )
        wanted = self._settings.kafka_replication_factor
        if found.replicas < wanted:
            yield Difference(
                what, f"{wanted} replicas", f"{found.replicas} replicas", _A_PERSON_ADDS_REPLICAS
            )
        for name in _config_differs(topic, found):
            yield Difference(
                what, f"{name}={topic.config[name]}", f"{name}={found.config.get(name)}"
            )


def _config_differs(topic: KafkaTopic, found: FoundTopic) -> list[str]:
    return [name for name, value in topic.config.items() if found.config.get(name) != value]
