"""Where segments lie: `<feed>/landed_on=YYYY-MM-DD/<sequence>-<run_id>.parquet`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ingest.raw.feeds import Feed

SET_ASIDE = ".set_aside"
"""Where `verify` puts damaged segments: kept for a look, seen by no reader."""

TO_HEAL = "to_heal"
"""Below it: what was set aside and nothing has been put back on the list for yet."""

MISSING = "missing"
"""The name of a mark for rows that are nowhere begins so, where a segment's has its feed."""


def segment_path(root: Path, feed: Feed, landed_at: datetime, sequence: int, run_id: str) -> Path:
    """The final path of a segment whose first row has this sequence."""
    return root / feed / f"landed_on={landed_at:%Y-%m-%d}" / f"{sequence:012d}-{run_id}.parquet"


def first_sequence(path: Path) -> int:
    """Sequence of a segment's first row, out of its name; 0 for a name that is not ours."""
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def segment_name(path: Path) -> str:
    """Feed, landing day and file name, which together identify a segment."""
    return "/".join(path.parts[-3:])


def segments(root: Path, feed: Feed) -> list[Path]:
    """Every committed segment of a feed, oldest first."""
    return sorted((root / feed).glob("landed_on=*/*.parquet"))


def is_in(root: Path, path: Path) -> bool:
    """Whether a path leads into the raw directory, where only the store may write."""
    return path.resolve().is_relative_to(root.resolve())
