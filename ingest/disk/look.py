"""Every look at the files of the raw layer: what there is, and what is in it.

With `files.py`, `atomic.py` and `lock.py` this is all that the raw layer needs of a storage.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl


def names_in(folder: Path) -> list[str]:
    """The names in a folder, sorted; none if there is no such folder."""
    try:
        # tens of thousands of files: Path.glob takes ten times as long
        with os.scandir(folder) as entries:
            return sorted(one.name for one in entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def is_there(path: Path) -> bool:
    """Whether there is a file or a folder."""
    return path.exists()


def content_of(path: Path) -> bytes:
    """All bytes of a file."""
    return path.read_bytes()


def size_of(path: Path) -> int:
    """How many bytes a file has."""
    return path.stat().st_size


def changed_at(path: Path) -> float:
    """When a file was written, as seconds since 1970."""
    return path.stat().st_mtime


def parquet(paths: Sequence[Path], file_as: str | None = None) -> pl.LazyFrame:
    """The rows of these files, which are read later; with the path of each in a column, if named.

    A data directory may hold brackets in its name, so nothing is taken for a pattern.
    """
    return pl.scan_parquet(
        [*paths], hive_partitioning=False, glob=False, include_file_paths=file_as
    )
