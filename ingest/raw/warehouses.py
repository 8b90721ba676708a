"""Which warehouses were built from a raw directory: no file that one of them reads is deleted."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.disk.atomic import replacing
from ingest.disk.look import content_of, is_there, names_in
from ingest.log import LOG

_FOLDER = ".warehouses"


def note_warehouse(root: Path, warehouse: Path) -> None:
    """Remember that this warehouse reads the segments."""
    text = str(warehouse)
    name = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    note = root / _FOLDER / name
    if is_there(note):
        return
    try:
        with replacing(note) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        LOG.warning(
            f"{root} cannot be written to ({error.strerror}), so `ingest compact` does not know "
            f"that {warehouse} reads it: do not use `ingest compact` there"
        )


def noted_warehouses(root: Path) -> list[Path]:
    """The warehouses that were built from this directory."""
    # a file that is being written has a name that begins with a dot
    notes = [name for name in names_in(root / _FOLDER) if not name.startswith(".")]
    return [Path(content_of(root / _FOLDER / name).decode()) for name in notes]
