"""The JSON files of the old application: whose databases there are, names, friends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.legacy.export.database import BUILT
from ingest.legacy.export.marker import KEY, WRITTEN_BY
from ingest.legacy.export.source import TrackedPlayer

PROFILES = Path("db_profiles.json")
ALIASES = Path("data/xuid_aliases.json")
FRIENDS = Path(".streamlit/friends_defaults.json")
DIGESTS = "written"
"""Only the profiles have room for a note of ours: there stand the hashes of the other files."""


@dataclass(frozen=True, slots=True)
class LegacySettings:
    """A JSON file as it will be written."""

    content: bytes
    rows: int


def settings_files(
    connection: duckdb.DuckDBPyConnection,
    players: Sequence[TrackedPlayer],
    homes: Mapping[str, Path],
    known: Iterable[str],
) -> dict[Path, LegacySettings]:
    """The files, profiles first; `known` are the hashes of those that lie there now."""
    aliases = dict(
        connection.execute(
            f"""
            select xuid, gamertag from {BUILT}.shared.xuid_aliases
            where gamertag is not null order by xuid
            """
        ).fetchall()
    )
    friends = dict(
        connection.execute(
            # By xuid, which the old application takes as well and which no rename breaks.
            f"""
            select xuid, list(friend_xuid order by friend_xuid) from {BUILT}.core.friends
            group by xuid order by xuid
            """
        ).fetchall()
    )
    others = {ALIASES: _as_json(aliases), FRIENDS: _as_json(friends)}
    hashes = {*known, *(digest(file.content) for file in others.values())}
    profiles = _profiles(players, homes)
    note = {KEY: WRITTEN_BY, DIGESTS: sorted(hashes)}
    text = _text({"version": "2.1", **note, **profiles})
    return {PROFILES: LegacySettings(text, len(players)), **others}


def digest(content: bytes) -> str:
    """How a file is known again."""
    return hashlib.sha256(content).hexdigest()


def hashes_noted(profiles: bytes) -> set[str] | None:
    """What our profiles say of the files beside them; nothing if the profiles are not ours."""
    try:
        said = json.loads(profiles)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or said.get(KEY) != WRITTEN_BY:
        return None
    noted = said.get(DIGESTS)
    return set(map(str, noted)) if isinstance(noted, list) else set()


def _profiles(players: Sequence[TrackedPlayer], homes: Mapping[str, Path]) -> dict[str, object]:
    """The old application finds a player's other files by the key, so that is the folder."""
    return {
        "warehouse_path": "data/warehouse",
        "metadata_db": "data/warehouse/metadata.duckdb",
        "profiles": {
            homes[player.xuid].parent.name: {
                "db_path": homes[player.xuid].as_posix(),
                "xuid": player.xuid,
                "waypoint_player": player.gamertag or player.xuid,
            }
            for player in players
        },
    }


def _as_json(content: dict[str, object]) -> LegacySettings:
    return LegacySettings(_text(content), len(content))


def _text(content: dict[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
