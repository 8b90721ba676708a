"""Whether the warehouse proves that nothing of the migration was lost."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from ingest.errors import UsageError
from ingest.legacy.export.database import BUILT
from ingest.legacy.export.source import attached, require
from ingest.legacy.pending import migrated_matches
from ingest.raw import LEGACY_FEEDS, Feed
from ingest.raw.listing import segment_names
from ingest.raw.reading import read_payloads

_NEEDED = ["raw.segments", "audit.migration_counts", "audit.migration_matches"]
_BUILD = "run `dbt build`, then this again"
_MIGRATE = "run `ingest migrate` and `dbt build`, then this again"


def require_green(root: Path, warehouse: Path) -> None:
    """Stop unless the audit was made from all that is landed, and misses nothing of it."""
    with attached(warehouse) as connection:
        require(connection, [*_NEEDED, "core.match_registry"])
        _same_segments(connection, root)
        _every_row(connection, root)
        _every_match(connection, root)


def _same_segments(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    landed = {name for feed in LEGACY_FEEDS for name in segment_names(root, feed)}
    pinned = connection.execute(
        f"select segment from {BUILT}.raw.segments where starts_with(feed, 'legacy_')"
    )
    read = {segment for (segment,) in pinned.fetchall()}
    if unread := landed - read:
        raise UsageError(
            f"the warehouse was built without {len(unread):,} segments of migrated rows", _BUILD
        )
    if lost := read - landed:
        raise UsageError(
            f"{len(lost):,} segments of migrated rows are no longer in {root}", _MIGRATE
        )


def _every_row(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    """The audit may be older than the list of segments, when a build stopped half way."""
    inventory = read_payloads(root, Feed.LEGACY_FILES).values()
    migrated = sum(json.loads(payload)["row_count"] for payload in inventory)
    counted, missing = _one_row(
        connection,
        f"""
        select coalesce(sum(rows_in), 0), count_if(missing is distinct from 0)
        from {BUILT}.audit.migration_counts
        """,
    )
    if counted != migrated:
        raise UsageError(
            f"audit.migration_counts counts {counted:,} rows, but {migrated:,} were migrated",
            _BUILD,
        )
    if missing:
        raise UsageError(
            f"audit.migration_counts misses rows in {missing:,} tables (its column `missing`)",
            _MIGRATE,
        )


def _every_match(connection: duckdb.DuckDBPyConnection, root: Path) -> None:
    listed = connection.execute(f"select match_id from {BUILT}.audit.migration_matches")
    known = {match_id for (match_id,) in listed.fetchall()}
    if unlisted := {match.match_id for match in migrated_matches(root)} - known:
        raise UsageError(f"audit.migration_matches lacks {len(unlisted):,} matches", _BUILD)
    (unexplained,) = _one_row(
        connection,
        f"""
        select count(*) from {BUILT}.audit.migration_matches
        where reason is null
            and match_id not in (select match_id from {BUILT}.core.match_registry)
        """,
    )
    if unexplained:
        raise UsageError(
            f"{unexplained:,} migrated matches are not in core.match_registry, without a "
            "reason in audit.migration_matches",
            _BUILD,
        )


def _one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(int(value) for value in row)
