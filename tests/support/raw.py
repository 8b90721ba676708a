"""Reads the raw layer by plain globs, as any other tool would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb


def query(sql: str) -> list[tuple[Any, ...]]:
    """A query over files, in a database of its own."""
    with duckdb.connect() as connection:
        return connection.sql(sql).fetchall()


def rows(data_dir: Path, feed: str, columns: str) -> list[tuple[Any, ...]]:
    """Some columns of every row of a feed."""
    pattern = data_dir / "raw" / feed / "*" / "*.parquet"
    return query(f"select {columns} from read_parquet('{pattern}')")


def content(data_dir: Path, feeds: tuple[str, ...]) -> dict[tuple[str, str], list[object]]:
    """Statuses and hashes of every key, whatever the order in which they landed."""
    found: dict[tuple[str, str], list[object]] = {}
    for feed in feeds:
        for key, status, sha256 in rows(data_dir, feed, "key, status, sha256"):
            found.setdefault((feed, str(key)), []).append((status, sha256))
    return found


FEEDS = (
    "match_stats",
    "match_skill",
    "match_film",
    "player_matches",
    "assets",
    "profiles",
    "documents",
    "player_snapshots",
)


def newest(data_dir: Path) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Status and content of every key as of now; `unchanged` is the content seen before."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for feed in FEEDS:
        for _, key, status, sha256 in sorted(rows(data_dir, feed, "sequence, key, status, sha256")):
            if status != "unchanged":
                found[feed, key] = (status, sha256)
    return found
