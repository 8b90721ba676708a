"""Writes the owners' databases and everything beside them, and tells the truth about it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

from ingest.demo.film import film_events
from ingest.demo.skill import match_skill
from ingest.demo.stats import match_stats
from tests.support.legacy.archive import write_archive
from tests.support.legacy.ddl import VARIANTS, Variant, create_indexes, tables_of
from tests.support.legacy.duckfile import create_tables, insert, new_database
from tests.support.legacy.films import numbered
from tests.support.legacy.finish import finished_tables, friends_of
from tests.support.legacy.plan import B, LegacyPlan
from tests.support.legacy.planting import RowPlanter, plant_orphans
from tests.support.legacy.planting_films import FilmPlanter
from tests.support.legacy.sheets import INT32_MAX, Sheet, SheetMaker
from tests.support.legacy.truth import LegacyTruth, Owner
from tests.support.legacy.world import LegacyWorld


def write_owners(root: Path, plan: LegacyPlan | None = None) -> LegacyTruth:
    """The folder of an old installation with its player databases, aliases and profiles."""
    truth = _truth(root, plan or LegacyPlan())
    maker = SheetMaker(truth)
    sheets = [maker.sheet(owner, _medal_limit(owner)) for owner in truth.owners]
    RowPlanter(truth, sheets).plant()
    plant_orphans(truth, sheets, maker)
    FilmPlanter(truth, sheets).plant()
    for sheet in sheets:
        _remember(truth, sheet)
        _write_database(truth, sheet, VARIANTS[sheet.owner.index])
        sheet.films.clear()
    _write_beside(truth)
    return truth


def _medal_limit(owner: Owner) -> int | None:
    return INT32_MAX if VARIANTS[owner.index].medal_id == "INTEGER" else None


def _truth(root: Path, plan: LegacyPlan) -> LegacyTruth:
    """The world of the plan, each of its matches rendered once."""
    world = LegacyWorld(plan)
    owners = tuple(
        Owner(n, player.xuid, player.gamertag, _player_folder(root, player.gamertag))
        for n, player in enumerate(world.players)
    )
    matches = {
        owner.xuid: tuple(
            match.match_id
            for match in reversed(world.history(owner.xuid))
            if match.match_id not in world.orphans
        )
        for owner in owners
    }
    truth = LegacyTruth(root, plan, world, owners, matches, orphans=dict(world.orphans))
    for match in world.matches:
        log = world.log(match)
        truth.stats[match.match_id] = match_stats(log)
        if not match.custom:
            humans = [p.fighter.player.xuid for p in log.participants if p.fighter.player]
            truth.skill[match.match_id] = match_skill(log, humans)[1]
        if plan.films and match.film_available:
            truth.films[match.match_id] = film_events(log)
    return truth


def _player_folder(root: Path, gamertag: str) -> Path:
    return root / "data" / "players" / gamertag / "stats.duckdb"


def _remember(truth: LegacyTruth, sheet: Sheet) -> None:
    xuid = sheet.owner.xuid
    for match_id, rows in sheet.rosters.items():
        truth.rosters[xuid, match_id] = tuple(row["xuid"] for row in rows)
    distinct: Counter[str] = Counter()
    for block in sheet.films:
        distinct[block.match_id] += len(block.distinct)
    truth.events |= {(xuid, match_id): count for match_id, count in distinct.items()}


def _write_database(truth: LegacyTruth, sheet: Sheet, variant: Variant) -> None:
    xuid = sheet.owner.xuid
    tables, copies = finished_tables(truth, sheet, variant)
    if variant.award_ids != "none":
        awards = tables["personal_score_awards"]
        tables["personal_score_awards"] = [{"id": n} | row for n, row in enumerate(awards, 1)]
    tables["highlight_events"] = numbered(sheet.films)
    definitions = tables_of(variant)
    counts = {name: len(tables.get(name, [])) for name in definitions}
    with new_database(sheet.owner.database) as connection:
        connection.execute("begin")
        create_tables(connection, definitions, counts)
        for name in definitions:
            insert(connection, name, tables.get(name, []))
        create_indexes(connection)
        connection.execute("commit")
        if sheet.owner.index == B and truth.plan.archive != "none":
            truth.archive = write_archive(connection, sheet.owner, truth.plan.archive == "deleted")
            counts["match_stats"] -= len(truth.archive.match_ids) * truth.archive.deleted
    truth.rows |= {(xuid, name): count for name, count in counts.items()}
    truth.distinct |= {(xuid, name): count - copies[name] for name, count in counts.items()}


def _write_beside(truth: LegacyTruth) -> None:
    """Profiles, aliases, friends; and the backup copy when the plan wants one."""
    profiles = {
        owner.gamertag: {
            "db_path": str(owner.database.relative_to(truth.root)),
            "xuid": owner.xuid,
            "waypoint_player": owner.gamertag,
        }
        for owner in truth.owners
    }
    people = (*truth.world.players, *truth.world.strangers[:50])
    documents: dict[str, object] = {
        "db_profiles.json": {
            "version": "2.1",
            "warehouse_path": "data/warehouse",
            "metadata_db": "data/warehouse/metadata.duckdb",
            "profiles": profiles,
        },
        "data/xuid_aliases.json": {player.xuid: player.gamertag for player in people},
        ".streamlit/friends_defaults.json": {
            owner.xuid: friends for owner in truth.owners if (friends := friends_of(truth, owner))
        },
    }
    for name, document in documents.items():
        path = truth.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    if truth.plan.backup:
        first = truth.owners[0]
        truth.backup = truth.root / "backups" / "2026-02-10" / first.gamertag / "stats.duckdb"
        truth.backup.parent.mkdir(parents=True)
        shutil.copyfile(first.database, truth.backup)
