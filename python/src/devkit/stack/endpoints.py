"""Where the services are."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoints:
    """The addresses of the four services, credentials included.

    Attributes:
        temporal_address: `host:port` of the frontend
        temporal_namespace: namespace to work in
        temporal_ui_url: Web UI for people; None where it is not known
        kafka_bootstrap_servers: `host:port[,host:port...]`
        schema_registry_url: base URL of the Confluent-compatible API
        database_url: SQLAlchemy URL of the PostgreSQL database
        temporal_config_file: what programs read Temporal's profiles from; None for the usual place
    """

    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str | None
    kafka_bootstrap_servers: str
    schema_registry_url: str
    database_url: str
    temporal_config_file: str | None = None

    def environment(self) -> dict[str, str]:
        """The variables by which the product and any other program find the services."""
        variables = {
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TEMPORAL_NAMESPACE": self.temporal_namespace,
            "OMS_KAFKA_BOOTSTRAP_SERVERS": self.kafka_bootstrap_servers,
            "OMS_SCHEMA_REGISTRY_URL": self.schema_registry_url,
            "OMS_DATABASE_URL": self.database_url,
        }
        if self.temporal_config_file:
            variables["TEMPORAL_CONFIG_FILE"] = self.temporal_config_file
        if self.temporal_ui_url:
            variables["OMS_TEMPORAL_UI_URL"] = self.temporal_ui_url
        return variables

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Endpoints":
        """Read what `environment` wrote.

        Raises:
            KeyError: an address is missing.
        """
        return cls(
            temporal_address=environment["TEMPORAL_ADDRESS"],
            temporal_namespace=environment["TEMPORAL_NAMESPACE"],
            temporal_ui_url=environment.get("OMS_TEMPORAL_UI_URL"),
            temporal_config_file=environment.get("TEMPORAL_CONFIG_FILE"),
            kafka_bootstrap_servers=environment["OMS_KAFKA_BOOTSTRAP_SERVERS"],
            schema_registry_url=environment["OMS_SCHEMA_REGISTRY_URL"],
            database_url=environment["OMS_DATABASE_URL"],
        )
