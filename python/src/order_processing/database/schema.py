"""The revision of the database's schema: what it is, what it should be, and the way there."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

_ADVISORY_LOCK: Final = 7_301_966_271


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, to migrate over this connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "order_processing:database/migrations")
    return config


def revisions() -> list[str]:
    """Every revision that this program knows, the newest first."""
    scripts = ScriptDirectory.from_config(configuration())
    return [script.revision for script in scripts.walk_revisions()]


async def revision(engine: AsyncEngine) -> str | None:
    """The revision that the database is at; None when it was never migrated.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not reachable.
    """
    async with engine.connect() as connection:
        return await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )


async def upgrade(engine: AsyncEngine) -> None:
    """Bring the database to the newest revision: all the way, or not at all.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is not reachable, or refuses a step.
    """
    async with engine.begin() as connection:
        # Programs that set up at the same time migrate one after the other.
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "head"))
