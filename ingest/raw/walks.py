"""What earlier walks of a history came to, read from `history_walks`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ingest.raw.feeds import Feed
from ingest.raw.reading import read_payloads


def walk_state(root: Path, xuid: str) -> dict[str, Any]:
    """Of each match type: whether a walk reached the end, newest, oldest and number of matches."""
    payload = read_payloads(root, Feed.HISTORY_WALKS, [xuid]).get(xuid)
    state = json.loads(payload) if payload else {}
    if not isinstance(state, dict):
        raise AssertionError(f"history_walks {xuid} is not ours")
    return state
