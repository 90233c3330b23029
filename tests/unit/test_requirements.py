"""docs/requirements.md names code and tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = (ROOT, ROOT / "python/src/order_processing", ROOT / "tests")
REFERENCE = re.compile(r"`([\w./-]+)::(\w+)`")

ROWS = [
    line
    for line in (ROOT / "docs/requirements.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| the brief"))
]


def names_in(file: Path) -> set[str]:
    if file.suffix == ".proto":
        return set(re.findall(r"^(?:message|enum|service) (\w+)", file.read_text(), re.MULTILINE))
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
                names.add(name)
            case ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]):
                names.add(name)
    return names


def exists(path: str, name: str) -> bool:
    files = [place / path for place in PLACES if (place / path).is_file()]
    return any(name in names_in(file) for file in files)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_each_requirement_names_code_and_test_that_exist_or_says_that_it_is_not_built(row: str):
    _, code, test = (cell.strip() for cell in row.strip().strip("|").split("|"))
    references = REFERENCE.findall(row)
    missing = [f"{path}::{name}" for path, name in references if not exists(path, name)]
    assert not missing
    assert "not built yet" in code or (REFERENCE.search(code) and REFERENCE.search(test))
