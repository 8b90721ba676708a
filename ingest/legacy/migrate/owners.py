"""Whose file it is: the old application never wrote that into its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.legacy.read.find import FoundFile, Kind
from ingest.legacy.read.table import LegacyTable
from ingest.players import Player, is_xuid, valid_gamertag

_OF_THE_OWNER = (
    "player_match_stats",
    "personal_score_awards",
    "career_progression",
    "sync_meta",  # of version 3
)


@dataclass(slots=True)
class Owners:
    """What is known so far; the profiles and aliases are read before the players' files."""

    _profiles: dict[str, Player] = field(default_factory=dict)
    _aliases: dict[str, set[str]] = field(default_factory=dict)
    _folders: dict[Path, set[Player]] = field(default_factory=dict)

    def learn(self, table: LegacyTable, rows: Sequence[dict[str, object]]) -> None:
        """Take in the rows of db_profiles.json or xuid_aliases.json."""
        for row in rows:
            xuid, name = str(row.get("xuid")), str(row.get("gamertag"))
            if not is_xuid(xuid):
                continue
            self._aliases.setdefault(name.casefold(), set()).add(xuid)
            if table.name == "db_profiles":
                # the name is that of a folder, which cannot hold every gamertag
                waypoint = row.get("waypoint_player")
                is_gamertag = isinstance(waypoint, str) and valid_gamertag(waypoint)
                self._profiles[name.casefold()] = Player(
                    xuid, str(waypoint if is_gamertag else name)
                )

    def of(self, found: FoundFile, tables: Sequence[LegacyTable]) -> Player | None:
        """The owner of a file, by what it says itself, else by the folder it lies in."""
        by_name = {table.name: table for table in tables}
        path = found.path.resolve()
        names = _names(path)
        owner = _as_synced(by_name) or self._profiled(names)
        owner = owner or _only_one(by_name, _of_players(path))
        if owner is None and found.kind is Kind.PARQUET:
            owner = self._beside(path)
        owner = owner or self._named(names)
        if owner is not None and found.kind is Kind.DUCKDB:
            self._folders.setdefault(path.parent, set()).add(owner)
        return owner

    def _beside(self, path: Path) -> Player | None:
        """An archive lies below the folder of the file whose rows it took."""
        known = (self._folders[one] for one in path.parents if one in self._folders)
        nearest = next(known, set())
        return next(iter(nearest)) if len(nearest) == 1 else None

    def _profiled(self, names: Sequence[str]) -> Player | None:
        known = (self._profiles.get(name.casefold()) for name in names)
        return next((player for player in known if player), None)

    def _named(self, names: Sequence[str]) -> Player | None:
        for name in names:
            xuids = self._aliases.get(name.casefold(), set())
            if len(xuids) == 1:
                return Player(next(iter(xuids)), name)
        return None


def _names(path: Path) -> list[str]:
    """What may be a gamertag. Folders farther up may bear that of somebody else: of the user."""
    file = path.stem.removeprefix("spnkr_gt_")  # how version 3 named its files
    folder = _of_players(path)
    return [file, folder] if folder else [file, *(one.name for one in list(path.parents)[:2])]


def _as_synced(tables: dict[str, LegacyTable]) -> Player | None:
    """Sync notes in its own file for whom it runs."""
    notes = tables.get("sync_meta")
    if notes is None or not {"key", "value"} <= set(notes.columns):
        return None
    said = {row["key"]: row["value"] for row in notes.parsed()}
    xuid = str(said.get("xuid"))
    gamertag = said.get("gamertag")
    return Player(xuid, str(gamertag) if gamertag else None) if is_xuid(xuid) else None


def _of_players(path: Path) -> str | None:
    """Files lie in players/<gamertag>/."""
    inside = (folder.name for folder in path.parents if folder.parent.name == "players")
    return next(inside, None)


def _only_one(tables: dict[str, LegacyTable], folder: str | None) -> Player | None:
    """Skill and awards were kept for the owner alone."""
    for name in _OF_THE_OWNER:
        table = tables.get(name)
        if table is not None and "xuid" in table.columns:
            xuids = [xuid for xuid in table.values("xuid") if is_xuid(xuid)]
            if len(xuids) == 1:
                return Player(xuids[0], _gamertag(tables, xuids[0]) or folder)
    return None


def _gamertag(tables: dict[str, LegacyTable], xuid: str) -> str | None:
    aliases = tables.get("xuid_aliases")
    if aliases is not None and {"xuid", "gamertag"} <= set(aliases.columns):
        for row in aliases.parsed():
            if row["xuid"] == xuid and row["gamertag"]:
                return str(row["gamertag"])
    return None
