"""Merged files: how readers learn of them, and what happens to those that no reader knows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ingest.disk.files import Files, storage_errors
from ingest.errors import StorageError
from ingest.raw.feeds import Feed, Status
from ingest.raw.layout import segment_name
from ingest.raw.listing import unlisted_files
from ingest.raw.row import Row
from ingest.raw.segment_format import DamagedSegment, checked


def merge_row(merged: Path, segments: Sequence[str]) -> Row:
    """The row that makes readers read a merged file instead of its segments."""
    payload = json.dumps({"replaces": list(segments)})
    return Row(feed=Feed.COMPACTIONS, key=segment_name(merged), status=Status.OK, payload=payload)


def settle_unlisted(files: Files, root: Path) -> list[Row]:
    """Settle merged files that no row names: a crash came before the row, or the row was lost.

    A file is removed if all its segments are still there. Otherwise it has the only copy of some
    rows, so a row that names it is returned.
    """
    rows = []
    for feed in Feed:
        for path in unlisted_files(root, feed):
            names = whole_segment(files, path)["segment"].unique(maintain_order=True).to_list()
            if all(files.exists(root / name) for name in names):
                with storage_errors(root):
                    files.remove(path)
            else:
                rows.append(merge_row(path, names))
    return rows


def whole_segment(files: Files, path: Path) -> pl.DataFrame:
    """The rows of a file, after everything about it proved right."""
    try:
        return checked(files.read(path))
    except DamagedSegment as error:
        raise StorageError(
            f"{path} is damaged: {error}", "run `ingest verify`, then `ingest run`, then this again"
        ) from error
