"""Gives a folder a copy of the dbt project, or brings an older copy to this version.

What the user changed or added stays: a record in the folder has the hash of each file that was
copied, so a changed file is known.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from ingest import __version__
from ingest.disk.atomic import replacing
from ingest.errors import StorageError, UsageError
from ingest.project.files import PROJECT_FILE, is_project, project_files

RECORD = ".halo-project.json"
SETTINGS = """\
# Settings of `ingest`. Every line is optional. docs/settings.md of the project explains them.

# timezone = "Europe/Paris"     # of local times; the default is UTC
# data_dir = "data"             # of raw/ and warehouse.duckdb, counted from this file

# [[players]]
# gamertag = "Your Gamertag"    # `ingest players add` writes this as well
"""
IGNORED = """\
/data/
/target/
/logs/
"""


@dataclass(slots=True)
class Copied:
    """What became of the files."""

    before: str | None
    """The version of the copy that was there."""
    written: list[str] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    """Files that the user changed or deleted, and that this version has differently."""
    deleted: list[str] = field(default_factory=list)
    """Files that this version no longer has."""


def init(source: Path, folder: Path) -> Copied:
    """Copy, or upgrade."""
    if (folder / "ingest" / "project").is_dir():
        raise UsageError(f"{folder} is a clone of the project", "use it as it is")
    if (folder / PROJECT_FILE).exists() and not is_project(folder):
        raise UsageError(f"{folder} has another dbt project", "name another folder")
    record = _read_record(folder)
    outcome = Copied(record.version)
    names = project_files(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        hashes = {name: _take(source, folder, name, record, outcome) for name in names}
        for name in sorted({*record.hashes} - {*names}):
            _drop(folder, name, record.hashes[name], outcome)
        _write_once(folder / "ingest.toml", SETTINGS, outcome)
        _write_once(folder / ".gitignore", IGNORED, outcome)
        text = json.dumps({"version": __version__, "files": hashes}, indent=1) + "\n"
        _write(folder / RECORD, text.encode())
    except OSError as error:
        place = error.filename or folder
        raise StorageError(f"{place} cannot be written: {error.strerror}") from None
    return outcome


@dataclass(frozen=True, slots=True)
class _CopyRecord:
    version: str | None
    hashes: dict[str, str]


def _read_record(folder: Path) -> _CopyRecord:
    try:
        found = json.loads((folder / RECORD).read_bytes())
        return _CopyRecord(str(found["version"]), dict(found["files"]))
    except FileNotFoundError:
        return _CopyRecord(None, {})
    except (OSError, ValueError, KeyError, TypeError):
        raise UsageError(
            f"{folder / RECORD} cannot be read, so changed files are not known",
            "restore it, or name a new folder and copy your own files into it",
        ) from None


def _take(source: Path, folder: Path, name: str, record: _CopyRecord, outcome: Copied) -> str:
    """Bring one file to this version, unless the user changed it; the hash of what was shipped."""
    content = (source / name).read_bytes()
    new, shipped, here = _hash(content), record.hashes.get(name), _hash_of(folder / name)
    if here == new:
        outcome.unchanged += 1
    elif here == shipped:  # also None: a file that is new in this version
        _write(folder / name, content)
        outcome.written.append(name)
    elif new != shipped:
        outcome.kept.append(name)
    return new


def _drop(folder: Path, name: str, shipped: str, outcome: Copied) -> None:
    here = _hash_of(folder / name)
    if here == shipped:
        (folder / name).unlink()
        outcome.deleted.append(name)
    elif here is not None:
        outcome.kept.append(name)


def _write_once(path: Path, text: str, outcome: Copied) -> None:
    """A file that belongs to the user from then on."""
    if not path.exists():
        _write(path, text.encode())
        outcome.written.append(path.name)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        part.write_bytes(content)


def _hash_of(path: Path) -> str | None:
    try:
        return _hash(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
