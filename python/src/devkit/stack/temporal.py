"""The Temporal development server."""

from dataclasses import dataclass, field
from pathlib import Path

from devkit.stack import probes
from devkit.stack.component import Port, ProcessSpec
from devkit.stack.ports import LOOPBACK
from devkit.stack.state import StateDirectory
from devkit.stack.temporal_binary import find_or_get
from devkit.stack.workbench import Workbench

_DYNAMIC_CONFIGURATION = {
    # The limits of a shared cluster; one laptop's load test is not to meet them.
    "frontend.rps": 100_000,
    "frontend.namespaceRPS": 100_000,
    "frontend.namespaceRPS.visibility": 1_000,
}


@dataclass
class Temporal:
    """Temporal as a component of the stack."""

    state: StateDirectory
    port: Port
    ui_port: Port
    namespace: str
    name: str = "temporal"
    after: tuple[str, ...] = ()
    _binary: Path = field(default=Path("temporal"), init=False)

    @property
    def address(self) -> str:
        """`host:port` of the frontend."""
        return f"{LOOPBACK}:{self.port.number}"

    @property
    def ui_url(self) -> str:
        """The Web UI."""
        return f"http://{LOOPBACK}:{self.ui_port.number}"

    def prepare(self, bench: Workbench) -> None:
        """Find a binary, or get one."""
        self._binary = find_or_get(bench)

    def process(self) -> ProcessSpec:
        """What to run."""
        return ProcessSpec(
            name=self.name,
            argv=[
                str(self._binary),
                "server",
                "start-dev",
                f"--db-filename={self.state.data / 'temporal.sqlite'}",
                # Three times as many orders a second; a killed server still loses nothing.
                "--sqlite-pragma=journal_mode=wal",
                "--sqlite-pragma=synchronous=normal",
                f"--ip={LOOPBACK}",
                f"--port={self.port.number}",
                f"--ui-port={self.ui_port.number}",
                f"--namespace={self.namespace}",
                "--ui-disable-news-fetch",
                # A developer's own profiles are about other servers.
                "--disable-config-file",
                "--disable-config-env",
                *(
                    f"--dynamic-config-value={key}={value}"
                    for key, value in _DYNAMIC_CONFIGURATION.items()
                ),
            ],
            check=self.check,
            ports=(self.port, self.ui_port),
        )

    def check(self) -> None:
        """Describe the namespace."""
        probes.temporal(self.address, self.namespace)
