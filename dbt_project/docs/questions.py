"""Writes docs/questions.md: each analysis as a question, with its answer on the demo's data.

`python dbt_project/docs/questions.py target/manifest.json data/demo/warehouse.duckdb` needs a
manifest of `dbt compile`.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
ROWS = 4
HEAD = """# Questions and answers

Each question is a file in [`dbt_project/analyses`](../dbt_project/analyses). The answers are those
of the demo's data, cut after {rows} rows. `make questions` writes this page. To see the answer on
your own data, build the warehouse and name the question:

```sh
dbt show --select my_form_over_fifty_matches --limit 20
```

With the demo's data, put `HALO_DATA_DIR=data/demo` before the command.
"""


def page(manifest: dict[str, Any], warehouse: Path) -> str:
    """The whole page."""
    analyses = [one for one in manifest["nodes"].values() if one["resource_type"] == "analysis"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        parts = [_part(one, connection) for one in sorted(analyses, key=lambda one: one["name"])]
    return "\n".join([HEAD.format(rows=ROWS), *parts])


def _part(analysis: Any, connection: duckdb.DuckDBPyConnection) -> str:
    question, _, rest = analysis["description"].strip().partition("? ")
    found = connection.execute(analysis["compiled_code"])
    names = [column[0] for column in found.description or []]
    shown = [place for place, name in enumerate(names) if "xuid" not in name and name != "map_id"]
    lines = [
        f"## {question}?",
        "",
        rest.strip(),
        "",
        f"`dbt show --select {analysis['name']}`",
        "",
        _line(names[place] for place in shown),
        "|" + "---|" * len(shown),
    ]
    lines += [_line(_text(row[place]) for place in shown) for row in found.fetchmany(ROWS)]
    return "\n".join([*lines, ""])


def _line(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # sums of doubles differ in their last digits from build to build
        return f"{round(value, 6):.3g}"
    if isinstance(value, datetime | date):
        return str(value)[:16]
    return str(value).replace("|", "\\|")


if __name__ == "__main__":
    manifest_path, warehouse_path = map(Path, sys.argv[1:])
    text = page(json.loads(manifest_path.read_bytes()), warehouse_path)
    PAGE.write_text(text, encoding="utf-8")
