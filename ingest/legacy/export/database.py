"""One database of the old application, written from queries."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.warehouse.sql import quoted_text

BUILT = "built"
"""The name under which the warehouse is attached."""

TARGET = "target_file"
STORAGE_VERSION = "v1.2.0"
"""What DuckDB 1.4, which the old application runs on, both reads and writes."""


@dataclass(frozen=True, slots=True)
class LegacyDatabase:
    """What a file consists of, and which rows of the warehouse go into it."""

    tables: str
    indexes: str
    rows: Mapping[str, str]
    """The query of each table that has rows."""

    reads: tuple[str, ...]
    """The tables and views of the warehouse that the queries name."""

    numbered: tuple[str, ...] = ()
    """The tables whose rows have numbers; what the old application adds is numbered from there."""


def write(connection: duckdb.DuckDBPyConnection, old: LegacyDatabase, path: Path) -> int:
    """Create the file, fill it, close it; returns how many rows went in."""
    connection.execute(
        f"attach {quoted_text(str(path))} as {TARGET} (storage_version '{STORAGE_VERSION}')"
    )
    try:
        connection.execute(f"use {TARGET}")
        rows = _fill(connection, old)
        connection.execute(f"checkpoint {TARGET}")
    except duckdb.Error:
        # The first error says more than that a broken file cannot be closed either.
        with suppress(duckdb.Error):
            _close(connection)
        raise
    _close(connection)
    return rows


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("use memory")
    connection.execute(f"detach {TARGET}")


def _fill(connection: duckdb.DuckDBPyConnection, old: LegacyDatabase) -> int:
    for table in old.numbered:
        next_id = _number(
            connection.execute(f"select count(*) + 1 from ({old.rows[table]}) as old")
        )
        connection.execute(f"create sequence {table}_id_seq start with {next_id}")
    connection.execute(old.tables)
    rows = 0
    for table, query in old.rows.items():
        rows += _number(connection.execute(f"insert into {table} by name {query}"))
    # An index is made faster of all rows than row by row.
    connection.execute(old.indexes)
    return rows


def _number(result: duckdb.DuckDBPyConnection) -> int:
    return int(result.fetchall()[0][0])


def everything(schema: str, *tables: str) -> dict[str, str]:
    """The query of each table whose view has its very columns."""
    return {table: f"select * from {BUILT}.{schema}.{table}" for table in tables}


def events_from(schema: str) -> str:
    """Events in the warehouse's order; their ids count up without a gap, as in the old files."""
    return f"""
        select * replace (
            cast(row_number() over (order by id, match_id, time_ms) as integer) as id
        )
        from {BUILT}.{schema}.highlight_events
    """


def named_aliases(schema: str) -> str:
    """The old table has no room for an alias without a name."""
    return f"select * from {BUILT}.{schema}.xuid_aliases where gamertag is not null"
