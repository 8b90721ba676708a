"""Refuses to write where somebody else's files lie, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from ingest.errors import StorageError, UsageError
from ingest.legacy.export.settings_files import ALIASES, FRIENDS, PROFILES, digest, hashes_noted
from ingest.legacy.export.staging import log_beside
from ingest.warehouse.sql import is_locked, quoted_text

EXISTING = "existing_file"


def refuse_originals(
    connection: duckdb.DuckDBPyConnection, folder: Path, databases: Mapping[Path, str]
) -> set[str]:
    """Stop unless all that lies there is ours; returns the hashes of the settings among it."""
    foreign = [
        path
        for path, mark in databases.items()
        if not _is_free(folder / path) and not _has(connection, folder / path, mark)
    ]
    written, others = _settings(folder)
    foreign += others
    if foreign:
        raise _not_ours(folder, foreign)
    return written


def _not_ours(folder: Path, foreign: Sequence[Path]) -> UsageError:
    names = ", ".join(str(folder / path) for path in foreign)
    were, them = ("was", "it") if len(foreign) == 1 else ("were", "them")
    problem = f"{names} {were} not written by `ingest export-legacy`, or {were} changed since"
    if {PROFILES, FRIENDS} & set(foreign):
        problem += " (a git checkout of the old application has such files)"
    return UsageError(problem, f"move {them} away or name another folder")


def _is_free(path: Path) -> bool:
    """A log without its database is as little ours as any other file."""
    return not path.exists() and not log_beside(path).exists()


def _has(connection: duckdb.DuckDBPyConnection, path: Path, mark: str) -> bool:
    """Whether the database has the row that only we write; it is not changed by looking."""
    if not path.is_file():
        return False
    try:
        connection.execute(f"attach {quoted_text(str(path))} as {EXISTING} (read_only)")
    except duckdb.Error as error:
        if is_locked(error):
            raise StorageError(
                f"{path} is in use", "close the old application and run this again"
            ) from None
        return False
    try:
        connection.execute(f"use {EXISTING}")
        return connection.execute(mark).fetchall() != []
    except duckdb.Error:
        return False
    finally:
        connection.execute("use memory")
        connection.execute(f"detach {EXISTING}")


def _settings(folder: Path) -> tuple[set[str], Sequence[Path]]:
    noted: set[str] | None = set()
    if (folder / PROFILES).exists():
        noted = hashes_noted((folder / PROFILES).read_bytes())
    found = {
        path: digest((folder / path).read_bytes())
        for path in (ALIASES, FRIENDS)
        if (folder / path).exists()
    }
    foreign = [path for path, hashed in found.items() if hashed not in (noted or ())]
    if noted is None:
        foreign.insert(0, PROFILES)
    return set(found.values()), foreign
