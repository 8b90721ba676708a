"""The ledger: the newest status of every key, read from the narrow columns of the segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.raw.feeds import FEEDS, HISTORY_FEEDS, SETTLED, Feed, Status
from ingest.raw.layout import first_sequence
from ingest.raw.listing import segments
from ingest.raw.narrow_copy import NarrowRows, read_narrow
from ingest.raw.reading import newest_sequence, unreadable
from ingest.raw.row import Row
from ingest.raw.segment_format import refuse_newer_layout


@dataclass(frozen=True, slots=True)
class Open:
    """A key that was asked for and is to be asked again."""

    status: Status
    attempt: int
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """The newest content of a key in a feed that keeps history."""

    sha256: str | None
    landed_at: datetime


@dataclass(slots=True)
class Ledger:
    """The newest status of every key. Only the store writes to it, after a commit."""

    _settled: dict[Feed, dict[str, Status]] = field(
        default_factory=lambda: {feed: {} for feed in FEEDS}
    )
    _open: dict[Feed, dict[str, Open]] = field(default_factory=lambda: {feed: {} for feed in FEEDS})
    _versions: dict[Feed, dict[str, Version]] = field(
        default_factory=lambda: {feed: {} for feed in HISTORY_FEEDS}
    )
    next_sequence: int = 1

    def status(self, feed: Feed, key: str) -> Status | None:
        """Newest status of the key, or None when it was never asked for."""
        waiting = self._open[feed].get(key)
        return waiting.status if waiting else self._settled[feed].get(key)

    def is_settled(self, feed: Feed, key: str) -> bool:
        """Whether a plain run never asks for this key again."""
        return key in self._settled[feed]

    def is_wanted(self, feed: Feed, key: str, now: datetime) -> bool:
        """Absent, failed, or waiting for a time that has come."""
        waiting = self._open[feed].get(key)
        if waiting is None:
            return key not in self._settled[feed]
        return waiting.next_try_at is None or waiting.next_try_at <= now

    def next_attempt(self, feed: Feed, key: str) -> int:
        """Number of the attempt that asking now would be."""
        waiting = self._open[feed].get(key)
        return waiting.attempt + 1 if waiting else 1

    def due(self, feed: Feed, now: datetime) -> list[str]:
        """Keys that were asked for before and are to be asked again now."""
        # a copy: a commit in another thread may add to the original meanwhile
        return [key for key in list(self._open[feed]) if self.is_wanted(feed, key, now)]

    def keys_with(self, feed: Feed, statuses: Container[Status]) -> list[str]:
        """Keys whose newest status is one of these."""
        known = [*self._settled[feed].items()]
        known += [(key, waiting.status) for key, waiting in list(self._open[feed].items())]
        return [key for key, status in known if status in statuses]

    def is_open(self, feed: Feed, key: str) -> bool:
        """Whether the key was requested and is to be requested again."""
        return key in self._open[feed]

    def version(self, feed: Feed, key: str) -> Version | None:
        """The newest content of a key in a feed that keeps history."""
        return self._versions[feed].get(key)

    def statuses(self, feed: Feed) -> Counter[Status]:
        """How many keys of a feed have each status."""
        found = Counter(self._settled[feed].values())
        found.update(waiting.status for waiting in self._open[feed].values())
        return found

    def next_tries(self, feed: Feed) -> list[datetime]:
        """The times at which open keys of a feed are to be requested again."""
        tries = (waiting.next_try_at for waiting in self._open[feed].values())
        return [one for one in tries if one is not None]

    def holds_rows(self) -> bool:
        """Whether anything at all was landed."""
        return any(self._settled[feed] or self._open[feed] for feed in FEEDS)

    def note(self, row: Row, landed_at: datetime) -> None:
        """Remember a committed row."""
        self.add(
            row.feed,
            key=row.key,
            status=row.status,
            attempt=row.attempt,
            next_try_at=row.next_try_at,
            sha256=row.sha256,
            landed_at=landed_at,
        )

    def settle(self, feed: Feed, statuses: Iterable[tuple[str, Status]]) -> None:
        """Take in the newest rows of many keys that are not open."""
        self._settled[feed].update(statuses)

    def add(
        self,
        feed: Feed,
        *,
        key: str,
        status: str,
        attempt: int,
        next_try_at: datetime | None,
        sha256: str | None,
        landed_at: datetime,
        **_: object,
    ) -> None:
        """Take in one row; rows come in the order in which they landed."""
        newest = Status(status)
        if newest in SETTLED:
            self._settled[feed][key] = newest
            self._open[feed].pop(key, None)
        else:
            self._settled[feed].pop(key, None)
            self._open[feed][key] = Open(newest, attempt, next_try_at)
        if feed in HISTORY_FEEDS and newest in SETTLED:
            before = self._versions[feed].get(key)
            kept = sha256 or (before.sha256 if before else None)
            self._versions[feed][key] = Version(kept, landed_at)


def load_ledger(root: Path) -> Ledger:
    """Read the narrow columns of every segment."""
    return ledger_of(root, read_narrow(root))


def ledger_of(root: Path, narrow: NarrowRows) -> Ledger:
    """The newest status of every key in these rows."""
    ledger = Ledger()
    for feed, rows in narrow.rows.items():
        paths = narrow.paths[feed]
        sequences = [first_sequence(path) for path in paths]
        if not rows.is_empty():
            refuse_newer_layout(rows)
            sequences.append(rows["sequence"][-1])
            try:
                _take_in(ledger, feed, rows)
            except (KeyError, TypeError, ValueError) as error:
                raise unreadable(paths, error) from error
        ledger.next_sequence = max([ledger.next_sequence, *(one + 1 for one in sequences)])
    for feed in (one for one in Feed if one not in FEEDS):
        if paths := segments(root, feed):
            ledger.next_sequence = max(ledger.next_sequence, newest_sequence(paths) + 1)
    return ledger


def _take_in(ledger: Ledger, feed: Feed, rows: pl.DataFrame) -> None:
    """Of most feeds only the newest row of each key counts, and most of these are settled."""
    if feed not in HISTORY_FEEDS:
        rows = rows.unique("key", keep="last", maintain_order=True)
        settled = rows.filter(pl.col("status").is_in([one.value for one in SETTLED]))
        rows = rows.filter(~pl.col("status").is_in([one.value for one in SETTLED]))
        statuses = {one.value: one for one in SETTLED}
        ledger.settle(
            feed,
            zip(settled["key"], map(statuses.__getitem__, settled["status"]), strict=True),
        )
    for row in rows.iter_rows(named=True):
        ledger.add(feed, **row)
