"""Reads columns and payloads of landed rows, segment by segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from ingest.disk.look import parquet
from ingest.errors import StorageError
from ingest.raw.feeds import Feed, Status
from ingest.raw.layout import first_sequence, is_merged
from ingest.raw.listing import segments
from ingest.raw.segment_format import SCHEMA, refuse_newer_layout

NARROW = (
    *("key", "status", "attempt", "next_try_at", "sha256", "landed_at", "sequence", "run_id"),
    "layout_version",
)
"""Columns that say what became of a key; they are small beside the payload."""

_FILE = "file"


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


def iterate_payloads(root: Path, feed: Feed, since: int = 0) -> Iterator[str]:
    """Every payload of a feed, segment by segment; of the rows from this sequence on."""
    for path in segments(root, feed):
        if first_sequence(path) >= since or is_merged(path):
            rows = _scan([path]).filter(pl.col("sequence") >= since)
            yield from _collect(rows.select("payload").drop_nulls(), [path])["payload"]


def iterate_rows(root: Path, feed: Feed) -> Iterator[tuple[str, str]]:
    """Key and payload of each row that has one, segment by segment."""
    for path in segments(root, feed):
        frame = _collect(_scan([path]).select("key", "payload").drop_nulls(), [path])
        yield from frame.iter_rows()


def iterate_bodies(root: Path, feed: Feed) -> Iterator[tuple[str, bytes]]:
    """Key and body of each row that has one, segment by segment."""
    for path in segments(root, feed):
        frame = _collect(_scan([path]).select("key", "body").drop_nulls(), [path])
        yield from frame.iter_rows()


def files_with(root: Path, feed: Feed, column: str) -> dict[str, list[Path]]:
    """For each key with a value in this column: the segments that have it, the newest last."""
    paths = segments(root, feed)
    if not paths:
        return {}
    rows = _scan(paths, file_as=_FILE).filter(pl.col(column).is_not_null())
    frame = _collect(rows.select("key", _FILE, "sequence", "run_id"), paths)
    found: dict[str, list[Path]] = {}
    for key, path in frame.sort("sequence", "run_id").select("key", _FILE).iter_rows():
        found.setdefault(key, []).append(Path(path))
    return found


def read_cells(paths: Iterable[Path], keys: Sequence[str], column: str) -> dict[str, Any]:
    """The newest value of a column for each of these keys in some segments."""
    some = list(dict.fromkeys(paths))
    rows = _scan(some).filter(pl.col("key").is_in(keys) & pl.col(column).is_not_null())
    frame = _collect(rows.select("key", column, "sequence", "run_id"), some)
    return dict(frame.sort("sequence", "run_id").select("key", column).iter_rows())


def requesters(root: Path, feed: Feed, keys: Sequence[str]) -> dict[str, str]:
    """Who each of these keys was asked for, where that is known."""
    rows = scan_feed(root, feed, "key", "requested_for", "sequence") if keys else pl.DataFrame()
    if rows.is_empty():
        return {}
    named = rows.filter(pl.col("key").is_in(keys) & pl.col("requested_for").is_not_null())
    return dict(named.sort("sequence").select("key", "requested_for").iter_rows())


def seen_since(root: Path, feed: Feed, moment: datetime) -> set[str]:
    """Keys of a feed whose content was looked at and found since then."""
    frame = narrow_rows(segments(root, feed))
    if frame.is_empty():
        return set()
    found = pl.col("status").is_in([Status.OK.value, Status.UNCHANGED.value])
    return set(frame.filter(found & (pl.col("landed_at") >= moment))["key"])


def scan_feed(root: Path, feed: Feed, *columns: pl.Expr | str) -> pl.DataFrame:
    """These columns of every row of a feed; nothing, without columns, when it has no segment."""
    paths = segments(root, feed)
    return _collect(_scan(paths).select(*columns), paths) if paths else pl.DataFrame()


def read_columns(paths: Sequence[Path], *columns: pl.Expr | str) -> pl.DataFrame:
    """These columns of every row of some segments, of which there is at least one."""
    return _collect(_scan(paths).select(*columns), paths)


def refuse_newer_layouts(paths: Sequence[Path]) -> None:
    """Look at nothing but the version of each segment."""
    refuse_newer_layout(_collect(_scan(paths).select(pl.col("layout_version").max()), paths))


def newest_sequence(paths: Sequence[Path]) -> int:
    """The highest number of a row in these segments; 0 without rows."""
    newest = _collect(_scan(paths).select(pl.col("sequence").max()), paths).item()
    return newest or 0


def narrow_rows(paths: Sequence[Path], columns: Sequence[str] = NARROW) -> pl.DataFrame:
    """The narrow columns of these segments, in the order in which the rows landed."""
    if not paths:
        return pl.DataFrame()
    return _collect(_scan(paths).select(*columns), paths).sort("sequence", "run_id")


def named_narrow_rows(paths: Sequence[Path]) -> pl.DataFrame:
    """The narrow columns of these segments, each row with the name of its file."""
    name = pl.col(_FILE).str.extract(r"([^/]+/[^/]+/[^/]+)$")
    return _collect(_scan(paths, file_as=_FILE).select(name, *NARROW), paths)


def _scan(paths: Sequence[Path], file_as: str | None = None) -> pl.LazyFrame:
    """All rows. Of merged files, the column that others do not have is left out."""
    columns = [*SCHEMA.names(), *([file_as] if file_as else [])]
    frames = []
    for some in ([one for one in paths if not is_merged(one)], [*filter(is_merged, paths)]):
        if some:
            rows = parquet(some, file_as)
            frames.append(rows.select(columns) if is_merged(some[0]) else rows)
    return pl.concat(frames)


def _collect(rows: pl.LazyFrame, paths: Sequence[Path]) -> pl.DataFrame:
    try:
        return rows.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        for path in paths:  # columns that are not ours may be those of a later version
            with suppress(pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
                refuse_newer_layout(parquet([path]).select("layout_version").collect())
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
