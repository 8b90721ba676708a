"""The order in which films are asked for: they expire, and the oldest are gone already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.payload.facts import instant
from ingest.raw import Feed
from ingest.raw.reading import scan_feed


def newest_first(root: Path, match_ids: Collection[str]) -> list[tuple[str, datetime | None]]:
    """These matches with their start, as histories have it. Those of no history come last."""
    starts: dict[str, datetime] = {}
    match_id = pl.col("key").str.split(":").list.last().alias("match_id")
    start = pl.col("payload").str.json_path_match("$.MatchInfo.StartTime").alias("start")
    rows = scan_feed(root, Feed.PLAYER_MATCHES, match_id, start)
    if not rows.is_empty():
        for one, text in rows.filter(pl.col("match_id").is_in(list(match_ids))).iter_rows():
            if (started_at := instant(text)) is not None:
                starts[one] = started_at
    ordered = sorted(
        match_ids,
        key=lambda one: (starts[one].timestamp() if one in starts else 0.0, one),
        reverse=True,
    )
    return [(one, starts.get(one)) for one in ordered]
