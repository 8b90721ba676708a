"""Whether the API counts as many matches of a player as its list showed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.payload.facts import at
from ingest.raw import Feed
from ingest.raw.reading import scan_feed

_COUNTS = {
    "matchmaking": "MatchmadeMatchesPlayedCount",
    "custom": "CustomMatchesPlayedCount",
    "local": "LocalMatchesPlayedCount",
    "all": "MatchesPlayedCount",
}


@dataclass(frozen=True, slots=True)
class Miscount:
    """A list and a count of the same run that disagree. Not an error: the API says both."""

    xuid: str
    match_type: str
    listed: int
    counted: int

    def __str__(self) -> str:
        return (
            f"the API counts {self.counted:,} {self.match_type} matches of {self.xuid}, "
            f"its list has {self.listed:,}"
        )


def miscounts(root: Path, run_id: str | None = None) -> list[Miscount]:
    """The newest list and count of each player, where one run asked for both."""
    walks = _newest(root, Feed.HISTORY_WALKS)
    counts = _newest(root, Feed.PLAYER_SNAPSHOTS)
    found = []
    for xuid in sorted(set(walks) & set(counts)):
        walked_in, walk = walks[xuid]
        counted_in, snapshot = counts[xuid]
        if walked_in != counted_in or run_id not in (None, walked_in):
            continue
        for match_type, name in _COUNTS.items():
            listed = at(walk, match_type, "matches")
            counted = at(snapshot, "match_count", name)
            if isinstance(listed, int) and isinstance(counted, int) and listed != counted:
                found.append(Miscount(xuid, match_type, listed, counted))
    return found


def _newest(root: Path, feed: Feed) -> dict[str, tuple[str, Any]]:
    """The run that looked at each key last, and the newest content of the key."""
    rows = scan_feed(root, feed, "key", "run_id", "payload", "sequence")
    newest: dict[str, tuple[str, Any]] = {}
    if rows.is_empty():
        return newest
    for key, run_id, payload, _ in rows.sort("sequence").iter_rows():
        before = newest.get(key, ("", None))[1]
        newest[key] = (run_id, json.loads(payload) if payload else before)
    return newest
