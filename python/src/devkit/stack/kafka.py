"""Apache Kafka: one node that is broker and controller."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from devkit.stack import fetched, probes
from devkit.stack.component import Port, ProcessSpec
from devkit.stack.java import Java, Program, Training, runtime
from devkit.stack.launch import Command
from devkit.stack.ports import LOOPBACK, choose
from devkit.stack.state import StateDirectory
from devkit.stack.workbench import Workbench

_FORMAT_WITHIN = 60.0
"""Seconds to lay out an empty data directory."""

_OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
listeners=PLAINTEXT://{host}:{broker},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{broker}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
# One node keeps everything once.
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=2
# A consumer need not wait for others that are never to come.
group.initial.rebalance.delay.ms=0
"""


@dataclass(frozen=True)
class KafkaPorts:
    """Where it listens."""

    broker: Port
    controller: Port


@dataclass
class Kafka:
    """Kafka as a component of the stack."""

    state: StateDirectory
    ports: KafkaPorts
    name: str = "kafka"
    after: tuple[str, ...] = ()
    _argv: list[str] = field(default_factory=list, init=False)

    @property
    def bootstrap_servers(self) -> str:
        """`host:port` of the broker."""
        return f"{LOOPBACK}:{self.ports.broker.number}"

    def prepare(self, bench: Workbench) -> None:
        """Fetch it, and lay out its data directory."""
        java = runtime(bench)
        program = _program(fetched.KAFKA.fetch(bench))
        archive = program.archive(bench, java, partial(_training, bench, java, program))
        data = self.state.data / "kafka"
        properties = self.state.data / "kafka.properties"
        if not data.exists():
            bench.say("laying out the data directory")
            _format(bench, _storage_tool(java, program, archive), self.ports, data)
        properties.write_text(_properties(self.ports, data))
        self._argv = program.argv(java, archive, (), (str(properties),))

    def process(self) -> ProcessSpec:
        """What to run."""
        return ProcessSpec(
            name=self.name,
            argv=self._argv,
            check=self.check,
            ports=(self.ports.broker, self.ports.controller),
        )

    def check(self) -> None:
        """Ask for the cluster's metadata."""
        probes.kafka(self.bootstrap_servers)


def _program(jars: Path) -> Program:
    return Program("kafka", fetched.KAFKA.version, (f"{jars}/*",), "kafka.Kafka", options=_OPTIONS)


def _properties(ports: KafkaPorts, data: Path) -> str:
    return _PROPERTIES.format(
        host=LOOPBACK, broker=ports.broker.number, controller=ports.controller.number, data=data
    )


def _storage_tool(java: Java, program: Program, archive: Path | None) -> list[str]:
    return replace(program, main="kafka.tools.StorageTool").argv(java, archive, (), ())


def _format(bench: Workbench, tool: list[str], ports: KafkaPorts, data: Path) -> None:
    """Lay out an empty data directory, complete or not at all."""
    partial_data = data.with_name(f".{data.name}.partial")
    rmtree(partial_data, ignore_errors=True)
    properties = data.with_name(f".{data.name}.properties")
    properties.write_text(_properties(ports, partial_data))
    arguments = ("format", "-t", str(uuid4()), "-c", str(properties))
    bench.run(Command([*tool, *arguments]), _FORMAT_WITHIN)
    properties.unlink()
    partial_data.rename(data)


def _training(bench: Workbench, java: Java, program: Program, work: Path) -> Training:
    broker = choose(lambda _port: False)
    controller = choose(broker.__eq__)
    ports = KafkaPorts(Port(broker, ""), Port(controller, ""))
    data = work / "data"
    _format(bench, _storage_tool(java, program, None), ports, data)
    properties = work / "server.properties"
    properties.write_text(_properties(ports, data))
    return Training((), (str(properties),), partial(probes.kafka, f"{LOOPBACK}:{broker}"))
