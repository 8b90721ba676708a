"""Prove every segment to be what was written, and set aside the ones that are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.raw.commit import make_directories
from ingest.raw.feeds import Feed
from ingest.raw.files import Files, OsFiles, storage_errors
from ingest.raw.layout import SET_ASIDE, segments
from ingest.raw.lock import writer_lock
from ingest.raw.segment import DamagedSegment, check


@dataclass(slots=True)
class Verdict:
    """What `verify` found."""

    segments: int = 0
    rows: int = 0
    damaged: dict[Path, str] = field(default_factory=dict)


def verify(root: Path) -> Verdict:
    """Check the seal, the columns and every row's hash of every segment."""
    verdict = Verdict()
    for feed in Feed:
        for path in segments(root, feed):
            verdict.segments += 1
            with storage_errors(root):  # a file that cannot be read now may be whole
                data = path.read_bytes()
            try:
                verdict.rows += check(data)
            except DamagedSegment as error:
                verdict.damaged[path] = str(error)
    return verdict


def set_aside(root: Path, damaged: Iterable[Path], files: Files | None = None) -> None:
    """Move damaged segments out of every reader's sight; their keys are absent again."""
    disk = files or OsFiles()
    with writer_lock(root), storage_errors(root):
        for path in damaged:
            _move(disk, root, path)


def _move(disk: Files, root: Path, path: Path) -> None:
    target = root / SET_ASIDE / f"{path.parent.parent.name}-{path.name}"
    make_directories(disk, target.parent)
    disk.rename(path, target)
    disk.sync_directory(target.parent)
    disk.sync_directory(path.parent)
