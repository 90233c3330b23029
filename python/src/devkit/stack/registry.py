"""The schema registry: Apicurio, which keeps its schemas in PostgreSQL."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from devkit.stack import fetched, probes
from devkit.stack.component import Port, ProcessSpec
from devkit.stack.java import Program, Training, runtime
from devkit.stack.ports import LOOPBACK, choose
from devkit.stack.postgres import Postgres
from devkit.stack.workbench import Workbench

DATABASE = "apicurio"
"""The database of its own that it keeps schemas in."""

_COMPATIBLE_API = "/apis/ccompat/v7"
"""Where it speaks Confluent's protocol."""

_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    # It answers few requests and should be there soon: the quick compiler is enough.
    "-XX:TieredStopAtLevel=1",
    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)


@dataclass
class Registry:
    """Apicurio as a component of the stack."""

    port: Port
    postgres: Postgres
    name: str = "registry"
    after: tuple[str, ...] = ("postgres",)
    _argv: list[str] = field(default_factory=list, init=False)

    @property
    def url(self) -> str:
        """Base URL of the Confluent-compatible API."""
        return _url(self.port.number)

    def prepare(self, bench: Workbench) -> None:
        """Fetch it."""
        java = runtime(bench)
        program = _program(fetched.APICURIO.fetch(bench))
        archive = program.archive(bench, java, _training)
        self._argv = program.argv(java, archive, _listening(self.port.number), ())

    def process(self) -> ProcessSpec:
        """What to run."""
        return ProcessSpec(
            name=self.name,
            argv=self._argv,
            environment={
                "APICURIO_STORAGE_KIND": "sql",
                "APICURIO_STORAGE_SQL_KIND": "postgresql",
                "APICURIO_DATASOURCE_URL": f"jdbc:postgresql://{LOOPBACK}:{self.postgres.port.number}/{DATABASE}",
                "APICURIO_DATASOURCE_USERNAME": self.postgres.user,
                "APICURIO_DATASOURCE_PASSWORD": self.postgres.password,
            },
            check=self.check,
            after=self.after,
            ports=(self.port,),
        )

    def check(self) -> None:
        """List the subjects."""
        probes.registry(self.url)


def _url(port: int) -> str:
    return f"http://{LOOPBACK}:{port}{_COMPATIBLE_API}"


def _program(directory: Path) -> Program:
    # Its own launcher loads classes in a way that a training run cannot keep; on a plain class path
    # it starts four times as fast. What Quarkus generated and transformed stands before the rest.
    parts = (
        "quarkus/transformed-bytecode.jar",
        "quarkus/generated-bytecode.jar",
        "app/*",
        "lib/main/*",
        "lib/boot/*",
    )
    return Program(
        "apicurio-registry",
        fetched.APICURIO.version,
        tuple(f"{directory}/{part}" for part in parts),
        "io.quarkus.runner.GeneratedMain",
        options=_OPTIONS,
    )


def _listening(port: int) -> tuple[str, ...]:
    return (
        f"-Dquarkus.http.host={LOOPBACK}",
        f"-Dquarkus.http.port={port}",
        f"-Dquarkus.management.host={LOOPBACK}",
        "-Dquarkus.management.port=0",
    )


def _training(_work: Path) -> Training:
    # With its storage in memory, so that the run needs nothing else.
    port = choose(lambda _port: False)
    return Training(_listening(port), (), partial(probes.registry, _url(port)))
