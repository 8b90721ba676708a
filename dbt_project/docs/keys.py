"""Writes the keys and the joins of all tables into docs/tables.md, from the tests of the models.

`python dbt_project/docs/keys.py` reads target/manifest.json, which every dbt command writes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tables.md"
PUBLIC = ("core", "marts", "audit")
START, END = "<!-- joins, from the tests -->", "<!-- end of the joins -->"
_ROW = re.compile(r"^\| `(?P<table>\w+\.\w+)` \| (?P<grain>[^|]+?) \|.*$", flags=re.MULTILINE)
_HEAD = re.compile(r"^\| table \| one row per \|.*\n\|[-|]+\|$", flags=re.MULTILINE)


def page(text: str, manifest: dict[str, Any]) -> str:
    """The page with the key of each table in its last column, and with all joins."""
    keys = _keys(manifest)

    def with_key(row: re.Match[str]) -> str:
        columns = ", ".join(f"`{column}`" for column in keys.get(row["table"], ()))
        return f"| `{row['table']}` | {row['grain']} | {columns or 'none'} |"

    text = _HEAD.sub("| table | one row per | key |\n|---|---|---|", text)
    text = _ROW.sub(with_key, text)
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n{_joins(manifest)}\n\n{END}{after}"


def _keys(manifest: dict[str, Any]) -> dict[str, list[str]]:
    found = {}
    for test, table in _tests_of_tables(manifest):
        kind = test["test_metadata"]
        if kind["name"] in ("is_key", "unique_together"):
            found[_name(table)] = kind["kwargs"]["columns"]
        elif kind["name"] == "unique":
            found[_name(table)] = [test["column_name"]]
    return found


def _joins(manifest: dict[str, Any]) -> str:
    rows = []
    for test, table in _tests_of_tables(manifest):
        kind = test["test_metadata"]
        if kind["name"] == "relationships":
            (other,) = (
                manifest["nodes"][parent]
                for parent in test["depends_on"]["nodes"]
                if parent != test["attached_node"]
            )
            column = f"`{_name(table)}.{test['column_name']}`"
            rows.append((f"`{_name(other)}.{kind['kwargs']['field']}`", column))
    lines = [f"| {column} | {other} |" for other, column in sorted(rows)]
    return "\n".join(["| column | finds its row in |", "|---|---|", *lines])


def _tests_of_tables(manifest: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Generic tests of tables that analysts read."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            table = manifest["nodes"].get(node.get("attached_node") or "")
            if table and table["config"]["schema"] in PUBLIC:
                yield node, table


def _name(table: Any) -> str:
    return f"{table['config']['schema']}.{table['name']}"


if __name__ == "__main__":
    manifest_path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target" / "manifest.json"
    PAGE.write_text(page(PAGE.read_text(), json.loads(manifest_path.read_bytes())))
