"""A season archive as archive_season.py wrote it: match_stats rows only, in Parquet."""

from __future__ import annotations

import json

import duckdb

from tests.support.legacy.truth import Archive, Owner

YEAR = 2024


def write_archive(connection: duckdb.DuckDBPyConnection, owner: Owner, deleted: bool) -> Archive:
    """One year's rows of the open database; `deleted` takes them, not their children, out of it."""
    path = owner.database.parent / "archive" / f"matches_{YEAR}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = f"from match_stats where year(start_time) = {YEAR}"
    ids = connection.execute(f"select match_id {chosen} order by start_time").fetchall()
    connection.execute(
        f"copy (select * {chosen}) to '{path}' (format parquet, codec zstd, compression_level 9)"
    )
    if deleted:
        connection.execute(f"delete {chosen}")
    index = {
        "version": "1.0",
        "archives": [
            {
                "file": path.name,
                "created_at": "2026-02-10T08:00:00",
                "cutoff_date": f"{YEAR + 1}-01-01T00:00:00",
                "rows": len(ids),
            }
        ],
        "last_updated": "2026-02-10T08:00:00",
    }
    path.with_name("archive_index.json").write_text(json.dumps(index, indent=2), encoding="utf-8")
    return Archive(owner.xuid, path, tuple(match_id for (match_id,) in ids), deleted)
