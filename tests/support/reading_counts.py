"""Counts what a warehouse file holds, with whatever DuckDB the calling Python has.

The test starts it with the Python of another environment, so it imports nothing of this project.
"""

import json
import sys
from collections.abc import Sequence

import duckdb

SCHEMAS = """
    schema_name in ('core', 'marts', 'audit', 'shared') or starts_with(schema_name, 'player_')
"""


def main() -> None:
    """Print the version, the rows of each table and view, and the rows of each macro's answer."""
    file, player, other = sys.argv[1:]
    connection = duckdb.connect(file, read_only=True)
    named = connection.execute(
        f"""
        select schema_name, table_name from duckdb_tables() where {SCHEMAS}
        union all
        select schema_name, view_name from duckdb_views() where {SCHEMAS}
        """
    ).fetchall()
    rows = {f"{schema}.{name}": count(connection, f'"{schema}"."{name}"') for schema, name in named}
    macros = connection.execute(
        """
        select function_name, len(parameters) from duckdb_functions()
        where function_type = 'table_macro' and not internal
        """
    ).fetchall()
    for name, parameters in macros:
        arguments = [player, other][:parameters]
        places = ", ".join("?" for _ in arguments)
        rows[f"{name}()"] = count(connection, f"{name}({places})", arguments)
    print(json.dumps({"version": duckdb.__version__, "rows": rows}))


def count(
    connection: duckdb.DuckDBPyConnection, relation: str, arguments: Sequence[str] = ()
) -> int:
    """Every row is fetched: a count alone would not read the columns."""
    return len(connection.execute(f"select * from {relation}", arguments).fetchall())


if __name__ == "__main__":
    main()
