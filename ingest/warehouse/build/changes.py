"""What a build changed, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

_ROWS_WRITTEN = """
    select coalesce(sum(builds.rows_written), 0)
    from raw.table_builds as builds
    inner join raw.snapshot as snapshot on builds.built_in = snapshot.build_number
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different now."""

    snapshot_id: str
    matches: int
    new_matches: int
    newest_match_at: datetime | None
    rows_replaced: int
    warnings: tuple[str, ...]
    is_published: bool = True
    """False where a build would have made the published warehouse once more."""

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
        if not self.is_published:
            return [
                f"nothing new: {self.matches:,} matches{when}; the published warehouse is already "
                f"built from snapshot {self.snapshot_id}"
            ]
        return [
            *(f"warning: {warning}" for warning in self.warnings),
            f"{self.new_matches:,} new matches, {self.matches:,} in all{when}",
            f"{self.rows_replaced:,} rows replaced; published, built from snapshot "
            f"{self.snapshot_id}",
        ]


def matches_in(side: Path) -> int:
    """Matches in the copy before dbt works on it; nothing was built yet where there is none."""
    if not side.exists():
        return 0
    with duckdb.connect(str(side), read_only=True) as connection:
        return _matches(connection)


def read_changes(side: Path, matches_before: int, warnings: Iterable[str]) -> Changes:
    """Compare the finished copy with what was there."""
    with duckdb.connect(str(side), read_only=True) as connection:
        found = _state(connection)
        written = _column(connection, _ROWS_WRITTEN)
        return replace(
            found,
            new_matches=found.matches - matches_before,
            rows_replaced=int(written[0]) if written else 0,
            warnings=tuple(warnings),
        )


def nothing_new(published: Path) -> Changes:
    """What to say when the published warehouse is already what a build would make."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return replace(_state(connection), is_published=False)


def _state(connection: duckdb.DuckDBPyConnection) -> Changes:
    ((snapshot_id,),) = connection.sql("select snapshot_id from raw.snapshot").fetchall()
    newest = _column(connection, "select max(started_at) from core.match_registry")
    return Changes(
        snapshot_id=str(snapshot_id),
        matches=_matches(connection),
        new_matches=0,
        newest_match_at=newest[0] if newest else None,
        rows_replaced=0,
        warnings=(),
    )


def _matches(connection: duckdb.DuckDBPyConnection) -> int:
    found = _column(connection, "select count(*) from core.match_registry")
    return int(found[0]) if found else 0


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    """The first column; nothing where the table was never built."""
    try:
        return [row[0] for row in connection.execute(query).fetchall()]
    except duckdb.CatalogException:
        return []
