"""The intake service: what it is made of."""

import asyncio
import logging

from temporalio.client import Client

from order_processing.database.engine import create_engine
from order_processing.intake import events
from order_processing.intake.consumer import InputConsumer
from order_processing.intake.delivery import Delivery
from order_processing.intake.pipeline import Pipeline
from order_processing.intake.starter import Orders
from order_processing.kafka.dead_letters import DeadLetters
from order_processing.kafka.producer import Producer
from order_processing.kafka.registry import registry_client
from order_processing.kafka.serialisation import Deserialiser
from order_processing.settings import Settings

_logger = logging.getLogger(__name__)


async def run(client: Client, settings: Settings, stop: asyncio.Event) -> None:
    """Take inputs in until `stop`; then finish what is under work, within a bound.

    Raises:
        MisconfiguredError: librdkafka refuses the configuration.
        ExceptionGroup: Kafka does not let the consumer go on.
    """
    registry = registry_client(settings)
    engine = create_engine(settings)
    try:
        async with Producer(settings) as producer:
            delivery = Delivery(
                Deserialiser(registry), engine, Orders(client, settings), DeadLetters(producer)
            )
            consumer = InputConsumer(settings, events.TOPICS)
            await Pipeline(consumer, delivery, settings.intake_max_in_flight).run(stop)
    finally:
        await engine.dispose()
        await registry.aclose()
    _logger.info("stopped; records since the start: %s", dict(delivery.outcomes))
