"""Puts migrated files into an archive and removes them, once nothing can be lost by that."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ingest.disk.writers import writer_lock
from ingest.errors import UsageError
from ingest.legacy.archive.audit_gate import require_green
from ingest.legacy.archive.completeness import load_landed
from ingest.legacy.archive.packing import NAMES, ArchivedFile, digest_of, pack
from ingest.legacy.read.duckdb_file import not_being_written
from ingest.legacy.read.find import FoundFile, Kind, Unreadable, find_files

_BESIDE = (".wal", "-wal", "-shm", "-journal")
"""What DuckDB and SQLite add to the name of a database for files that are nothing without it."""
_ARCHIVE_INDEX = "archive_index.json"


@dataclass(slots=True)
class Cleanup:
    """What came of all files."""

    archive: Path | None = None
    files: int = 0
    bytes_before: int = 0
    left: dict[str, str] = field(default_factory=dict)
    """Files that stay, and why."""

    @property
    def bytes_packed(self) -> int:
        """What the archive takes."""
        return self.archive.stat().st_size if self.archive else 0


def cleanup(root: Path, warehouse: Path, path: Path, say: Callable[[str], None]) -> Cleanup:
    """Pack, prove and remove every file below the path that was migrated completely."""
    if not root.is_dir():
        raise UsageError(f"{root} does not exist", "run `ingest migrate` and `dbt build` first")
    path = path.resolve()
    folder = path if path.is_dir() else path.parent
    with writer_lock(root):
        found = find_files(path)
        require_green(root, warehouse)
        done = Cleanup()
        files = _sort(root, found, done)
        for name, why in done.left.items():
            say(f"{name}: left in place: {why}")
        if files:
            done.archive = pack(folder, files)
            for file in files:
                _remove(file, folder, done, say)
    return done


def earlier_archives(path: Path) -> Sequence[Path]:
    """What earlier runs made of the files below this path."""
    return sorted(path.glob(NAMES))


def _sort(root: Path, found: Sequence[FoundFile], done: Cleanup) -> list[ArchivedFile]:
    """Files to be packed; those of the old application that are to stay are noted with a reason."""
    landed = load_landed(root)
    ready: dict[FoundFile, ArchivedFile] = {}
    for one in found:
        try:
            sha256 = landed.sha256_of(one)
            if sha256 is not None:
                ready[one] = _with_parts(one, sha256)
        except Unreadable as error:
            done.left[one.name] = str(error)
        except OSError as error:
            done.left[one.name] = f"cannot be read: {error.strerror}"
    if done.left:
        for one in [one for one in ready if one.kind is Kind.JSON]:
            done.left[one.name] = "names the owners of files that stay"
            del ready[one]
    stay = {file.path.parent for file in found if file not in ready}
    return [*ready.values(), *_archive_indexes(ready, stay)]


def _with_parts(found: FoundFile, sha256: str) -> ArchivedFile:
    """Files beside it go too, even those that were not read because they are empty."""
    unread = [part for part in _beside(found.path) if part not in found.parts]
    parts = (*found.parts, *unread)
    return ArchivedFile(parts, digest_of(parts) if unread else sha256)


def _beside(path: Path) -> list[Path]:
    named = (path.with_name(path.name + end) for end in _BESIDE)
    return [one for one in named if one.is_file()]


def _archive_indexes(ready: dict[FoundFile, ArchivedFile], stay: set[Path]) -> list[ArchivedFile]:
    """The lists of archives that are removed: the archives themselves contain the same."""
    folders = {one.path.parent for one in ready if one.kind is Kind.PARQUET} - stay
    lists = [folder / _ARCHIVE_INDEX for folder in sorted(folders)]
    return [ArchivedFile((one,), digest_of([one])) for one in lists if one.is_file()]


def _remove(file: ArchivedFile, folder: Path, done: Cleanup, say: Callable[[str], None]) -> None:
    """Remove a file that is in the archive as it is, byte for byte; else leave it in place."""
    name = file.parts[0].relative_to(folder).as_posix()
    size = sum(part.stat().st_size for part in file.parts if part.exists())
    try:
        _remove_same(file)
    except (Unreadable, OSError) as error:
        why = f"cannot be removed: {error.strerror}" if isinstance(error, OSError) else str(error)
        done.left[name] = why
        say(f"{name}: packed, but left in place: {why}")
        return
    done.files += len(file.parts)
    done.bytes_before += size
    say(f"{name}: packed, {size:,} bytes")
    _remove_empty(file.parts[0].parent, folder)


def _remove_same(file: ArchivedFile) -> None:
    first, *others = file.parts
    with not_being_written(first) as handle, os.fdopen(handle, "rb", closefd=False) as opened:
        is_same = digest_of(others, first=opened) == file.sha256
        if not is_same or set(others) != set(_beside(first)):
            raise Unreadable("was changed since it was packed; run `ingest migrate` again")
        for part in file.parts:
            part.unlink()


def _remove_empty(folder: Path, top: Path) -> None:
    with suppress(OSError):  # not empty: somebody else's files stay where they are
        while folder != top:
            folder.rmdir()
            folder = folder.parent
