"""Which of the four services are started here, and which exist already."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from os import devnull, environ
from secrets import token_urlsafe

from temporalio.envconfig import ClientConfig

from devkit.stack import probes
from devkit.stack.component import Component, External, Port
from devkit.stack.endpoints import Endpoints
from devkit.stack.kafka import Kafka, KafkaPorts
from devkit.stack.postgres import Postgres
from devkit.stack.registry import DATABASE as REGISTRY_DATABASE
from devkit.stack.registry import Registry
from devkit.stack.settings import StackSettings
from devkit.stack.state import Allocations, StateDirectory
from devkit.stack.temporal import Temporal

DATABASE = "order_processing"
"""The product's database."""

_USER = "oms"


@dataclass(frozen=True)
class Servers:
    """The components that serve the product, and where they will be."""

    components: Sequence[Component]
    endpoints: Endpoints


def lay_out(settings: StackSettings, state: StateDirectory, allocations: Allocations) -> Servers:
    """Choose ports and passwords for what is started here; pass on what exists already.

    Raises:
        StackError: a fixed port is in use.
    """
    layout = _Layout(settings, state, allocations)
    temporal, address, namespace, ui_url = layout.temporal()
    kafka, bootstrap_servers = layout.kafka()
    postgres = layout.postgres()
    database, database_url = layout.database(postgres)
    registry, registry_url = layout.registry(postgres)
    endpoints = Endpoints(
        temporal_address=address,
        temporal_namespace=namespace,
        temporal_ui_url=ui_url,
        kafka_bootstrap_servers=bootstrap_servers,
        schema_registry_url=registry_url,
        database_url=database_url,
        temporal_config_file=environ.get("TEMPORAL_CONFIG_FILE"),
    )
    return Servers((*database, *kafka, *registry, *temporal), endpoints)


@dataclass(frozen=True)
class _Layout:
    settings: StackSettings
    state: StateDirectory
    allocations: Allocations

    def temporal(self) -> tuple[list[Component], str, str, str | None]:
        """The component, its address, the namespace and the Web UI."""
        settings = self.settings
        if settings.temporal_address or settings.temporal_profile:
            config = ClientConfig.load_client_connect_config(settings.temporal_profile)
            address = settings.temporal_address or config.get("target_host", "")
            namespace = config.get("namespace", settings.temporal_namespace)
            setting = "TEMPORAL_ADDRESS" if settings.temporal_address else "TEMPORAL_PROFILE"
            probe = partial(probes.temporal, address, namespace)
            external = External("temporal", setting, probe)
            return [external], address, namespace, settings.temporal_ui_url
        # A developer's own profiles, with their TLS and API keys, are about other servers.
        environ["TEMPORAL_CONFIG_FILE"] = devnull
        server = Temporal(
            self.state,
            self._port("temporal", self.settings.stack_temporal_port),
            self._port("temporal-ui", self.settings.stack_temporal_ui_port),
            self.settings.temporal_namespace,
        )
        return [server], server.address, server.namespace, server.ui_url

    def kafka(self) -> tuple[list[Component], str]:
        given = self.settings.kafka_bootstrap_servers
        if given:
            probe = partial(probes.kafka, given, self.settings.kafka_config)
            return [External("kafka", "OMS_KAFKA_BOOTSTRAP_SERVERS", probe)], given
        ports = KafkaPorts(
            self._port("kafka", self.settings.stack_kafka_port),
            self._port("kafka-controller", self.settings.stack_kafka_controller_port),
        )
        server = Kafka(self.state, ports)
        return [server], server.bootstrap_servers

    def postgres(self) -> Postgres | None:
        """Our own PostgreSQL, unless neither the product nor the registry needs it."""
        if self.settings.database_url and self.settings.schema_registry_url:
            return None
        return Postgres(
            self.state,
            self._port("postgres", self.settings.stack_postgres_port),
            user=_USER,
            password=self._password(),
            databases=(DATABASE, REGISTRY_DATABASE),
        )

    def database(self, postgres: Postgres | None) -> tuple[list[Component], str]:
        ours: list[Component] = [postgres] if postgres else []
        given = self.settings.database_url
        if given:
            url = given.get_secret_value()
            return [
                *ours,
                External("database", "OMS_DATABASE_URL", partial(probes.postgres, url)),
            ], url
        if postgres is None:
            msg = "no database is given, and none is laid out"
            raise AssertionError(msg)
        return ours, postgres.url(DATABASE)

    def registry(self, postgres: Postgres | None) -> tuple[list[Component], str]:
        given = self.settings.schema_registry_url
        if given or postgres is None:
            url = given.get_secret_value() if given else ""
            probe = partial(probes.registry, url)
            return [External("registry", "OMS_SCHEMA_REGISTRY_URL", probe)], url
        server = Registry(self._port("registry", self.settings.stack_registry_port), postgres)
        return [server], server.url

    def _port(self, name: str, fixed: int | None) -> Port:
        setting = f"OMS_STACK_{name.replace('-', '_').upper()}_PORT"
        return Port(self.allocations.port(name, fixed, setting), setting)

    def _password(self) -> str:
        name = "postgres.password"
        return self.allocations.kept(name) or self.allocations.keep(name, token_urlsafe(18))
