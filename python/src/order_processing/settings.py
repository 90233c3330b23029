"""Every setting of the system, read once: environment variables with the prefix `OMS_`.

Temporal is the exception: its address, namespace, TLS and API key are the SDK's own environment
configuration (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, ..., profiles in `temporal.toml`;
https://docs.temporal.io/develop/environment-configuration).
"""

import re
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SHORT_DURATION = re.compile(r"(\d+(?:\.\d+)?)([dhms])")


def _duration(value: object) -> object:
    """Read `30d`, `12h`, `15m` or `45s`; leave ISO 8601 and everything else to pydantic."""
    if isinstance(value, str) and (match := _SHORT_DURATION.fullmatch(value.strip())):
        return timedelta(**{_UNITS[match[2]]: float(match[1])})
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Settings(BaseSettings):
    """The settings of all roles; a role reads the ones it needs.

    Raises:
        pydantic.ValidationError: a value is missing or malformed; the text names the setting.
    """

    model_config = SettingsConfigDict(env_prefix="OMS_", env_ignore_empty=True, extra="ignore")

    kafka_bootstrap_servers: str = Field(
        "localhost:9092", description="Kafka brokers, `host:port[,host:port...]`"
    )
    kafka_config: Path | None = Field(
        None, description="properties file with any other librdkafka property (SASL, TLS)"
    )
    kafka_replication_factor: PositiveInt = Field(
        1, description="replicas of each partition, for the topics that `oms setup` creates"
    )
    schema_registry_url: str = Field(
        "http://localhost:8081",
        description="Confluent-compatible registry; user and password may stand in the URL",
    )
    database_url: SecretStr = Field(
        SecretStr("postgresql+psycopg://postgres@localhost:5432/order_processing"),
        description="SQLAlchemy URL of the PostgreSQL database",
    )

    commerce_url: str = Field("http://localhost:8101", description="Commerce App read API")
    commerce_token: SecretStr = Field(SecretStr(""), description="bearer token for it")
    pims_url: str = Field("http://localhost:8102", description="PIMS")
    pims_token: SecretStr = Field(SecretStr(""), description="bearer token for it")
    payments_url: str = Field("http://localhost:8103", description="Payment Processing System")
    payments_token: SecretStr = Field(SecretStr(""), description="bearer token for it")

    api_host: str = Field("127.0.0.1", description="address the webhooks and the API listen on")
    api_port: int = Field(8100, description="port the webhooks and the API listen on")
    commerce_webhook_secret: SecretStr = Field(
        SecretStr(""), description="HMAC-SHA256 key of the Commerce webhook"
    )
    payments_webhook_secret: SecretStr = Field(
        SecretStr(""), description="HMAC-SHA256 key of the payments webhook"
    )
    webhook_max_bytes: PositiveInt = Field(
        262_144, description="largest webhook body accepted, in bytes"
    )

    intake_max_in_flight: PositiveInt = Field(
        50, description="records that an intake process works on at a time"
    )

    build_id: str = Field(
        version("order-processing"),
        description="the workers' deployment version: the same for all workers of one build",
    )

    order_ttl: Duration = Field(
        timedelta(days=30), description="from submission to expiry of an order"
    )
    capture_window: Duration = Field(
        timedelta(days=30), description="from authorisation to the last moment of capture"
    )
    not_found_grace: Duration = Field(
        timedelta(minutes=15),
        description="how long after receipt a vendor's 404 may still be a delay of its own",
    )


def load() -> Settings:
    """Read the settings from the environment."""
    return Settings()
