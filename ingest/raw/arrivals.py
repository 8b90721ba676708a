"""What lands in a feed while a run goes on, by the hand of any shard."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ingest.raw.feeds import Feed
from ingest.raw.layout import files_of, first_sequence
from ingest.raw.rounds import Round

_CLOCKS_DIFFER = timedelta(days=1)
"""The clocks of two machines may show different days."""


class Arrivals:
    """The segments of a feed that landed in this round, each of them once."""

    def __init__(self, root: Path, feed: Feed, this_round: Round) -> None:
        self._root = root
        self._feed = feed
        self._first_sequence = this_round.first_sequence
        self._since = this_round.first_day - _CLOCKS_DIFFER
        self._taken: set[Path] = set()

    def take(self) -> list[Path]:
        """Those that were not taken yet, oldest first."""
        new = [
            path
            for path in files_of(self._root, self._feed, self._since)
            if path not in self._taken and first_sequence(path) >= self._first_sequence
        ]
        self._taken.update(new)
        return new
