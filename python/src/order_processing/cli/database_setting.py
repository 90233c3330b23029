"""The settings of a command that needs the database."""

from sqlalchemy.exc import SQLAlchemyError

from order_processing import settings as settings_module
from order_processing.database.engine import create_engine
from order_processing.settings import Settings


def load() -> Settings:
    """Read the settings; the database's URL is one, whether a database answers there or not.

    Raises:
        pydantic.ValidationError: a setting is missing or malformed.
        ValueError: the URL is malformed, or its driver is none of ours; names the setting.
    """
    settings = settings_module.load()
    try:
        create_engine(settings)
    except (SQLAlchemyError, ValueError, ImportError):
        # Their texts quote the URL, which may hold a password.
        raise ValueError(
            "OMS_DATABASE_URL is not the URL of a PostgreSQL database: "
            "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
        ) from None
    return settings
