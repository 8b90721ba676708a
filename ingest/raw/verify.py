"""Prove every segment to be what was written and where, and set aside what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from ingest.disk.files import Files, OsFiles, storage_errors
from ingest.disk.look import content_of, names_in
from ingest.disk.writers import writer_lock
from ingest.raw.commit import make_directories
from ingest.raw.feeds import FEEDS, Feed
from ingest.raw.layout import (
    MISSING,
    SET_ASIDE,
    TO_HEAL,
    files_of,
    first_sequence,
    is_merged,
    merged_path,
    run_of,
    segment_path,
)
from ingest.raw.listing import segments
from ingest.raw.segment_format import DamagedSegment, checked

Gap = tuple[int, int]
"""The first sequence that is nowhere, and the last."""

Numbers = tuple[int, int, str]
"""The first and the last sequence of a segment, and the run that wrote it."""


@dataclass(slots=True)
class Verdict:
    """What `verify` found."""

    segments: int = 0
    rows: int = 0
    damaged: dict[Path, str] = field(default_factory=dict)
    unreadable: dict[Path, str] = field(default_factory=dict)
    """The operating system refuses to read these now, so they may be whole."""
    missing: list[Gap] = field(default_factory=list)


def verify(root: Path) -> Verdict:
    """Check the seal, the columns, the name and every row's hash of every segment."""
    verdict = Verdict()
    whole: list[Numbers] = []
    for path in _all_segments(root):
        verdict.segments += 1
        first = first_sequence(path)
        try:
            frame = _check_whole(root, path)
            verdict.rows += frame.height
            whole += _numbers(frame) or [(first, first, run_of(path))]
        except DamagedSegment as error:
            verdict.damaged[path] = str(error)
        except OSError as error:
            verdict.unreadable[path] = error.strerror or str(error)
    there = {(first_sequence(path), run_of(path)) for path in _all_segments(root)}
    explained = there | _set_aside(root)
    marked = _marked_gaps(root)
    verdict.missing = [
        gap
        for gap, run in _gaps(whole)
        if not any(gap[0] == first and run in (None, one) for first, one in explained)
        and not any(first <= gap[0] and gap[1] <= last for first, last in marked)
    ]
    return verdict


def set_aside(
    root: Path, damaged: Iterable[Path], missing: Iterable[Gap] = (), files: Files | None = None
) -> None:
    """Move damaged segments out of every reader's sight, and mark what is missing as known.

    Their keys are missing again until a run fetches them.
    """
    disk = files or OsFiles()
    waiting = root / SET_ASIDE / TO_HEAL
    with writer_lock(root), storage_errors(root):
        make_directories(disk, waiting)
        for path in damaged:
            _move(disk, path, waiting / f"{path.parent.parent.name}-{path.name}")
        for first, last in missing:
            disk.close(disk.create(waiting / f"{MISSING}-{first:012d}-{last:012d}"))
            disk.sync_directory(waiting)


def feeds_to_reopen(root: Path) -> set[Feed]:
    """Feeds that lost a segment of which nothing is back on the list yet."""
    lost = {name.partition("-")[0] for name in names_in(root / SET_ASIDE / TO_HEAL)}
    return set(FEEDS) if MISSING in lost else {feed for feed in Feed if feed in lost}


def mark_reopened(root: Path, files: Files) -> None:
    """The feeds of damaged segments have been fetched again."""
    waiting = root / SET_ASIDE / TO_HEAL
    with storage_errors(root):
        for name in files.names(waiting):
            _move(files, waiting / name, root / SET_ASIDE / name)


def _all_segments(root: Path) -> list[Path]:
    """What readers read. If their list of merged segments is damaged, every file there is."""
    lists = files_of(root, Feed.COMPACTIONS)
    read = files_of if any(_is_damaged(path) for path in lists) else segments
    return [path for feed in Feed for path in read(root, feed)]


def _is_damaged(path: Path) -> bool:
    try:
        checked(content_of(path))
    except OSError:
        return True
    return False


def _check_whole(root: Path, path: Path) -> pl.DataFrame:
    """The rows, after everything about this file proved right."""
    frame = checked(content_of(path))
    if frame.height:
        landed_at, run_id, sequence = frame.select("landed_at", "run_id", "sequence").row(0)
        feed = Feed(path.parent.parent.name)
        name = merged_path if is_merged(path) else segment_path
        if name(root, feed, landed_at, sequence, run_id) != path:
            raise DamagedSegment("a copy, or not under the name it was written under")
    return frame


def _numbers(frame: pl.DataFrame) -> list[Numbers]:
    """The numbers of each segment in a file with rows."""
    if frame.is_empty():
        return []
    own = "segment" if "segment" in frame.columns else pl.lit(0).alias("segment")
    of_segments = frame.group_by(own).agg(
        pl.col("sequence").min().alias("first"),
        pl.col("sequence").max().alias("last"),
        pl.col("run_id").first(),
    )
    return list(of_segments.select("first", "last", "run_id").iter_rows())


def _gaps(whole: list[Numbers]) -> list[tuple[Gap, str | None]]:
    """The numbers of a run have no gap, and a run begins at most one above all that had landed.

    Shards that run side by side use the same numbers, so a gap within a run is that run's.
    """
    gaps: list[tuple[Gap, str | None]] = []
    reached, of_run = 0, dict[str, int]()
    for first, last, run in sorted(whole):
        before = of_run.get(run, reached)
        if first > before + 1:
            gaps.append(((before + 1, first - 1), run if run in of_run else None))
        of_run[run] = last
        reached = max(reached, last)
    return gaps


def _set_aside(root: Path) -> set[tuple[int, str]]:
    """First sequence and run of each segment that was set aside, now or before."""
    segments_there = [name for name in _names_aside(root) if name.endswith(".parquet")]
    names = (name.partition("-")[2] for name in segments_there)
    return {(first_sequence(Path(name)), run_of(Path(name))) for name in names}


def _marked_gaps(root: Path) -> list[Gap]:
    """Gaps that an earlier check found, so that each is reported once."""
    gaps = []
    for name in _names_aside(root):
        if name.startswith(f"{MISSING}-"):
            first, last = name.removeprefix(f"{MISSING}-").split("-")
            gaps.append((int(first), int(last)))
    return gaps


def _names_aside(root: Path) -> list[str]:
    aside = root / SET_ASIDE
    return names_in(aside) + names_in(aside / TO_HEAL)


def _move(disk: Files, path: Path, target: Path) -> None:
    disk.rename(path, target)
    disk.sync_directory(target.parent)
    disk.sync_directory(path.parent)
