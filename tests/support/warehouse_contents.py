"""Everything a warehouse says, to compare two of them."""

from __future__ import annotations

from pathlib import Path

import duckdb


def contents(data_dir: Path, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every table of core, marts and audit, some columns left out, rows sorted."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.sql(
            """
            select table_schema, table_name from information_schema.tables
            where table_schema in ('core', 'marts', 'audit') and table_type = 'BASE TABLE'
            """
        ).fetchall()
        found = {}
        for schema, table in tables:
            relation = connection.table(f"{schema}.{table}")
            columns = ", ".join(f'"{one}"' for one in relation.columns if one not in without)
            rows = connection.sql(f"select {columns} from {schema}.{table}").fetchall()
            found[table] = sorted(map(repr, rows))
        return found
