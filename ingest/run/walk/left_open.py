"""Known matches a walk stopped short of, in which something is still open."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence

from ingest.payload.facts import at
from ingest.raw import Feed
from ingest.raw.reading import read_payloads
from ingest.run.context import RunContext
from ingest.run.planned import open_feeds

_LIFECYCLE_MODES = {"custom": 1, "matchmaking": 3, "local": 7}


def left_open(
    context: RunContext, xuid: str, known: Sequence[str], seen: Container[str]
) -> list[str]:
    """Open matches of the wanted type that a walk stopped short of; a limited one never does."""
    if context.options.max_matches is not None:
        return []
    # manifests of earlier films are planned for all players together, newest first
    nothing: tuple[list[Feed], ...] = ([], [Feed.FILM_MANIFESTS])
    open_ones = [
        one for one in known if one not in seen and open_feeds(context, one) not in nothing
    ]
    if context.options.match_type == "all" or not open_ones:
        return open_ones
    keys = [f"{xuid}:{one}" for one in open_ones]
    mode = _LIFECYCLE_MODES.get(context.options.match_type)
    entries = read_payloads(context.store.root, Feed.PLAYER_MATCHES, keys)
    other_type = {
        key.partition(":")[2]
        for key, text in entries.items()
        if at(json.loads(text), "MatchInfo", "LifecycleMode") != mode
    }
    return [one for one in open_ones if one not in other_type]
