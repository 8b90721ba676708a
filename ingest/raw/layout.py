"""Where segments lie: `<feed>/landed_on=YYYY-MM-DD/<sequence>-<run_id>.parquet`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from ingest.disk.look import names_in
from ingest.errors import StorageError
from ingest.raw.feeds import Feed

SET_ASIDE = ".set_aside"
"""Where `verify` puts damaged segments: kept for a look, seen by no reader."""

TO_HEAL = "to_heal"
"""Below it: what was set aside and nothing has been put back on the list for yet."""

_DAY = "landed_on="
_MERGED = ".merged.parquet"

MISSING = "missing"
"""The name of a mark for rows that are nowhere begins so, where a segment's has its feed."""


def segment_path(root: Path, feed: Feed, landed_at: datetime, sequence: int, run_id: str) -> Path:
    """The final path of a segment whose first row has this sequence."""
    return root / feed / f"{_DAY}{landed_at:%Y-%m-%d}" / f"{sequence:012d}-{run_id}.parquet"


def merged_path(root: Path, feed: Feed, landed_at: datetime, sequence: int, run_id: str) -> Path:
    """The path of the file that segments were merged into; its first row has this sequence."""
    name = segment_path(root, feed, landed_at, sequence, run_id)
    return name.with_name(f"{name.stem}{_MERGED}")


def is_merged(path: Path) -> bool:
    """Whether segments were merged into this file."""
    return path.name.endswith(_MERGED)


def first_sequence(path: Path) -> int:
    """Sequence of a segment's first row, out of its name; 0 for a name that is not ours."""
    number = path.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def run_of(path: Path) -> str:
    """The run that wrote a segment, out of its name; of a merged file, its first row."""
    return path.name.partition("-")[2].partition(".")[0]


def landing_day(path: Path) -> date | None:
    """The day that a segment lies under; None for a folder that is not ours."""
    try:
        return date.fromisoformat(path.parent.name.removeprefix(_DAY))
    except ValueError:
        return None


def segment_name(path: Path) -> str:
    """Feed, landing day and file name, which together identify a segment."""
    return "/".join(path.parts[-3:])


def files_of(root: Path, feed: Feed, since: date = date.min) -> list[Path]:
    """Every file below the folder of a feed, oldest first. `listing.py` says which ones to read.

    With a day: those that landed on this day or later.
    """
    first_day = f"{_DAY}{since.isoformat()}"
    found: list[Path] = []
    try:
        for day in names_in(root / feed):
            if day.startswith(_DAY) and day >= first_day:
                folder = root / feed / day
                names = names_in(folder)
                found += [Path(folder, name) for name in names if name.endswith(".parquet")]
    except OSError as error:
        why = error.strerror or str(error)
        raise StorageError(
            f"{root / feed} cannot be listed: {why}", "check its permissions"
        ) from error
    return found


def is_in(root: Path, path: Path) -> bool:
    """Whether a path leads into the raw directory, where only the store may write."""
    return path.resolve().is_relative_to(root.resolve())
