"""The SQLite file of the first application: original JSON, one file per owner."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.demo.assets import all_assets
from tests.support.legacy.films import event_objects
from tests.support.legacy.truth import LegacyTruth, Owner

ASSET_TABLES = {
    "map": "Maps",
    "playlist": "Playlists",
    "map_mode_pair": "PlaylistMapModePairs",
    "game_variant": "GameVariants",
}
SCHEMA = """
create table MatchStats (ResponseBody text, MatchId text);
create table PlayerMatchStats (MatchId text, ResponseBody text);
create table HighlightEvents (MatchId text, ResponseBody text);
create table XuidAliases (Xuid text primary key, Gamertag text);
create table SyncMeta (Key text primary key, Value text);
""" + "".join(
    f"create table {table} (AssetId text, VersionId text, ResponseBody text);\n"
    for table in ASSET_TABLES.values()
)


@dataclass(frozen=True, slots=True)
class V3Truth:
    """What one SQLite file holds; the bodies parse to the truth's own JSON."""

    path: Path
    owner: str
    matches: tuple[str, ...]
    skilled: tuple[str, ...]
    """Matches with the skill of the owner, and of nobody else."""
    events: dict[str, int]
    """Events by match, as many as the film has."""
    assets: frozenset[tuple[str, str, str]]
    """Kind, asset id and version id."""


def write_v3(
    path: Path, truth: LegacyTruth, owner: Owner, matches: Iterable[str] | None = None
) -> V3Truth:
    """A `spnkr_gt_….db` with the given matches, or those of the owner that came from v3."""
    wanted = tuple(
        matches
        if matches is not None
        else (m for m in truth.matches[owner.xuid] if truth.sources[owner.xuid, m] == "v3")
    )
    skills = {match_id: _own_skill(truth, owner, match_id) for match_id in wanted}
    skilled = tuple(match_id for match_id in wanted if skills[match_id])
    films = {
        match_id: event_objects(truth.films[match_id])
        for match_id in wanted
        if match_id in truth.films and truth.world.film_decoded(truth.world.by_id[match_id])
    }
    assets = all_assets()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(SCHEMA)
        database.executemany(
            "insert into MatchStats values (?, ?)",
            [(_text(truth.stats[match_id]), match_id) for match_id in wanted],
        )
        database.executemany(
            "insert into PlayerMatchStats values (?, ?)",
            [(match_id, _text(skills[match_id])) for match_id in skilled],
        )
        database.executemany(
            "insert into HighlightEvents values (?, ?)",
            [(match_id, _text(event)) for match_id, film in films.items() for event in film],
        )
        for (kind, asset_id, version_id), payload in assets.items():
            database.execute(
                f"insert into {ASSET_TABLES[kind]} values (?, ?, ?)",
                (asset_id, version_id, _text(payload)),
            )
        people = [truth.world.people[owner.xuid], *truth.world.strangers[:20]]
        database.executemany(
            "insert into XuidAliases values (?, ?)", [(p.xuid, p.gamertag) for p in people]
        )
        database.executemany(
            "insert into SyncMeta values (?, ?)",
            [("xuid", owner.xuid), ("gamertag", owner.gamertag)],
        )
    counts = {match_id: len(film) for match_id, film in films.items()}
    return V3Truth(path, owner.xuid, wanted, skilled, counts, frozenset(assets))


def _own_skill(truth: LegacyTruth, owner: Owner, match_id: str) -> dict[str, Any] | None:
    """The response to a request that named the owner only."""
    values = truth.skill.get(match_id, {"Value": []})["Value"]
    own = [value for value in values if value["Id"] == f"xuid({owner.xuid})"]
    return {"Value": own} if own else None


def _text(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False)
