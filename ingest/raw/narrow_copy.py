"""One file with a copy of the narrow columns of all segments: a start need not open each of them.

The copy can be deleted at any time, because what it lacks is read from the segments. A segment
never changes after its commit, so its name says whether its rows are in the copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.disk.atomic import replacing
from ingest.disk.look import is_there, parquet
from ingest.log import LOG
from ingest.raw.feeds import FEEDS, Feed
from ingest.raw.layout import segment_name
from ingest.raw.listing import segments
from ingest.raw.reading import NARROW, named_narrow_rows

_COPY = Path(".narrow") / "rows.parquet"
MANY = 200
"""Segments that are opened one by one; for fewer, a new copy would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class NarrowRows:
    """The narrow columns of feeds, each row with the name of its file, in the order of landing."""

    paths: Mapping[Feed, Sequence[Path]]
    rows: Mapping[Feed, pl.DataFrame]
    uncopied: int
    """Files that are not in the copy."""


def read_narrow(root: Path, feeds: Sequence[Feed] = FEEDS) -> NarrowRows:
    """The copy as far as its files are still listed, and the other files."""
    copied = _read_copy(root, feeds)
    known = set(copied["file"].unique()) if copied is not None else set()
    paths = {feed: segments(root, feed) for feed in feeds}
    rows, uncopied = {}, 0
    for feed in feeds:
        names = [segment_name(path) for path in paths[feed]]
        new = [path for path, name in zip(paths[feed], names, strict=True) if name not in known]
        uncopied += len(new)
        frames = [named_narrow_rows(new)] if new else []
        if copied is not None:
            frames.append(copied.filter(pl.col("file").is_in(names) & pl.col("key").is_not_null()))
        rows[feed] = pl.concat(frames).sort("sequence", "run_id") if frames else pl.DataFrame()
    return NarrowRows(paths, rows, uncopied)


def write_copy(root: Path, narrow: NarrowRows) -> None:
    """Replace the copy. Without one everything works as well, so a full disk does not end a run."""
    names = [segment_name(path) for paths in narrow.paths.values() for path in paths]
    rows = pl.concat([frame for frame in narrow.rows.values() if not frame.is_empty()])
    empty = sorted({*names} - {*rows["file"].unique()})
    of_empty = pl.DataFrame({"file": empty}, schema={"file": rows.schema["file"]})
    try:
        with replacing(root / _COPY) as part:
            pl.concat([rows, of_empty], how="diagonal").write_parquet(part, compression="zstd")
    except OSError as error:
        LOG.warning(f"{root / _COPY} was not written: {error.strerror}; starts take longer")


def _read_copy(root: Path, feeds: Sequence[Feed]) -> pl.DataFrame | None:
    """None without a copy, and for one that was not written by this version or not in full."""
    path = root / _COPY
    if not is_there(path):
        return None
    try:
        copied = parquet([path]).select("file", *NARROW)
        if len(feeds) < len(FEEDS):
            of_feeds = pl.col("file").str.split("/").list.first().is_in([*map(str, feeds)])
            copied = copied.filter(of_feeds)
        return copied.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        LOG.warning(f"{path} is not used, and can be deleted: {type(error).__name__}")
        return None
