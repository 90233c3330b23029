"""Records that cannot be processed: kept whole, with the reason, until someone replays them."""

from enum import StrEnum
from typing import Final, cast

import confluent_kafka

from order_processing.kafka.producer import Headers, Producer, RecordPosition

SUFFIX: Final = ".dlq"


class DeadLetterHeader(StrEnum):
    """The headers that a dead letter has beside the record's own; all UTF-8."""

    TOPIC = "oms-dlq-topic"
    PARTITION = "oms-dlq-partition"
    OFFSET = "oms-dlq-offset"
    TIMESTAMP = "oms-dlq-timestamp"
    REASON = "oms-dlq-reason"
    TEXT = "oms-dlq-text"


class DeadLetters:
    """Sends records to the dead-letter topics of the topics they come from."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer

    async def send(self, record: confluent_kafka.Message, reason: str, text: str) -> RecordPosition:
        """Send a record that was read, with its own key, value and headers.

        Args:
            record: the record, as consumed.
            reason: why, as a name to search by, such as `UNKNOWN_SCHEMA`.
            text: why, in words and without personal data.

        Raises:
            UnavailableError: not acknowledged: do not commit the record's offset.
            MisconfiguredError: the dead-letter topic is missing, or access to it is refused.
        """
        return await self._producer.send_record(
            f"{record.topic()}{SUFFIX}",
            record.key(),
            record.value(),
            [*_own_headers(record), *_reason_headers(record, reason, text)],
        )


def _own_headers(record: confluent_kafka.Message) -> Headers:
    """The record's headers, without those of an earlier time in the dead-letter topic."""
    headers = cast("Headers", record.headers() or [])
    return [(name, value) for name, value in headers if name not in set(DeadLetterHeader)]


def _reason_headers(record: confluent_kafka.Message, reason: str, text: str) -> Headers:
    _, milliseconds = record.timestamp()
    values = {
        DeadLetterHeader.TOPIC: record.topic(),
        DeadLetterHeader.PARTITION: record.partition(),
        DeadLetterHeader.OFFSET: record.offset(),
        DeadLetterHeader.TIMESTAMP: milliseconds,
        DeadLetterHeader.REASON: reason,
        DeadLetterHeader.TEXT: text,
    }
    return [(name, str(value).encode()) for name, value in values.items()]
