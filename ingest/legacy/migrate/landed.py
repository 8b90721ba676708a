"""What earlier migrations landed, read back from the raw layer."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.raw import Feed
from ingest.raw.reading import scan_feed


class LandedRows:
    """Row numbers by file and table: of a feed, read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._counts: dict[Feed, dict[str, int]] = {}

    def count(self, feed: Feed, prefix: str) -> int:
        """How many rows of this file and table are landed."""
        if feed not in self._counts:
            rows = scan_feed(self._root, feed, _PREFIX.alias("prefix"))
            grouped = rows.group_by("prefix").len() if rows.height else rows
            self._counts[feed] = dict(grouped.iter_rows()) if grouped.height else {}
        return self._counts[feed].get(prefix, 0)

    def numbers(self, feed: Feed, prefix: str) -> set[int]:
        """Which rows of this file and table are landed."""
        if not self.count(feed, prefix):
            return set()
        rows = scan_feed(self._root, feed, _PREFIX.alias("prefix"), _NUMBER.alias("number"))
        return set(rows.filter(pl.col("prefix") == prefix)["number"])


_PREFIX = pl.col("key").str.replace(r":\d+$", "")
_NUMBER = pl.col("key").str.extract(r":(\d+)$").cast(pl.Int64)
