"""What editors, file managers and sync tools leave in any folder."""

from __future__ import annotations

from pathlib import Path

NAMES = (
    *("e.tmp", "x.parquet.tmp", ".foo", "_bar", "Thumbs.db", ".DS_Store", "desktop.ini"),
    *("notes.txt~", "#notes.txt#", ".notes.swp", "000000000001-abc.parquet.part"),
)


def plant_junk(raw: Path) -> int:
    """Put some of each into every folder of the raw layer; returns how many files that were."""
    folders = [raw, *(path for path in raw.rglob("*") if path.is_dir())]
    for folder in folders:
        for name in NAMES:
            (folder / name).write_text("PAR1 nobody should read this")
    return len(folders) * len(NAMES)
