"""Writes the keys and the joins of all tables into docs/tables.md, from the tests of the models.

`python dbt_project/docs/keys.py` reads target/manifest.json, which every dbt command writes.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from relations import joins, keys

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tables.md"
START, END = "<!-- joins, from the tests -->", "<!-- end of the joins -->"
_ROW = re.compile(r"^\| `(?P<table>\w+\.\w+)` \| (?P<grain>[^|]+?) \|.*$", flags=re.MULTILINE)
_HEAD = re.compile(r"^\| table \| one row per \|.*\n\|[-|]+\|$", flags=re.MULTILINE)


def page(text: str, manifest: dict[str, Any]) -> str:
    """The page with the key of each table in its last column, and with all joins."""
    columns_of = keys(manifest)

    def with_key(row: re.Match[str]) -> str:
        columns = ", ".join(f"`{column}`" for column in columns_of.get(row["table"], ()))
        return f"| `{row['table']}` | {row['grain']} | {columns or 'none'} |"

    text = _HEAD.sub("| table | one row per | key |\n|---|---|---|", text)
    text = _ROW.sub(with_key, text)
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n{_joins(manifest)}\n\n{END}{after}"


def _joins(manifest: dict[str, Any]) -> str:
    lines = [
        f"| `{join.table}.{join.column}` | `{join.other}.{join.other_column}` |"
        for join in joins(manifest)
    ]
    return "\n".join(["| column | finds its row in |", "|---|---|", *lines])


if __name__ == "__main__":
    manifest_path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "target" / "manifest.json"
    PAGE.write_text(page(PAGE.read_text(), json.loads(manifest_path.read_bytes())))
