"""Each row of docs/faults.md has a test that carries it as a mark, and no mark is without a row."""

from __future__ import annotations

import ast
import re

from tests.support.commands import ROOT

NOT_YET = {"D8", "S15"}
"""Rows of what does not exist yet; the page says so."""


def catalogue() -> list[str]:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    return re.findall(r"^\| ([NDFPSTX]\d+) \|", page, flags=re.MULTILINE)


def marked() -> set[str]:
    """The rows in `@pytest.mark.fault(...)` of all test functions."""
    return {
        str(argument.value)
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def test_every_row_has_a_test() -> None:
    assert len(catalogue()) == len(set(catalogue())) == 86
    assert sorted(set(catalogue()) - NOT_YET - marked()) == []


def test_every_mark_has_a_row() -> None:
    assert sorted(marked() - (set(catalogue()) - NOT_YET)) == []
