"""What is fetched from package registries by name and version, and kept in the cache."""

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from devkit.stack.errors import CommandError, StackError
from devkit.stack.launch import Command
from devkit.stack.workbench import Workbench

_WITHIN = 900.0
"""Seconds that one artefact and all that it depends on may take over a slow network."""

_REMEDY = (
    "Is the network up? Behind a proxy, set HTTPS_PROXY; behind a private certificate authority,"
    " REQUESTS_CA_BUNDLE. What had been fetched completely is kept."
)


@dataclass(frozen=True)
class MavenArtifact:
    """Something from Maven Central.

    Attributes:
        name: what people call it, also its name in the cache
        version: which one
        coordinates: `group:artifact:version`, each fetched with all that it needs at run time; or
            one `group:artifact:version:classifier@packaging`, an archive that is unpacked
        sha256: digest of the first artifact's own file
    """

    name: str
    version: str
    coordinates: tuple[str, ...]
    sha256: str

    def fetch(self, bench: Workbench) -> Path:
        """Return the directory with the jars, or with what was in the archive.

        Raises:
            StackError: it could not be fetched, or is not what was expected.
        """
        entry = f"{self.name}/{self.version}"
        return bench.cache.entry(
            entry,
            partial(self._fetch_into, bench),
            waiting=lambda: bench.say(f"another process is fetching {entry}"),
        )

    def _fetch_into(self, bench: Workbench, directory: Path) -> None:
        bench.say(f"fetching {self.name} {self.version} from Maven Central")
        argv = [sys.executable, "-m", "devkit.stack.maven", str(directory), self.sha256]
        try:
            bench.run(Command([*argv, *self.coordinates]), _WITHIN)
        except CommandError as error:
            what = f"{self.name} {self.version} ({', '.join(self.coordinates)})"
            raise StackError(f"fetching {what}", error.why, _REMEDY) from error


KAFKA = MavenArtifact(
    "kafka",
    "4.3.0",
    # The second one writes the broker's log to standard output.
    ("org.apache.kafka:kafka_2.13:4.3.0", "org.slf4j:slf4j-simple:1.7.36"),
    "e3669cb733f657689f71cba145af51022f29cebba81d8bf69699274b46c70da8",
)
APICURIO = MavenArtifact(
    "apicurio-registry",
    "3.3.3",
    ("io.apicurio:apicurio-registry-app:3.3.3:all@tar.gz",),
    "8bc6751c76d963734224b01d5e7f84ccb3cb61c87d3bd77c36c35f10a5cbed63",
)
TEMPORAL_TEST_SERVER = MavenArtifact(
    "temporal-test-server",
    "1.38.0",
    ("io.temporal:temporal-test-server:1.38.0", "org.slf4j:slf4j-simple:1.7.36"),
    "c6c813bbee46dcdc9df5a018fe6ed4caaf79b0c3c9511a3dd6275232a6d8538e",
)
