"""Writes rows into DuckDB files of the kind old tools wrote, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl

Row = dict[str, Any]
# The format of DuckDB 1.2 to 1.4, which the old application used.
STORAGE_VERSION = "v1.2.0"


@contextmanager
def new_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose default database is a new file of the old storage version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as old (storage_version '{STORAGE_VERSION}')")
        connection.execute("use old")
        yield connection
        connection.execute("checkpoint old")
        connection.execute("use memory")
        connection.execute("detach old")


def create_tables(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, str], rows: Mapping[str, int]
) -> None:
    """Tables by their column definitions; id sequences go on after the rows to come."""
    for name, columns in tables.items():
        if "nextval" in columns:
            first = rows.get(name, 0) + 1
            connection.execute(f"create sequence {name}_id_seq start {first}")
        connection.execute(f"create table {name} ({columns})")


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Rows by column name; what a table has no column for is left out."""
    if not rows:
        return
    types = dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = ?", [table]
        ).fetchall()
    )
    columns = [name for name in rows[0] if name in types]
    frame = pl.DataFrame(
        [pl.Series(name, [row[name] for row in rows], _dtype(types[name])) for name in columns]
    )
    # Parquet is what both sides read without pyarrow.
    with TemporaryDirectory() as folder:
        parquet = Path(folder, "rows.parquet")
        frame.write_parquet(parquet, compression="uncompressed")
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(
            f"insert into {table} ({names}) select {names} from read_parquet('{parquet}')"
        )


def _dtype(duckdb_type: str) -> type[pl.DataType] | pl.Datetime:
    if duckdb_type in ("VARCHAR", "JSON"):
        return pl.String
    if duckdb_type == "BOOLEAN":
        return pl.Boolean
    if duckdb_type == "TIMESTAMP":
        return pl.Datetime("us")
    return pl.Float64 if duckdb_type in ("FLOAT", "DOUBLE") else pl.Int64
