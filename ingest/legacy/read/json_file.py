"""Reads the small JSON files of the old application as tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.legacy.read.find import FoundFile, Unreadable
from ingest.legacy.read.table import LegacyTable

Rows = list[dict[str, Any]]


@contextmanager
def open_json(found: FoundFile) -> Iterator[list[LegacyTable]]:
    """One table, named after the file."""
    try:
        text = found.path.read_text(encoding="utf-8-sig")
        content = json.loads(text, parse_constant=str)  # no JSON has a NaN but as text
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise Unreadable("is not what the old application wrote")
    rows = _ROWS[found.path.name](content)

    def read() -> Iterator[tuple[int, str]]:
        for number, row in enumerate(rows):
            # half of a surrogate pair is no text to an engine: a question mark takes its place
            text = json.dumps(row, ensure_ascii=False).encode(errors="replace").decode()
            yield number, text

    def values(column: str) -> list[str]:
        return sorted({str(row[column]) for row in rows if row.get(column) is not None})

    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    yield [LegacyTable(found.path.name.removesuffix(".json"), len(rows), columns, read, values)]


def _profiles(content: dict[str, Any]) -> Rows:
    profiles = content.get("profiles")
    named = profiles.items() if isinstance(profiles, dict) else ()
    return [{"gamertag": name, **entry} for name, entry in named if isinstance(entry, dict)]


def _aliases(content: dict[str, Any]) -> Rows:
    return [{"xuid": xuid, "gamertag": name} for xuid, name in content.items()]


def _friends(content: dict[str, Any]) -> Rows:
    """A leading ~ marks a friend who is left out of sessions."""
    return [
        {"owner_xuid": xuid, "friend": str(one).removeprefix("~"), "is_active": str(one)[:1] != "~"}
        for xuid, friends in content.items()
        if isinstance(friends, list)
        for one in friends
    ]


_ROWS = {
    "db_profiles.json": _profiles,
    "xuid_aliases.json": _aliases,
    "friends_defaults.json": _friends,
}
