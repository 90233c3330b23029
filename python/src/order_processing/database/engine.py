"""The connection pool to PostgreSQL."""

from typing import Final

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from order_processing.settings import Settings

CONNECT_TIMEOUT_SECONDS: Final = 5


def create_engine(settings: Settings) -> AsyncEngine:
    """An engine for `OMS_DATABASE_URL`; it connects when first used. Close it with `dispose()`.

    Raises:
        sqlalchemy.exc.ArgumentError: the setting is no URL of a database.
    """
    return create_async_engine(
        database_url(settings),
        # A connection that the server closed meanwhile is replaced, not handed out.
        pool_pre_ping=True,
        # Errors and logs say which statement failed, not with which values.
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


def database_url(settings: Settings) -> URL:
    """The URL with the driver that this program has, whatever `postgresql` URL is given.

    Raises:
        sqlalchemy.exc.ArgumentError: the setting is no URL of a database.
    """
    url = make_url(settings.database_url.get_secret_value())
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url
