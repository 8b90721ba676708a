"""The raw store: open for one writer, land rows, remember what is landed."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingest.disk.files import Files, OsFiles, storage_errors
from ingest.disk.writers import file_stem, shard_lock, writer_lock
from ingest.errors import StorageError
from ingest.raw.commit import commit, make_directories, remove_leftovers
from ingest.raw.feeds import FEEDS, HISTORY_FEEDS, Feed, Status
from ingest.raw.layout import segment_path
from ingest.raw.ledger import Ledger, ledger_of, load_ledger
from ingest.raw.listing import segments
from ingest.raw.merged_files import settle_unlisted
from ingest.raw.narrow_copy import MANY, read_narrow, write_copy
from ingest.raw.row import Row
from ingest.raw.segment_format import Stamp, encode
from ingest.shard import WHOLE, Shard

_MANY_OK = HISTORY_FEEDS | (set(Feed) - set(FEEDS))
"""Feeds whose keys may land `ok` again, or that the ledger does not know."""


class RawStore:
    """One writer's view of a raw directory. Use `open_for_writing`."""

    def __init__(
        self,
        root: Path,
        ledger: Ledger,
        files: Files,
        now: Callable[[], datetime],
        run_id: str,
        shard: Shard = WHOLE,
    ) -> None:
        self.root = root
        self.shard = shard
        self.ledger = ledger
        self.run_id = run_id
        self.landed: Counter[tuple[Feed, Status]] = Counter()
        self.segments = 0
        self.files = files
        self._now = now
        self._failure: StorageError | None = None

    def commit(self, rows: Sequence[Row]) -> None:
        """Land rows durably, one segment a feed. Returns when they would survive a power cut."""
        if self._failure is not None:
            # What the disk made of the failed commit is for the next writer to find out.
            raise self._failure
        self._refuse_second_ok(rows)
        for feed in Feed:
            of_feed = [row for row in rows if row.feed is feed]
            if of_feed:
                self._commit_segment(feed, of_feed)

    def add_empty_segments(self, feeds: Sequence[Feed] = FEEDS) -> None:
        """Give every feed at least one segment, so each reader finds the columns."""
        for feed in feeds:
            if not segments(self.root, feed):
                self._commit_segment(feed, [])

    def _commit_segment(self, feed: Feed, rows: Sequence[Row]) -> None:
        landed_at = self._now()
        stamp = Stamp(landed_at, self.run_id, self.ledger.next_sequence)
        target = segment_path(self.root, feed, landed_at, stamp.first_sequence, self.run_id)
        data = encode(rows, stamp)
        try:
            with storage_errors(self.root, needed=len(data)):
                commit(self.files, self.root, target, data, _writer(self.shard))
        except StorageError as failure:
            self._failure = failure
            raise
        self.segments += 1
        self.ledger.next_sequence += max(len(rows), 1)
        for row in rows:
            if feed in FEEDS:
                self.ledger.note(row, landed_at)
            self.landed[row.feed, row.status] += 1

    def _refuse_second_ok(self, rows: Sequence[Row]) -> None:
        """A key landing `ok` twice would be double for every reader: a defect of ours, not data."""
        counts = Counter((row.feed, row.key) for row in rows)
        for row in rows:
            landed_already = (
                row.feed not in _MANY_OK and self.ledger.status(row.feed, row.key) is Status.OK
            )
            if counts[row.feed, row.key] > 1 or landed_already:
                raise AssertionError(f"{row.feed} {row.key} would land twice")


@contextmanager
def open_for_writing(
    root: Path,
    *,
    files: Files | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    run_id: str | None = None,
    shard: Shard = WHOLE,
) -> Iterator[RawStore]:
    """Lock the raw directory, tidy up after a crashed writer, and load the ledger.

    A shard leaves what is not its own while other shards live.
    """
    disk = files or OsFiles()
    with storage_errors(root):
        make_directories(disk, root)
    with _writing(root, shard) as is_alone:
        with storage_errors(root):
            recover(disk, root, "" if is_alone else _writer(shard))
        narrow = read_narrow(root)
        if is_alone and narrow.uncopied >= MANY:
            write_copy(root, narrow)
        ledger = ledger_of(root, narrow)
        store = RawStore(root, ledger, disk, now, run_id or uuid.uuid4().hex[:12], shard)
        if is_alone and (rows := settle_unlisted(disk, root)):
            store.commit(rows)
            store.ledger = load_ledger(root)
        store.add_empty_segments()
        yield store
        if store.segments >= MANY and shard.index == 1:  # one writer of the copy is enough
            write_copy(root, read_narrow(root))


def recover(files: Files, root: Path, writer: str = "") -> None:
    """Make good what a crash may have left: half-written files, directory names never synced."""
    remove_leftovers(files, root, writer)
    for directory in (root.parent, root, *(root / feed for feed in Feed)):
        if files.exists(directory):
            files.sync_directory(directory)


@contextmanager
def _writing(root: Path, shard: Shard) -> Iterator[bool]:
    """Hold the locks of this writer. True if no other writer lives."""
    if shard.is_part:
        with shard_lock(root, shard) as is_alone:
            yield is_alone
    else:
        with writer_lock(root):
            yield True


def _writer(shard: Shard) -> str:
    """How the names of the temporary files of this writer begin."""
    return f"{file_stem(shard)}-" if shard.is_part else ""
