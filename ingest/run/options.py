"""What one run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.api.endpoints import MatchType
from ingest.film.keep import KeepFilms
from ingest.raw import Feed, Status
from ingest.shard import DEFAULT_SHARD_WAIT, WHOLE, Shard

WANTABLE_FEEDS: tuple[Feed, ...] = (
    Feed.PLAYER_MATCHES,
    Feed.MATCH_STATS,
    Feed.MATCH_SKILL,
    Feed.FILM_MANIFESTS,
    Feed.MATCH_FILM,
    Feed.FILM_CHUNKS,
    Feed.ASSETS,
    Feed.ASSET_NAMES,
    Feed.PROFILES,
    Feed.DOCUMENTS,
    Feed.PLAYER_SNAPSHOTS,
)
"""What `--feed` takes. History walks are kept with the history they belong to."""

_FROM_HISTORY = frozenset(
    {
        Feed.PLAYER_MATCHES,
        Feed.MATCH_STATS,
        Feed.MATCH_SKILL,
        Feed.FILM_MANIFESTS,
        Feed.MATCH_FILM,
    }
)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of `ingest run` that shape the plan."""

    match_type: MatchType = "matchmaking"
    full: bool = False
    max_matches: int | None = None
    feeds: frozenset[Feed] = frozenset(WANTABLE_FEEDS)
    keep_films: KeepFilms = KeepFilms.DOUBTFUL
    retried: frozenset[Status] = frozenset()
    """`ingest retry`: keys with these statuses and no others, whenever they are due."""
    shard: Shard = WHOLE
    look_every: float = 0.5
    """Seconds between two looks at what other shards have landed."""
    wait_for_shards: float = DEFAULT_SHARD_WAIT
    """Seconds from its start on that a shard waits for others that were not started."""

    @property
    def walks_history(self) -> bool:
        """Whether anything that was asked for is found through the players' histories."""
        return bool(self.feeds & _FROM_HISTORY)

    @property
    def finds_keys_of_others(self) -> bool:
        """Whether this shard asks for matches that other shards find, and the other way round."""
        return self.shard.is_part and self.walks_history

    @property
    def needs_stats(self) -> bool:
        """Skill and films are asked for with the roster that match stats give."""
        return bool(self.feeds & {Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM})
