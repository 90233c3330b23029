"""What happens with one record: read, routed, and brought to where it belongs."""

import logging
from collections import Counter
from collections.abc import Collection

from confluent_kafka import Message as Record
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.failures import IntegrationError
from order_processing.intake import events
from order_processing.intake.events import Event, NoEventError
from order_processing.intake.routing import (
    DeadLetter,
    Duplicate,
    Route,
    Signal,
    route,
    route_closed,
)
from order_processing.intake.starter import OrderClosedError, Orders
from order_processing.kafka.dead_letters import DeadLetters
from order_processing.kafka.errors import PoisonError
from order_processing.kafka.serialisation import Deserialiser
from order_processing.orders import ledger
from order_processing.orders.ledger import LedgerEntry

_logger = logging.getLogger(__name__)


class LedgerUnavailableError(IntegrationError):
    """The database does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "the ledger cannot be read: check that PostgreSQL runs, that OMS_DATABASE_URL leads to "
            "it, and `oms setup --check`",
            FailureClass.FAILURE_CLASS_TRANSIENT,
        )


class Delivery:
    """Everything that is done with records; each step either succeeds or raises."""

    def __init__(
        self,
        deserialiser: Deserialiser,
        engine: AsyncEngine,
        orders: Orders,
        dead_letters: DeadLetters,
    ) -> None:
        self._deserialiser = deserialiser
        self._engine = engine
        self._orders = orders
        self._dead_letters = dead_letters
        self.outcomes: Counter[str] = Counter()
        """How many records went which way, by the name of the way."""

    async def read(self, record: Record) -> Event | DeadLetter:
        """The event in a record, or why there is none.

        Raises:
            IntegrationError: the record cannot be read now.
        """
        try:
            message = await self._deserialiser.deserialise(
                events.message_type(record), record.value()
            )
            return events.event(record, message)
        except (PoisonError, NoEventError) as error:
            return DeadLetter(error.reason, str(error))

    async def endings(self, order_ids: Collection[str]) -> dict[str, LedgerEntry]:
        """How those of the orders ended that have.

        Raises:
            LedgerUnavailableError: the database does not answer.
        """
        try:
            return await ledger.closed(self._engine, order_ids) if order_ids else {}
        except (SQLAlchemyError, OSError):
            raise LedgerUnavailableError from None

    async def deliver(
        self, record: Record, event: Event | DeadLetter, ending: LedgerEntry | None
    ) -> None:
        """Bring a record to where it belongs.

        Raises:
            IntegrationError: it is not known to be there.
        """
        if isinstance(event, DeadLetter):
            await self._follow(record, event)
            return
        try:
            await self._follow(record, route(event, ending))
        except OrderClosedError:
            endings = await self.endings([event.order_id])
            await self._follow(record, route_closed(event, endings.get(event.order_id)))

    async def _follow(self, record: Record, way: Route) -> None:
        place = f"{record.topic()}/{record.partition()}/{record.offset()}"
        match way:
            case Signal():
                await self._orders.signal(way)
            case Duplicate():
                _logger.info("%s: late duplicate for the ended order %s", place, way.order_id)
            case DeadLetter():
                await self._dead_letters.send(record, way.reason, way.text)
                _logger.warning("%s: dead letter, %s: %s", place, way.reason, way.text)
        self.outcomes[type(way).__name__] += 1
