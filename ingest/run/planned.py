"""A match to be requested, and the feeds in which it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ingest.raw import Feed, Status
from ingest.run.context import RunContext
from ingest.run.fetch.film_manifest import lacks_manifest


@dataclass(frozen=True, slots=True)
class PlannedMatch:
    """A match to be requested, and the player whose history led to it."""

    match_id: str
    requested_for: str | None
    started_at: datetime | None = None


def open_feeds(context: RunContext, match_id: str) -> list[Feed]:
    """Feeds in which this match is to be requested now. Skill and films wait for the stats."""
    if context.is_settled(Feed.MATCH_STATS, match_id):
        wanted = [feed for feed in _after_stats(context, match_id) if context.wants(feed, match_id)]
        if Feed.MATCH_FILM not in wanted and lacks_manifest(context, match_id):
            wanted.append(Feed.FILM_MANIFESTS)
        return wanted
    if not context.options.needs_stats:
        return []
    return [Feed.MATCH_STATS] if context.wants_again(Feed.MATCH_STATS, match_id) else []


def is_final(context: RunContext, match_id: str) -> bool:
    """Whether no run requests this match again in the feeds that this run wants."""
    if context.options.needs_stats and not context.is_settled(Feed.MATCH_STATS, match_id):
        return False
    return all(context.is_settled(feed, match_id) for feed in _after_stats(context, match_id))


def _after_stats(context: RunContext, match_id: str) -> list[Feed]:
    """Feeds that this run wants besides the stats; skill is requested for a roster."""
    has_stats = context.store.ledger.status(Feed.MATCH_STATS, match_id) is Status.OK
    possible = [Feed.MATCH_SKILL, Feed.MATCH_FILM] if has_stats else [Feed.MATCH_FILM]
    return [feed for feed in possible if feed in context.options.feeds]
