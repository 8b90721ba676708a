"""Before a build: something has landed, and all of it is what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ingest.errors import StorageError, UsageError
from ingest.raw.feeds import Feed
from ingest.raw.listing import segments
from ingest.raw.reading import refuse_newer_layouts
from ingest.raw.segment_format import check_seal
from ingest.warehouse.build.origin import FileState


def check_segments(
    raw_dir: Path, checked_before: Mapping[str, FileState] | None = None
) -> dict[str, FileState]:
    """Refuse to build on no segment, a damaged one, or one this version cannot know.

    A segment that an earlier build has checked is not read again, as long as it is unchanged.
    """
    paths = [path for feed in Feed for path in segments(raw_dir, feed)]
    if not paths:
        raise UsageError(f"nothing has landed in {raw_dir} yet", "run `ingest run` first")
    known = checked_before or {}
    states = {str(path): state for path in paths if (state := _state(path))}
    unchecked = [
        path
        for path in paths
        if str(path) not in states or known.get(str(path)) != states[str(path)]
    ]
    damaged = {path: why for path in unchecked if (why := _damage(path))}
    for path, why in damaged.items():
        more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
        raise StorageError(
            f"{path}{more} cannot be built on: {why}",
            "run `ingest verify`, which sets damaged segments aside, then `ingest run`, "
            "then this again",
        )
    if unchecked:
        refuse_newer_layouts(unchecked)
    return states


def _state(path: Path) -> FileState | None:
    try:
        return FileState.of(path)
    except OSError:  # read it, which says why it cannot be
        return None


def _damage(path: Path) -> str | None:
    """Why this segment cannot be read; the seal covers every byte, and is cheap beside a build."""
    try:
        check_seal(path.read_bytes())
    except FileNotFoundError:
        return None  # `ingest verify` has set it aside since it was listed
    except OSError as error:
        return error.strerror or str(error)
    return None
