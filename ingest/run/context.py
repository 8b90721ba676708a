"""What every step of a run shares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ingest.api.client import HaloApi
from ingest.film.pool import FilmDecoders
from ingest.raw import Feed
from ingest.raw.store import RawStore
from ingest.run.options import RunOptions
from ingest.run.progress import Progress


@dataclass(slots=True)
class RunContext:
    """The tools and the mutable tallies of one run."""

    api: HaloApi
    store: RawStore
    decoders: FilmDecoders
    options: RunOptions
    progress: Progress
    now: Callable[[], datetime]
    draining: asyncio.Event = field(default_factory=asyncio.Event)
    lost_pages: list[str] = field(default_factory=list)
    unknown_players: list[str] = field(default_factory=list)
    unknown_friends: list[str] = field(default_factory=list)
    private_histories: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    known_skipped: set[str] = field(default_factory=set)

    def owns(self, key: str) -> bool:
        """Whether this shard asks for what has this xuid, match id, asset id or name."""
        return self.options.shard.owns(key)

    def wants(self, feed: Feed, key: str) -> bool:
        """Whether this feed was asked for and this key is not settled or waiting."""
        return feed in self.options.feeds and self.wants_again(feed, key)

    def wants_again(self, feed: Feed, key: str) -> bool:
        """Whether this key is absent, due, or of those that `ingest retry` names."""
        ledger = self.store.ledger
        return ledger.status(feed, key) in self.options.retried or ledger.is_wanted(
            feed, key, self.now()
        )

    def is_settled(self, feed: Feed, key: str) -> bool:
        """Whether this run never asks for this key again."""
        ledger = self.store.ledger
        return ledger.is_settled(feed, key) and ledger.status(feed, key) not in self.options.retried

    def due(self, feed: Feed) -> list[str]:
        """Keys to be asked for again, that no history leads to."""
        ledger = self.store.ledger
        if self.options.retried:
            return ledger.keys_with(feed, self.options.retried)
        return ledger.due(feed, self.now())
