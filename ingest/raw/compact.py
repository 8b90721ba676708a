"""Merges small segments of past days into large files.

Readers read a merged file as soon as a row of the feed `compactions` names it. From then on they
leave out the segments that it replaces. So a crash at any point leaves each row to be read once.
The replaced files stay as long as somebody may read them: `remove_replaced` deletes them later.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ingest.disk.files import storage_errors
from ingest.disk.look import changed_at, size_of
from ingest.raw.commit import commit
from ingest.raw.feeds import Feed
from ingest.raw.layout import is_merged, landing_day, merged_path, segment_name
from ingest.raw.listing import listed, replaced_files
from ingest.raw.merged_files import merge_row, whole_segment
from ingest.raw.row import Row
from ingest.raw.segment_format import encode_merged
from ingest.raw.store import RawStore

_SMALL = 8 << 20
_ENOUGH = 24 << 20
"""Bytes of segments in one merged file. JSON of ten times as many is in memory meanwhile."""

GRACE = timedelta(hours=1)
"""A reader that listed the files before they were merged has long ended."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What was merged."""

    segments: int
    files: int
    bytes_before: int
    bytes_after: int


def compact(store: RawStore, today: date) -> Compacted:
    """Merge the segments of each feed and of each day before today."""
    segments, sizes = 0, [0, 0]
    files = 0
    for feed in Feed:
        rows = []
        for group in _groups(store.root, feed, today):
            if row := _merge(store, feed, group):
                rows.append(row)
                segments += len(json.loads(row.payload or "")["replaces"])
                sizes[0] += sum(size_of(path) for path in group)
                sizes[1] += size_of(store.root / row.key)
        store.commit(rows)
        files += len(rows)
    return Compacted(segments, files, *sizes)


def remove_replaced(
    store: RawStore, in_use: Collection[Path], grace: timedelta = GRACE
) -> tuple[int, int]:
    """Delete replaced files that are not in use; how many, and how many have to stay."""
    merged_before = time.time() - grace.total_seconds()
    removed = kept = 0
    for feed in Feed:
        for path, merged in replaced_files(store.root, feed).items():
            if path in in_use or changed_at(merged) > merged_before:
                kept += 1
                continue
            with storage_errors(store.root):
                store.files.remove(path)
            removed += 1
    return removed, kept


def _groups(root: Path, feed: Feed, today: date) -> Iterator[list[Path]]:
    """Segments of one day that become one file."""
    if feed is Feed.COMPACTIONS:
        return
    group: list[Path] = []
    size = 0
    for one in listed(root, feed):
        path, day = one.path, landing_day(one.path)
        own = size_of(path)
        if day is None or day >= today or is_merged(path) or own >= _SMALL:
            continue
        if group and (group[0].parent != path.parent or size + own > _ENOUGH):
            yield group
            group, size = [], 0
        group.append(path)
        size += own
    yield group


def _merge(store: RawStore, feed: Feed, group: list[Path]) -> Row | None:
    """Write the rows of these segments into one file; a segment without rows stays as it is."""
    frames = {segment_name(path): whole_segment(store.files, path) for path in group}
    frames = {name: frame for name, frame in frames.items() if frame.height}
    if len(frames) < 2:
        return None
    first = next(iter(frames.values()))
    landed_at, sequence, run_id = first.select("landed_at", "sequence", "run_id").row(0)
    target = merged_path(store.root, feed, landed_at, sequence, run_id)
    data = encode_merged(frames)
    with storage_errors(store.root, needed=len(data)):
        commit(store.files, store.root, target, data)
    return merge_row(target, list(frames))
