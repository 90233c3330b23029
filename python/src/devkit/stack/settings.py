"""The settings of the stack, read once."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]


class StackSettings(BaseSettings):
    """Where the stack keeps its files, which ports are fixed, and which services exist already.

    A service whose address is set is used and not started. The names are those by which the product
    itself finds the service.

    Raises:
        pydantic.ValidationError: a value is malformed; the text names the setting.
    """

    model_config = SettingsConfigDict(
        env_prefix="OMS_", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    state_dir: Path = Field(
        default=Path(".oms"),
        description="directory of state, logs and data, relative to the current one",
    )
    cache_home: Path | None = Field(
        default=None,
        validation_alias="XDG_CACHE_HOME",
        description="what is fetched or built is kept in `order-processing` below it",
    )

    stack_postgres_port: Port | None = Field(default=None, description="port of PostgreSQL")
    stack_kafka_port: Port | None = Field(default=None, description="port of the Kafka broker")
    stack_kafka_controller_port: Port | None = Field(
        default=None, description="port of the Kafka controller"
    )
    stack_registry_port: Port | None = Field(
        default=None, description="port of the schema registry"
    )
    stack_temporal_port: Port | None = Field(
        default=None, description="port of the Temporal frontend"
    )
    stack_temporal_ui_port: Port | None = Field(
        default=None, description="port of Temporal's Web UI"
    )

    kafka_bootstrap_servers: str | None = Field(
        default=None, description="an existing Kafka, `host:port[,host:port...]`"
    )
    kafka_config: Path | None = Field(
        default=None, description="properties file with any other librdkafka property (SASL, TLS)"
    )
    schema_registry_url: SecretStr | None = Field(
        default=None, description="an existing Confluent-compatible registry"
    )
    database_url: SecretStr | None = Field(
        default=None, description="SQLAlchemy URL of an existing PostgreSQL database"
    )
    temporal_address: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_ADDRESS",
        description="an existing Temporal, `host:port`",
    )
    temporal_profile: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_PROFILE",
        description="profile of temporal.toml that names an existing Temporal",
    )
    temporal_namespace: str = Field(
        default="default", validation_alias="TEMPORAL_NAMESPACE", description="namespace to work in"
    )
    temporal_ui_url: str | None = Field(
        default=None, description="Web UI of an existing Temporal, shown to people only"
    )


def cache_directory(settings: StackSettings) -> Path:
    """Where everything that is fetched or built is kept, shared by all checkouts of a user."""
    return (settings.cache_home or Path.home() / ".cache") / "order-processing"
