"""What a build changed, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.warehouse.sql import quoted_name


@dataclass(frozen=True, slots=True)
class Before:
    """What the warehouse held before the build."""

    matches: int
    segments: frozenset[str]
    """Rows of these segments stay in tables that are added to; a full build keeps none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different now."""

    snapshot_id: str
    matches: int
    new_matches: int
    newest_match_at: datetime | None
    rows_replaced: int
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For programs; names are a contract."""
        newest = self.newest_match_at
        return {
            "snapshot_id": self.snapshot_id,
            "matches": self.matches,
            "new_matches": self.new_matches,
            "newest_match_at": f"{newest.isoformat()}Z" if newest else None,
            "rows_replaced": self.rows_replaced,
            "warnings": list(self.warnings),
        }

    def lines(self) -> list[str]:
        """For people."""
        newest = self.newest_match_at
        when = f", the newest of {newest:%Y-%m-%d %H:%M} UTC" if newest else ""
        return [
            *(f"warning: {warning}" for warning in self.warnings),
            f"{self.new_matches:,} new matches, {self.matches:,} in all{when}",
            f"{self.rows_replaced:,} rows replaced; published, built from snapshot "
            f"{self.snapshot_id}",
        ]


def read_before(side: Path, *, is_full: bool) -> Before:
    """Look at the copy before dbt works on it; nothing was built yet where there is none."""
    if not side.exists():
        return Before(0, frozenset())
    with duckdb.connect(str(side), read_only=True) as connection:
        kept = [] if is_full else _column(connection, "select segment from raw.segments")
        return Before(_matches(connection), frozenset(map(str, kept)))


def read_changes(
    side: Path, before: Before, built: Iterable[str], warnings: Iterable[str]
) -> Changes:
    """Compare the finished copy with what was there; `built` are the tables dbt wrote."""
    with duckdb.connect(str(side), read_only=True) as connection:
        ((snapshot_id,),) = connection.sql("select snapshot_id from raw.snapshot").fetchall()
        matches = _matches(connection)
        newest = _column(connection, "select max(started_at) from core.match_registry")
        return Changes(
            snapshot_id=str(snapshot_id),
            matches=matches,
            new_matches=matches - before.matches,
            newest_match_at=newest[0] if newest else None,
            rows_replaced=sum(
                _rows_written(connection, table, before)
                for table in set(built) & _tables(connection)
            ),
            warnings=tuple(warnings),
        )


def _rows_written(connection: duckdb.DuckDBPyConnection, table: str, before: Before) -> int:
    """All rows of a table that was replaced; of an incremental table, those of new segments."""
    schema, name = table.split(".")
    columns = connection.execute(
        "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
        [schema, name],
    ).fetchall()
    relation = quoted_name(schema, name)
    if ("segment",) not in columns:
        return int(_column(connection, f"select count(*) from {relation}")[0])
    query = f"select segment, count(*) from {relation} group by segment"
    counted = connection.execute(query).fetchall()
    return sum(rows for segment, rows in counted if segment not in before.segments)


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {*_column(connection, "select schema_name || '.' || table_name from duckdb_tables()")}


def _matches(connection: duckdb.DuckDBPyConnection) -> int:
    found = _column(connection, "select count(*) from core.match_registry")
    return int(found[0]) if found else 0


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    """The first column; nothing where the table was never built."""
    try:
        return [row[0] for row in connection.execute(query).fetchall()]
    except duckdb.CatalogException:
        return []
