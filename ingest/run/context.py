"""What every step of a run shares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ingest.api.client import HaloApi
from ingest.film.pool import FilmDecoders
from ingest.raw import Feed, RawStore
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
    known_skipped: set[str] = field(default_factory=set)

    def wants(self, feed: Feed, key: str) -> bool:
        """Whether this feed was asked for and this key is not settled or waiting."""
        return feed in self.options.feeds and self.store.index.is_wanted(feed, key, self.now())
