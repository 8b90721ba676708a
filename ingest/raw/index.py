"""What is landed and what is open, read from the narrow columns of the segments."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.errors import StorageError
from ingest.raw.feeds import FEEDS, HISTORY_FEEDS, LEGACY_FEEDS, SETTLED, Feed, Status
from ingest.raw.layout import first_sequence, segments
from ingest.raw.row import Row
from ingest.raw.segment import refuse_newer_layout

_NARROW = (
    *("key", "status", "attempt", "next_try_at", "sha256", "landed_at", "sequence", "run_id"),
    "layout_version",
)


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
class Index:
    """The newest status of every key. Only the store writes to it, after a commit."""

    settled: dict[Feed, dict[str, Status]] = field(
        default_factory=lambda: {feed: {} for feed in FEEDS}
    )
    open: dict[Feed, dict[str, Open]] = field(default_factory=lambda: {feed: {} for feed in FEEDS})
    versions: dict[Feed, dict[str, Version]] = field(
        default_factory=lambda: {feed: {} for feed in HISTORY_FEEDS}
    )
    next_sequence: int = 1

    def status(self, feed: Feed, key: str) -> Status | None:
        """Newest status of the key, or None when it was never asked for."""
        waiting = self.open[feed].get(key)
        return waiting.status if waiting else self.settled[feed].get(key)

    def is_settled(self, feed: Feed, key: str) -> bool:
        """Whether a plain run never asks for this key again."""
        return key in self.settled[feed]

    def is_wanted(self, feed: Feed, key: str, now: datetime) -> bool:
        """Absent, failed, or waiting for a time that has come."""
        waiting = self.open[feed].get(key)
        if waiting is None:
            return key not in self.settled[feed]
        return waiting.next_try_at is None or waiting.next_try_at <= now

    def next_attempt(self, feed: Feed, key: str) -> int:
        """Number of the attempt that asking now would be."""
        waiting = self.open[feed].get(key)
        return waiting.attempt + 1 if waiting else 1

    def due(self, feed: Feed, now: datetime) -> list[str]:
        """Keys that were asked for before and are to be asked again now."""
        # a copy: a commit in another thread may add to the original meanwhile
        return [key for key in list(self.open[feed]) if self.is_wanted(feed, key, now)]

    def keys_with(self, feed: Feed, statuses: Container[Status]) -> list[str]:
        """Keys whose newest status is one of these."""
        known = [*self.settled[feed].items()]
        known += [(key, waiting.status) for key, waiting in list(self.open[feed].items())]
        return [key for key, status in known if status in statuses]

    def holds_rows(self) -> bool:
        """Whether anything at all was landed."""
        return any(self.settled[feed] or self.open[feed] for feed in FEEDS)

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
            self.settled[feed][key] = newest
            self.open[feed].pop(key, None)
        else:
            self.settled[feed].pop(key, None)
            self.open[feed][key] = Open(newest, attempt, next_try_at)
        if feed in HISTORY_FEEDS and newest in SETTLED:
            before = self.versions[feed].get(key)
            kept = sha256 or (before.sha256 if before else None)
            self.versions[feed][key] = Version(kept, landed_at)


def load_index(root: Path) -> Index:
    """Read the narrow columns of every segment."""
    index = Index()
    for feed in FEEDS:
        paths = segments(root, feed)
        sequences = [first_sequence(path) for path in paths]
        frame = _narrow_rows(paths)
        refuse_newer_layout(frame)
        for row in frame.iter_rows(named=True):
            try:
                index.add(feed, **row)
            except (TypeError, ValueError) as error:
                raise unreadable(paths, error) from error
            sequences.append(row["sequence"])
        index.next_sequence = max([index.next_sequence, *(one + 1 for one in sequences)])
    for feed in LEGACY_FEEDS:
        if paths := segments(root, feed):
            newest = _collect(_scan(paths).select(pl.col("sequence").max()), paths).item()
            index.next_sequence = max(index.next_sequence, (newest or 0) + 1)
    return index


def known_matches(root: Path) -> dict[str, list[str]]:
    """Matches in the landed history of each player, about newest first.

    A later run holds newer matches, and a first walk lands its pages from new to old.
    """
    frame = _narrow_rows(segments(root, Feed.PLAYER_MATCHES), columns=("key", "sequence", "run_id"))
    known: dict[str, list[str]] = {}
    if frame.is_empty():
        return known
    ordered = frame.with_columns(newest=pl.col("sequence").max().over("run_id")).sort(
        "newest", "sequence", descending=[True, False]
    )
    for key in ordered["key"].unique(maintain_order=True):
        xuid, _, match_id = key.partition(":")
        known.setdefault(xuid, []).append(match_id)
    return known


def read_payloads(root: Path, feed: Feed, keys: Iterable[str] | None = None) -> dict[str, str]:
    """Newest payload of each key (of all keys when none are named)."""
    paths = segments(root, feed)
    if not paths:
        return {}
    rows = _scan(paths).filter(pl.col("payload").is_not_null())
    if keys is not None:
        rows = rows.filter(pl.col("key").is_in(list(keys)))
    frame = _collect(rows.select("key", "payload", "sequence", "run_id"), paths)
    return dict(frame.sort("sequence", "run_id").select("key", "payload").iter_rows())


def iterate_payloads(root: Path, feed: Feed) -> Iterator[str]:
    """Every payload of a feed, segment by segment."""
    for path in segments(root, feed):
        frame = _collect(_scan([path]).select("payload").drop_nulls(), [path])
        yield from frame["payload"]


def requesters(root: Path, feed: Feed, keys: Sequence[str]) -> dict[str, str]:
    """Who each of these keys was asked for, where that is known."""
    rows = scan_feed(root, feed, "key", "requested_for", "sequence") if keys else pl.DataFrame()
    if rows.is_empty():
        return {}
    named = rows.filter(pl.col("key").is_in(keys) & pl.col("requested_for").is_not_null())
    return dict(named.sort("sequence").select("key", "requested_for").iter_rows())


def seen_since(root: Path, feed: Feed, moment: datetime) -> set[str]:
    """Keys of a feed whose content was looked at and found since then."""
    frame = _narrow_rows(segments(root, feed))
    if frame.is_empty():
        return set()
    found = pl.col("status").is_in([Status.OK.value, Status.UNCHANGED.value])
    return set(frame.filter(found & (pl.col("landed_at") >= moment))["key"])


def scan_feed(root: Path, feed: Feed, *columns: pl.Expr | str) -> pl.DataFrame:
    """These columns of every row of a feed; nothing, without columns, when it has no segment."""
    paths = segments(root, feed)
    return _collect(_scan(paths).select(*columns), paths) if paths else pl.DataFrame()


def refuse_newer_layouts(paths: Sequence[Path]) -> None:
    """Look at nothing but the version of each segment."""
    refuse_newer_layout(_collect(_scan(paths).select(pl.col("layout_version").max()), paths))


def _narrow_rows(paths: Sequence[Path], columns: Sequence[str] = _NARROW) -> pl.DataFrame:
    if not paths:
        return pl.DataFrame()
    return _collect(_scan(paths).select(*columns), paths).sort("sequence", "run_id")


def _scan(paths: Sequence[Path]) -> pl.LazyFrame:
    # glob=False: a data directory may hold brackets in its name.
    return pl.scan_parquet(list(paths), hive_partitioning=False, glob=False)


def _collect(rows: pl.LazyFrame, paths: Sequence[Path]) -> pl.DataFrame:
    try:
        return rows.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        for path in paths:  # columns that are not ours may be those of a later version
            with suppress(pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
                refuse_newer_layout(pl.read_parquet(path, columns=["layout_version"], glob=False))
        raise unreadable(paths, error) from error


def unreadable(paths: Sequence[Path], error: BaseException) -> StorageError:
    """What to do about a segment that no longer is what was written, or cannot be read now."""
    if isinstance(error, OSError):
        return StorageError(
            f"a segment below {paths[0].parent.parent} cannot be read: {error}",
            "what is in it may be whole: see to that, then run this again",
        )
    return StorageError(
        f"a segment below {paths[0].parent.parent} cannot be read ({type(error).__name__})",
        "run `ingest verify` to set it aside",
    )
