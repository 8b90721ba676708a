"""The list of what has landed: the files to read, and the segments whose rows each file holds.

`ingest compact` merges segments into one file. A merged segment keeps its name, so every reader
finds the same segments as before. Their rows are read from the merged file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ingest.disk.look import parquet
from ingest.errors import StorageError
from ingest.raw.feeds import Feed
from ingest.raw.layout import files_of, is_merged, segment_name


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to read."""

    path: Path
    segments: tuple[str, ...]
    """The names of the segments whose rows it holds: its own, unless it is a merged file."""


@dataclass(frozen=True, slots=True)
class _Files:
    """All files of a feed, and what was merged."""

    paths: dict[str, Path]
    merges: dict[str, tuple[str, ...]]

    @property
    def replaced(self) -> set[str]:
        return {name for names in self.merges.values() for name in names}


def listed(root: Path, feed: Feed) -> list[RawFile]:
    """What to read of a feed, oldest first."""
    files = _files(root, feed)
    replaced = files.replaced
    return [
        RawFile(path, files.merges.get(name, (name,)))
        for name, path in files.paths.items()
        if (name in files.merges if is_merged(path) else name not in replaced)
    ]


def segments(root: Path, feed: Feed) -> list[Path]:
    """The paths of what to read of a feed, oldest first."""
    return [one.path for one in listed(root, feed)]


def segment_names(root: Path, feed: Feed) -> list[str]:
    """The names of all segments of a feed, those in merged files too."""
    return [name for one in listed(root, feed) for name in one.segments]


def replaced_files(root: Path, feed: Feed) -> dict[Path, Path]:
    """Files whose rows are in a merged file, and the merged file of each."""
    files = _files(root, feed)
    return {
        files.paths[name]: files.paths[merged]
        for merged, names in files.merges.items()
        for name in names
        if name in files.paths
    }


def unlisted_files(root: Path, feed: Feed) -> list[Path]:
    """Merged files that no row of `compactions` names."""
    files = _files(root, feed)
    return [
        path for name, path in files.paths.items() if is_merged(path) and name not in files.merges
    ]


def _files(root: Path, feed: Feed) -> _Files:
    paths = {segment_name(path): path for path in files_of(root, feed)}
    merges = _merges(root, feed) if any(map(is_merged, paths.values())) else {}
    return _Files(paths, {name: names for name, names in merges.items() if name in paths})


def _merges(root: Path, feed: Feed) -> dict[str, tuple[str, ...]]:
    """What each merged file of a feed replaces."""
    paths = files_of(root, Feed.COMPACTIONS) if feed is not Feed.COMPACTIONS else []
    if not paths:
        return {}
    rows = parquet(paths).select("key", "payload")
    try:
        of_feed = rows.filter(pl.col("key").str.starts_with(f"{feed}/")).collect()
        return {key: tuple(json.loads(text)["replaces"]) for key, text in of_feed.iter_rows()}
    except (pl.exceptions.PolarsError, ValueError, KeyError) as error:
        raise StorageError(
            f"the list of merged segments in {root / Feed.COMPACTIONS} cannot be read "
            f"({type(error).__name__})",
            "run `ingest verify` to set it aside, then `ingest run`",
        ) from error
