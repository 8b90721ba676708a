"""The catalogue of faults, and that each of its rows is named by the test that proves it."""

from __future__ import annotations

import ast
import re

from tests.support.commands import ROOT

LAST = {"n": 24, "d": 9, "f": 7, "p": 10, "s": 16, "t": 9, "x": 11}
"""API and network, drift and values, film, process, storage, dbt, security: rows 1 to this."""

NOT_YET = {"d8": "versions on demand", "s11": "compaction", "s15": "files of earlier releases"}


def catalogue() -> set[str]:
    rows = {f"{kind}{number}" for kind, last in LAST.items() for number in range(1, last + 1)}
    return rows - set(NOT_YET)


def named() -> set[str]:
    """Rows that the names of test functions carry, as in `test_s4_a_flipped_bit_is_found`."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= rows_in(node.name)
    return found


def rows_in(name: str) -> set[str]:
    if not name.startswith("test_"):
        return set()
    return {part for part in name.split("_") if re.fullmatch(r"[dfnpstx]\d{1,2}", part)}


def test_every_row_of_the_catalogue_is_named_by_a_test() -> None:
    missing = sorted(catalogue() - named())
    assert missing == [], f"no test names {', '.join(missing)}"


def test_no_test_names_a_row_that_is_not_in_the_catalogue() -> None:
    assert sorted(named() - catalogue()) == []


def test_rows_are_read_off_names_and_nothing_else() -> None:
    assert rows_in("test_n4_n16_that_last") == {"n4", "n16"}
    assert rows_in("helper_n4") == rows_in("test_the_100_n_4") == set()
