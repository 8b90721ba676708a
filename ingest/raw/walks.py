"""What earlier walks of a history came to, read from `history_walks`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.raw.feeds import Feed, Status
from ingest.raw.reading import read_payloads, scan_feed


def walk_state(root: Path, xuid: str) -> dict[str, Any]:
    """Of each match type: whether a walk reached the end, newest, oldest and number of matches."""
    payload = read_payloads(root, Feed.HISTORY_WALKS, [xuid]).get(xuid)
    state = json.loads(payload) if payload else {}
    if not isinstance(state, dict):
        raise AssertionError(f"history_walks {xuid} is not ours")
    return state


def walked(root: Path, match_type: str) -> set[str]:
    """Players whose list a walk of this match type read to its end, or whose list is private."""
    rows = scan_feed(root, Feed.HISTORY_WALKS, "key", "status", "payload", "sequence", "run_id")
    found: set[str] = set()
    if rows.is_empty():
        return found
    for key, status, payload in rows.sort("sequence", "run_id").select(rows.columns[:3]).rows():
        if status == Status.FORBIDDEN or (payload and _is_complete(payload, match_type)):
            found.add(key)
        elif payload:
            found.discard(key)
    return found


def _is_complete(payload: str, match_type: str) -> bool:
    walk = json.loads(payload).get(match_type, {})
    return bool(walk.get("complete"))
