"""What DuckDB and Spark read in a JSON text, as a Python value."""

from __future__ import annotations

import json
import math
from typing import Any

import duckdb

# every container and leaf DuckDB's own reader finds, in the order of the text
_NODES = """
    select
        id, parent, key, type,
        case when type = 'VARCHAR' then atom ->> '$' else cast(atom as varchar) end
    from json_tree(cast(? as json))
    order by id
"""


def read_by_duckdb(connection: duckdb.DuckDBPyConnection, text: str) -> Any:
    """The value put together from the nodes DuckDB finds."""
    made: dict[int, Any] = {}
    root: Any = None
    for node, parent, key, kind, atom in connection.execute(_NODES, [text]).fetchall():
        value = made[node] = _value(kind, atom)
        if parent is None:
            root = value
        elif isinstance(made[parent], list):
            made[parent].append(value)
        elif key in made[parent]:
            raise ValueError(f"two members are called {key!r}")
        else:
            made[parent][key] = value
    return root


def _value(kind: str, atom: str | None) -> Any:
    if kind in ("OBJECT", "ARRAY"):
        return {} if kind == "OBJECT" else []
    if atom is None:
        return None
    return atom if kind == "VARCHAR" else json.loads(atom)


def spelled_for_spark(value: Any) -> Any:
    """Spark writes a number no double can hold as a word."""
    if isinstance(value, dict):
        return {name: spelled_for_spark(member) for name, member in value.items()}
    if isinstance(value, list):
        return [spelled_for_spark(member) for member in value]
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
