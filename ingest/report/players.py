"""The players of a report and the files of their pages."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import duckdb

from ingest.errors import UsageError


@dataclass(frozen=True, slots=True)
class PlayerPage:
    """A tracked player, and where the page of this player is in a report."""

    xuid: str
    gamertag: str
    slug: str

    @property
    def file(self) -> str:
        return f"players/{self.slug}.html"


def players(warehouse: duckdb.DuckDBPyConnection) -> list[PlayerPage]:
    """All tracked players, by gamertag."""
    rows = warehouse.execute(
        "select xuid, coalesce(gamertag, xuid), coalesce(slug, xuid)"
        " from core.tracked_players order by 2, 1"
    ).fetchall()
    return [PlayerPage(*row) for row in rows]


def chosen(tracked: list[PlayerPage], asked: tuple[str, ...]) -> list[PlayerPage]:
    """The players that the user named, by gamertag or xuid; tracked when none was named."""
    if not asked:
        return tracked
    names = {name: one for one in tracked for name in (one.xuid, one.gamertag.casefold())}
    unknown = [name for name in asked if name.casefold() not in names]
    if unknown:
        known = ", ".join(one.gamertag for one in tracked) or "none"
        raise UsageError(
            f"no tracked player is called {', '.join(unknown)}", f"the warehouse has {known}"
        )
    return list(dict.fromkeys(names[name.casefold()] for name in asked))


def match_file(match_id: str) -> str:
    """A match id comes from the API, so it is a file name only if it looks like one."""
    if re.fullmatch(r"[0-9A-Za-z-]{1,64}", match_id):
        return f"matches/{match_id}.html"
    return f"matches/{hashlib.sha256(match_id.encode()).hexdigest()[:32]}.html"
