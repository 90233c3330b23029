"""PostgreSQL, from the binaries of a Python package."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from shutil import rmtree
from signal import SIGINT

from devkit.stack import probes
from devkit.stack.component import Port, ProcessSpec
from devkit.stack.launch import Command
from devkit.stack.ports import LOOPBACK
from devkit.stack.postgres_home import Home, home
from devkit.stack.state import StateDirectory
from devkit.stack.workbench import Workbench

_LAY_OUT_WITHIN = 90.0
"""Seconds for one step of laying out the data directory."""

_SERVER_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # A killed server loses nothing by this; only a machine that loses power would.
    "fsync": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass
class Postgres:
    """PostgreSQL as a component of the stack."""

    state: StateDirectory
    port: Port
    user: str
    password: str
    databases: tuple[str, ...]
    name: str = "postgres"
    after: tuple[str, ...] = ()
    _home: Home | None = field(default=None, init=False)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        # The password is made of characters that need no quoting.
        address = f"{LOOPBACK}:{self.port.number}/{database}"
        return f"postgresql+psycopg://{self.user}:{self.password}@{address}"

    def prepare(self, bench: Workbench) -> None:
        """Find its binaries, and lay out the data directory."""
        self._home = home(bench, self.state)
        if not self._home.data.exists():
            bench.say("laying out the data directory")
            self._lay_out(bench, self._home)

    def process(self) -> ProcessSpec:
        """What to run."""
        if self._home is None:
            msg = "asked for the process of a component that was not prepared"
            raise RuntimeError(msg)
        options = {**_SERVER_OPTIONS, "port": str(self.port.number)}
        return ProcessSpec(
            name=self.name,
            argv=[
                str(self._home.program("postgres")),
                "-D",
                str(self._home.data),
                *(word for key, value in options.items() for word in ("-c", f"{key}={value}")),
            ],
            check=self.check,
            ports=(self.port,),
            directory=Path("/"),
            run_as=self._home.user,
            # The fast shutdown: clients are disconnected, nothing is lost.
            stop_signal=SIGINT,
        )

    def check(self) -> None:
        """Select something from each database."""
        for database in self.databases:
            probes.postgres(self.url(database))

    def _lay_out(self, bench: Workbench, place: Home) -> None:
        """Make a data directory with the databases in it, complete or not at all."""
        partial_data = place.data.with_name(f".{place.data.name}.partial")
        rmtree(partial_data, ignore_errors=True)
        run = partial(self._run, bench, place)
        secret = place.hand_over("password", self.password)
        run(
            "initdb",
            f"--pgdata={partial_data}",
            f"--username={self.user}",
            f"--pwfile={secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        secret.unlink()
        statements = "".join(f"CREATE DATABASE {name};\n" for name in self.databases)
        script = place.hand_over("databases.sql", statements)
        run("postgres", "--single", "-D", str(partial_data), "postgres", stdin=script)
        script.unlink()
        partial_data.rename(place.data)

    def _run(
        self,
        bench: Workbench,
        place: Home,
        program: str,
        *arguments: str,
        stdin: Path = Path("/dev/null"),
    ) -> None:
        command = Command(
            [str(place.program(program)), *arguments],
            directory=Path("/"),
            run_as=place.user,
            stdin=stdin,
        )
        bench.run(command, _LAY_OUT_WITHIN)
