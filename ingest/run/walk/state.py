"""What earlier walks of a player's history came to, kept in `history_walks`."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from ingest.raw import Feed, Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.rows import blank_row, changed_or_not, is_due_today


class Reached(Enum):
    """How far down the list a walk came."""

    END = auto()
    KNOWN = auto()
    """Where an earlier walk had begun that reached the end."""
    NEITHER = auto()


def state_row(
    context: RunContext, xuid: str, before: dict[str, Any], seen: list[str], reached: Reached
) -> Row | None:
    """The row that remembers how far a walk of this run's match type came; none without news."""
    match_type = context.options.match_type
    earlier = before.get(match_type, {})
    oldest = earlier.get("oldest_match_id") if earlier.get("complete") else None
    after = {
        "complete": reached is not Reached.NEITHER,
        "newest_match_id": seen[0] if seen else earlier.get("newest_match_id"),
        "oldest_match_id": oldest or (seen[-1] if seen else None),
    }
    count = _matches_in_history(earlier, seen, reached)
    if count is not None:
        after["matches"] = count
    payload = json.dumps({**before, match_type: after}, sort_keys=True)
    blank = blank_row(context, Feed.HISTORY_WALKS, xuid, xuid)
    row = changed_or_not(context, replace(blank, status=Status.OK, payload=payload))
    was_refused = context.store.ledger.is_open(Feed.HISTORY_WALKS, xuid)
    is_news = row.status is Status.OK or was_refused
    return row if is_news or is_due_today(context, Feed.HISTORY_WALKS, xuid) else None


def _matches_in_history(earlier: dict[str, Any], seen: list[str], reached: Reached) -> int | None:
    """How many matches the whole list has, where this walk knows it."""
    if reached is Reached.END:
        return len(seen)
    anchor, before = earlier.get("newest_match_id"), earlier.get("matches")
    if reached is Reached.KNOWN and isinstance(before, int) and anchor in seen:
        return before + seen.index(anchor)
    return None
