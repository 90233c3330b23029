"""The database's tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from oms.failures.v1.failures_pb2 import FailureClass
from order_processing.database import schema
from order_processing.database.engine import create_engine
from order_processing.failures import IntegrationError
from order_processing.settings import Settings
from order_processing.setup.part import Difference


class DatabaseUnavailableError(IntegrationError):
    """The database does not answer, or refuses."""

    def __init__(self, message: str) -> None:
        super().__init__(message, FailureClass.FAILURE_CLASS_TRANSIENT)


class Migrations:
    """The migrations that the database has yet to see."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def check(self) -> list[Difference]:
        """Compare the database's revision with the newest."""
        known = schema.revisions()
        async with _engine(self._settings) as engine:
            revision = await schema.revision(engine)
        if revision == known[0]:
            return []
        what, expected = "database", f"revision {known[0]}"
        if revision is None:
            return [Difference(what, expected, "no tables")]
        if revision in known:
            return [Difference(what, expected, f"revision {revision}")]
        newer = (
            "who deploys: the database was set up by another release; run that one's `oms setup`"
        )
        return [Difference(what, expected, f"unknown revision {revision}", newer)]

    async def apply(self) -> None:
        """Run the missing migrations; a database of another release is left alone."""
        async with _engine(self._settings) as engine:
            if await schema.revision(engine) in {None, *schema.revisions()}:
                await schema.upgrade(engine)


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(settings)
    try:
        yield engine
    except DBAPIError as error:
        raise DatabaseUnavailableError(
            f"the database refuses ({_first_line(error)}): check that "
            "OMS_DATABASE_URL names an existing database, and its user and password"
        ) from None
    finally:
        await engine.dispose()


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).partition("\n")[0]
