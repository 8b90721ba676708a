"""Keys and joins of the tables, as the tests of the models prove them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PUBLIC = ("core", "marts", "audit")


@dataclass(frozen=True, order=True)
class Join:
    """A column whose values are found in a column of another table."""

    other: str
    other_column: str
    table: str
    column: str


def keys(manifest: dict[str, Any]) -> dict[str, list[str]]:
    """The key columns of each table that has a key."""
    found = {}
    for test, table in _tests_of_tables(manifest):
        kind = test["test_metadata"]
        if kind["name"] in ("is_key", "unique_together"):
            found[name(table)] = kind["kwargs"]["columns"]
        elif kind["name"] == "unique":
            found[name(table)] = [test["column_name"]]
    return found


def joins(manifest: dict[str, Any]) -> list[Join]:
    """All joins, sorted by the table that is found."""
    found = []
    for test, table in _tests_of_tables(manifest):
        kind = test["test_metadata"]
        if kind["name"] == "relationships":
            (other,) = (
                manifest["nodes"][parent]
                for parent in test["depends_on"]["nodes"]
                if parent != test["attached_node"]
            )
            field = kind["kwargs"]["field"]
            found.append(Join(name(other), field, name(table), test["column_name"]))
    return sorted(found)


def tables(manifest: dict[str, Any]) -> dict[str, Any]:
    """The tables that analysts read, and those that they are joined to, by their names."""
    joined = {join.other for join in joins(manifest)}
    kinds = ("model", "seed")
    nodes = (node for node in manifest["nodes"].values() if node["resource_type"] in kinds)
    return {
        name(node): node
        for node in nodes
        if node["config"]["schema"] in PUBLIC or name(node) in joined
    }


def name(table: Any) -> str:
    """The schema and the table."""
    return f"{table['config']['schema']}.{table['name']}"


def _tests_of_tables(manifest: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Generic tests of tables that analysts read."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("test_metadata"):
            table = manifest["nodes"].get(node.get("attached_node") or "")
            if table and table["config"]["schema"] in PUBLIC:
                yield node, table
