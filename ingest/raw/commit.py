"""The commit protocol: after `commit` returns, the segment survives a crash and a power cut."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ingest.disk.files import Files
from ingest.raw import segment_format

INCOMING = ".incoming"
"""Where segments are written before they are whole: no reader's pattern looks into it."""


def commit(files: Files, root: Path, target: Path, data: bytes, writer: str = "") -> None:
    """Write to a temporary file, sync, read back, rename into place, sync the directory.

    The name of the temporary file begins with the writer, if there may be several.
    """
    make_directories(files, root / INCOMING)
    make_directories(files, target.parent)
    temporary = root / INCOMING / f"{writer}{target.parent.parent.name}-{target.name}"
    try:
        _write(files, temporary, data)
        segment_format.check(files.read(temporary))
        files.rename(temporary, target)
    except (OSError, MemoryError):
        # The disk just failed: a leftover is harmless and removed by the next writer.
        with suppress(OSError):
            files.remove(temporary)
        raise
    files.sync_directory(target.parent)


def remove_leftovers(files: Files, root: Path, writer: str = "") -> None:
    """Remove what a crashed writer left half written; without a name, what any writer left."""
    for name in files.names(root / INCOMING):
        if name.startswith(writer):
            files.remove(root / INCOMING / name)


def replace_file(files: Files, root: Path, target: Path, data: bytes) -> None:
    """Replace a small file of ours in one step. Only one writer replaces it."""
    make_directories(files, root / INCOMING)
    make_directories(files, target.parent)
    temporary = root / INCOMING / target.name
    files.remove(temporary)
    _write(files, temporary, data)
    files.rename(temporary, target)
    files.sync_directory(target.parent)


def make_directories(files: Files, path: Path) -> None:
    """Create what is missing of the path, each new name synced in its parent."""
    missing = []
    while not files.exists(path):
        missing.append(path)
        path = path.parent
    for directory in reversed(missing):
        files.make_directory(directory)
        files.sync_directory(directory.parent)


def _write(files: Files, path: Path, data: bytes) -> None:
    handle = files.create(path)
    try:
        files.write(handle, data)
        files.sync(handle)
    finally:
        files.close(handle)
