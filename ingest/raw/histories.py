"""The matches in the landed histories of players."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ingest.raw.feeds import Feed
from ingest.raw.narrow_copy import read_narrow


def known_matches(root: Path) -> dict[str, list[str]]:
    """Matches in the landed history of each player, about newest first.

    A later run holds newer matches, and a first walk lands its pages from new to old.
    """
    frame = read_narrow(root, (Feed.PLAYER_MATCHES,)).rows[Feed.PLAYER_MATCHES]
    known: dict[str, list[str]] = {}
    if frame.is_empty():
        return known
    ordered = frame.with_columns(newest=pl.col("sequence").max().over("run_id")).sort(
        "newest", "sequence", descending=[True, False]
    )
    for key in ordered["key"].unique(maintain_order=True):
        xuid, _, match_id = key.partition(":")
        known.setdefault(xuid, []).append(match_id)
    return known
