"""`ingest retry`: what to ask for again, read from the raw layer instead of the histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.players import Player
from ingest.raw import FEEDS, Feed, Status
from ingest.raw.feeds import MATCH_FEEDS
from ingest.raw.ledger import Ledger
from ingest.raw.reading import requesters
from ingest.run.context import RunContext
from ingest.run.options import RunOptions
from ingest.run.planned import PlannedMatch

RETRIABLE = (Status.FAILED, Status.QUARANTINED, Status.NOT_YET, Status.FORBIDDEN)
"""What asking again may change; every other status is final."""

BY_DEFAULT = frozenset({Status.FAILED, Status.QUARANTINED})


def retried_keys(ledger: Ledger, options: RunOptions) -> Counter[Feed]:
    """How many keys of each feed will be asked for again."""
    feeds = [feed for feed in FEEDS if _asks(options, feed)]
    return Counter({feed: len(ledger.keys_with(feed, options.retried)) for feed in feeds})


def retried_matches(context: RunContext) -> list[PlannedMatch]:
    """Matches with such a status in a feed that is asked for, and who they were asked for first."""
    possible = (*MATCH_FEEDS, Feed.FILM_MANIFESTS)
    feeds = [feed for feed in possible if feed in context.options.feeds]
    planned: dict[str, PlannedMatch] = {}
    for feed in feeds:
        keys = context.due(feed)
        asked_for = requesters(context.store.root, feed, keys)
        for key in keys:
            planned.setdefault(key, PlannedMatch(key, asked_for.get(key)))
    return list(planned.values())


def retried_walks(context: RunContext, players: Sequence[Player]) -> list[Player]:
    """Players whose list was private."""
    if not _asks(context.options, Feed.HISTORY_WALKS):
        return []
    known = {player.xuid: player for player in players}
    return [known.get(xuid, Player(xuid, None)) for xuid in context.due(Feed.HISTORY_WALKS)]


def _asks(options: RunOptions, feed: Feed) -> bool:
    """A history is asked for with the matches in it."""
    return (Feed.PLAYER_MATCHES if feed is Feed.HISTORY_WALKS else feed) in options.feeds
