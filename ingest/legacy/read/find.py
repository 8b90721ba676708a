"""Finds the old application's files below a folder, by what they are rather than by their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.errors import UsageError
from ingest.raw.commit import INCOMING
from ingest.raw.layout import SET_ASIDE

JSON_NAMES = frozenset({"db_profiles.json", "xuid_aliases.json", "friends_defaults.json"})
_SQLITE = b"SQLite format 3\x00"
_DUCKDB = b"DUCK"
_PARQUET = b"PAR1"
_BLOCK = 1 << 20
_OURS = (".part-", "landed_on=", SET_ASIDE, INCOMING)
"""Half-written exports, and folders of our own raw layer, which may lie in the same place."""


class Kind(StrEnum):
    """How a file is read."""

    DUCKDB = "duckdb"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    JSON = "json"
    NONE = "none"
    """It is not: see `obstacle`."""


class Unreadable(Exception):
    """This file cannot be read now, or not at all; the others go on. The message says why."""


_LOGS = {Kind.DUCKDB: (".wal",), Kind.SQLITE: ("-wal", "-journal")}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may hold the old application's data."""

    path: Path
    name: str
    """Its path below the folder that was searched, with forward slashes."""
    kind: Kind
    obstacle: str | None = None
    """Why nothing can be read here, where a name promises something."""

    @property
    def parts(self) -> list[Path]:
        """The file, and the logs that a crash may have left beside it."""
        beside = (self.path.with_name(self.path.name + end) for end in _LOGS.get(self.kind, ()))
        return [self.path, *(one for one in beside if one.is_file() and one.stat().st_size > 0)]

    def state(self) -> list[tuple[Path, int, int]]:
        """What changes when somebody writes to the file."""
        sizes = ((part, part.stat()) for part in self.parts)
        return [(part, stat.st_size, stat.st_mtime_ns) for part, stat in sizes]

    def sha256(self) -> str:
        """Hash of all bytes that are read, the logs' included."""
        digest = hashlib.sha256()
        for part in self.parts:
            with part.open("rb") as handle:
                while block := handle.read(_BLOCK):
                    digest.update(block)
        return digest.hexdigest()


def checked_path(path: Path) -> Path:
    """The path, or the usage error that says that nothing is there."""
    if not path.exists():
        raise UsageError(f"{path} does not exist", "name the folder of the old application")
    return path


def find_files(path: Path) -> list[FoundFile]:
    """Every file that looks like one of the old application's, in order of their names."""
    checked_path(path)
    if path.is_file():
        kind = _kind(path)
        if kind is None:
            raise UsageError(f"{path} is no file of the old application")
        return [FoundFile(path, _printable(path.name), kind)]
    return sorted(_walk(path), key=lambda one: one.name)


def _walk(top: Path) -> Iterator[FoundFile]:
    """Links are not followed: what they lead to has a place of its own, or is named."""
    closed: list[OSError] = []
    for folder, folders, names in os.walk(top, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(_OURS)]
        files = [name for name in names if not name.startswith(_OURS)]
        for name in (*folders, *files):
            found = _look(Path(folder, name), top)
            if found is not None:
                yield found
    for error in closed:
        path = Path(error.filename)
        yield FoundFile(path, _name(path, top), Kind.NONE, f"cannot be opened: {error.strerror}")


def _look(path: Path, top: Path) -> FoundFile | None:
    """What lies there, if it is to be read, or should be and cannot."""
    if path.is_file() and not path.is_symlink():
        kind = _kind(path)
        obstacle = _misnamed(path) if kind else None
    else:
        kind, obstacle = None, _obstacle(path, top)
    if obstacle:
        kind = Kind.NONE
    return FoundFile(path, _name(path, top), kind, obstacle) if kind else None


def _obstacle(path: Path, top: Path) -> str | None:
    """Why something that is no file deserves a line: else it would be left out in silence."""
    is_promising = _kind_by_name(path) is not None
    if path.is_symlink():
        if not path.exists():
            return "is a link to nothing" if is_promising else None
        target = path.resolve()
        is_elsewhere = not target.is_relative_to(top.resolve())
        if is_elsewhere and (is_promising or target.is_dir()):
            return f"is a link; run this for {_printable(str(target))} as well"
        return None
    if path.is_dir():
        return "is a folder, no database" if path.suffix == ".duckdb" else None
    return "is no file" if is_promising else None


def _misnamed(path: Path) -> str | None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return "has a name that is not UTF-8; rename it"
    return None


def _kind(path: Path) -> Kind | None:
    """By content; a damaged head is still known by the name, so that it gets a line."""
    if path.name in JSON_NAMES:
        return Kind.JSON
    try:
        with path.open("rb") as handle:
            head = handle.read(16)
    except OSError:
        head = b""
    if head == _SQLITE:
        return Kind.SQLITE
    if head[8:12] == _DUCKDB:
        return Kind.DUCKDB
    return Kind.PARQUET if head[:4] == _PARQUET else _kind_by_name(path)


def _kind_by_name(path: Path) -> Kind | None:
    if path.name in JSON_NAMES:
        return Kind.JSON
    if path.suffix == ".db" and path.name.startswith("spnkr"):  # as version 3 named its files
        return Kind.SQLITE
    return {".duckdb": Kind.DUCKDB, ".parquet": Kind.PARQUET}.get(path.suffix)


def _name(path: Path, top: Path) -> str:
    return _printable(path.relative_to(top).as_posix())


def _printable(name: str) -> str:
    """A name need not be UTF-8, but what is landed and printed must."""
    return os.fsencode(name).decode(errors="replace")
