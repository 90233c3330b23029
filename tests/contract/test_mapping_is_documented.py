"""The tests that `docs/avro-mapping.md` names for its rows exist."""

import re

from support.compiled_protos import REPOSITORY

DOCUMENT = REPOSITORY / "docs/avro-mapping.md"


def test_every_test_that_the_mappings_table_names_exists():
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text(encoding="utf-8")))
    defined = {
        name
        for file in (REPOSITORY / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)", file.read_text(), re.MULTILINE)
    }

    assert named
    assert named - defined == set()


def test_every_test_of_a_row_is_named_in_the_table():
    tests = (REPOSITORY / "tests/contract/test_avro_mapping.py").read_text(encoding="utf-8")
    rows = {
        name
        for name in re.findall(r"^def (test_\w+)", tests, re.MULTILINE)
        if name not in NOT_OF_A_ROW
    }

    assert {name for name in rows if f"`{name}`" not in DOCUMENT.read_text()} == set()


NOT_OF_A_ROW = {
    "test_the_golden_contract_has_the_golden_schema",
    "test_a_message_without_the_option_has_no_schema",
    "test_a_record_has_the_fields_of_its_schema",
}
