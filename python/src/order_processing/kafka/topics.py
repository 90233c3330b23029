"""The Kafka topics of the system."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from oms.commerce.v1.order_submission_pb2 import OrderSubmission
from oms.fulfillment.v1.order_fulfillment_pb2 import OrderFulfillment
from oms.options.v1.options_pb2 import CLEANUP_COMPACT, CLEANUP_DELETE, Cleanup
from oms.payments.v1.payment_notification_pb2 import PaymentNotification
from order_processing import contracts
from order_processing.contracts import Topic
from order_processing.kafka import dead_letters
from order_processing.kafka.producer import MAX_RECORD_BYTES

INPUTS: Final = (contracts.topic(OrderSubmission), contracts.topic(PaymentNotification))
CONTRACT_TOPICS: Final = (*INPUTS, contracts.topic(OrderFulfillment))

_DEAD_LETTER_RETENTION: Final = timedelta(days=90)

_CLEANUP_POLICIES: Final[Mapping[Cleanup, str]] = {
    CLEANUP_DELETE: "delete",
    CLEANUP_COMPACT: "compact",
}


@dataclass(frozen=True)
class KafkaTopic:
    """A topic as a cluster has it; `config` holds what differs from the cluster's defaults."""

    name: str
    partitions: int
    config: Mapping[str, str]


def kafka_topics() -> list[KafkaTopic]:
    """Every topic of the system: those of the contracts, and the dead letters of the inputs."""
    return [
        *(_of_contract(topic) for topic in CONTRACT_TOPICS),
        *(_dead_letters_of(topic) for topic in INPUTS),
    ]


def _of_contract(topic: Topic) -> KafkaTopic:
    return KafkaTopic(
        topic.name,
        topic.partitions,
        {
            "cleanup.policy": _CLEANUP_POLICIES[topic.cleanup],
            "retention.ms": _milliseconds(topic.retention),
        },
    )


def _dead_letters_of(topic: Topic) -> KafkaTopic:
    return KafkaTopic(
        f"{topic.name}{dead_letters.SUFFIX}",
        topic.partitions,
        {
            "cleanup.policy": _CLEANUP_POLICIES[CLEANUP_DELETE],
            "retention.ms": _milliseconds(_DEAD_LETTER_RETENTION),
            # The largest record of the topic, and the headers that say why it is here.
            "max.message.bytes": str(MAX_RECORD_BYTES),
        },
    )


def _milliseconds(duration: timedelta) -> str:
    return str(duration // timedelta(milliseconds=1))
