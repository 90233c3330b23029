"""What is committed as generated is what the contracts generate, and they are in good form."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.compiled_protos import REPOSITORY

GENERATED = ("python/gen", "schemas")


def buf(*arguments: str) -> subprocess.CompletedProcess[str]:
    # `python` in buf.gen.yaml is the one that runs the tests.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(  # noqa: S603 - a command of ours
        ["buf", *arguments],  # noqa: S607 - as installed beside Python
        cwd=REPOSITORY,
        env=os.environ | {"PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in GENERATED
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("generated")
    result = buf("generate", "--output", str(output))
    assert result.returncode == 0, result.stderr
    return output


def test_the_contracts_keep_the_rules_and_document_every_element():
    result = buf("lint")

    assert (result.returncode, result.stdout) == (0, "")


def test_the_contracts_are_formatted():
    result = buf("format", "--diff", "--exit-code", "proto")

    assert (result.returncode, result.stdout) == (0, "")


def test_the_committed_code_and_schemas_are_what_the_contracts_generate(generated: Path):
    committed, expected = files(REPOSITORY), files(generated)

    assert sorted(committed) == sorted(expected)
    differing = [name for name in expected if committed[name] != expected[name]]
    assert differing == [], "run `make generate`"


def test_the_packaged_schemas_are_the_published_ones(generated: Path):
    published = {path.name: path.read_bytes() for path in (generated / "schemas").iterdir()}
    packaged = {
        path.name: path.read_bytes() for path in (generated / "python/gen/oms/schemas").iterdir()
    }

    assert packaged == published
