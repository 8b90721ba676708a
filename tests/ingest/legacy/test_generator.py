"""The generator of old files tells the truth: what it says it wrote is what the files hold."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path

import duckdb
import pytest

from ingest.demo.api import DemoApi
from tests.support.demo_readings import decoded
from tests.support.legacy import damage, reading
from tests.support.legacy.ddl import ABSENT_IN_NEWEST, APPENDED
from tests.support.legacy.looking import ask, layout, row_counts, stored_film, true_film
from tests.support.legacy.metadata import write_metadata
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import (
    NOTHING_PLANTED,
    SMALL_SHARES,
    A,
    B,
    C,
    D,
    LegacyPlan,
    small_plan,
)
from tests.support.legacy.reduced import write_v5_players
from tests.support.legacy.shared import SharedTruth, write_v5_shared
from tests.support.legacy.truth import Defect, LegacyTruth
from tests.support.legacy.v3 import write_v3

KINDS = {
    "accuracy_nan", "alias_emoji", "alias_garbage", "awards_doubled", "film_cut",
    "film_doubled", "film_interleaved", "film_partly_doubled", "gamertag_garbled",
    "name_equals_id", "name_missing", "orphan", "roster_cut", "roster_disagrees",
    "score_corrupt",
}  # fmt: skip
SHARED_KINDS = {
    "duration_is_time_played", "events_loaded_without_events", "medals_loaded_of_owners_only",
    "team_scores_swapped",
}  # fmt: skip

TINY = LegacyPlan(shares={(A, B, C, D): 2, (A,): 2, (B,): 6, (C,): 2})

# what these files are compared with in test_migration.py is what is tested here
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    return write_owners(tmp_path_factory.mktemp("legacy"), replace(small_plan(), backup=True))


@pytest.fixture(scope="module")
def shared(truth: LegacyTruth) -> SharedTruth:
    return write_v5_shared(truth)


def test_real_overlaps(tmp_path: Path) -> None:
    real = write_owners(tmp_path, replace(LegacyPlan(), films=False, rosters=False))
    stored = [
        {match_id for (match_id,) in ask(owner.database, "select match_id from match_stats")}
        for owner in real.owners
    ]
    assert [len(matches) for matches in stored] == [241, 518, 971, 18]
    assert real.owner_rows == 1748
    assert len(real.unique) == len(set().union(*stored)) == 1289
    owners_by_match = Counter(match_id for matches in stored for match_id in matches)
    assert Counter(owners_by_match.values()) == {1: 1004, 2: 129, 3: 138, 4: 18} == real.sharing
    assert len(stored[A] & stored[B]) == len(stored[A] & stored[C]) == 161
    assert len(stored[B] & stored[C]) == 275
    months = {reading.start_of(real.stats[match_id]).month for match_id in real.unique}
    assert months == set(range(1, 13))


def test_every_row_is_counted(truth: LegacyTruth) -> None:
    written = {
        (owner.xuid, table): rows
        for owner in truth.owners
        for table, rows in row_counts(owner).items()
    }
    assert written == truth.rows
    assert all(0 <= truth.distinct[key] <= rows for key, rows in truth.rows.items())
    small = sum(len(party) * matches for party, matches in SMALL_SHARES.items())
    assert truth.owner_rows == small
    absent = {table for table in ABSENT_IN_NEWEST if (truth.owners[D].xuid, table) in truth.rows}
    assert not absent
    assert truth.rows[truth.owners[D].xuid, "killer_victim_pairs"] == 0


def test_files_are_of_the_old_format_and_read_without_a_trace(truth: LegacyTruth) -> None:
    for owner in truth.owners:
        before = sorted(owner.database.parent.iterdir())
        (tags,) = ask(
            owner.database, "select tags from duckdb_databases() where database_name = 'stats'"
        )[0]
        assert tags["storage_version"].startswith("v1.2.0")
        assert sorted(owner.database.parent.iterdir()) == before
    profiles = json.loads((truth.root / "db_profiles.json").read_text())["profiles"]
    for owner in truth.owners:
        profile = profiles[owner.gamertag]
        assert profile["xuid"] == owner.xuid
        assert truth.root / profile["db_path"] == owner.database
    assert (truth.root / "data" / "xuid_aliases.json").exists()
    friends = json.loads((truth.root / ".streamlit" / "friends_defaults.json").read_text())
    assert any(name.startswith("~") for name in friends[truth.owners[A].xuid])
    assert truth.backup
    assert truth.backup.read_bytes() == truth.owners[A].database.read_bytes()


def test_variants(truth: LegacyTruth) -> None:
    layouts = [layout(owner) for owner in truth.owners]
    matches = [tables["match_stats"] for tables in layouts]
    assert tuple(matches[C])[-len(APPENDED) :] == APPENDED
    assert list(matches[D])[:3] == ["match_id", "start_time", "end_time"]
    assert set(matches[C]) == set(matches[D])
    assert len(matches[D]) == 50
    assert "zone_captures" in matches[A]
    assert "game_variant_category" in matches[B]
    sessions = [columns["session_id"] for columns in matches]
    assert sessions == ["VARCHAR", "VARCHAR", "INTEGER", "VARCHAR"]
    medals = [tables["medals_earned"]["medal_name_id"] for tables in layouts]
    assert medals == ["BIGINT", "INTEGER", "BIGINT", "BIGINT"]
    with_ids = {
        table: "".join(
            letter for letter, t in zip("ABCD", layouts, strict=True) if "id" in t[table]
        )
        for table in ("highlight_events", "personal_score_awards", "killer_victim_pairs")
    }
    assert with_ids == {
        "highlight_events": "ACD",
        "personal_score_awards": "CD",
        "killer_victim_pairs": "D",
    }
    assert "avg_life_seconds" in layouts[C]["match_participants"]
    assert "avg_life_seconds" not in layouts[D]["match_participants"]


def test_start_times_are_shifted_as_reported(truth: LegacyTruth) -> None:
    for owner in truth.owners:
        for match_id, start, end, lasted in ask(
            owner.database,
            "select match_id, start_time, end_time, time_played_seconds from match_stats",
        ):
            shift = timedelta(seconds=truth.shifts[owner.xuid, match_id])
            assert start - shift == reading.start_of(truth.stats[match_id])
            assert end - start == timedelta(seconds=lasted)
    shared = [owners for owners in truth.owners_of.items() if len(owners[1]) > 1]
    kinds = {
        tuple(sorted({truth.shifts[xuid, match_id] > 0 for xuid in owners}))
        for match_id, owners in shared
    }
    assert kinds == {(False,), (False, True), (True,)}
    assert set(truth.shifts.values()) == {0, 3600, 7200}
    assert {truth.sources[key] for key, shift in truth.shifts.items() if shift} == {"v4"}


def test_every_kind_of_defect_is_where_it_is_said_to_be(truth: LegacyTruth) -> None:
    assert {defect.kind for defect in truth.defects} == KINDS
    for owner in truth.owners:
        with duckdb.connect(str(owner.database), read_only=True) as connection:
            for defect in truth.defects:
                if defect.owner == owner.xuid:
                    assert written_at(connection, defect) == same(defect.written), defect
    for defect in truth.defects:
        assert defect.kind in ("orphan", "alias_emoji") or defect.right != defect.written


def written_at(connection: duckdb.DuckDBPyConnection, defect: Defect) -> object:
    """What stands where the defect is said to be: a number of rows, or a value."""
    where, values = "true", []
    for column, value in (("match_id", defect.match_id), ("xuid", defect.xuid)):
        if value is not None:
            where += f" and {column} = ?"
            values.append(value)
    what = "count(*)" if defect.column is None else f"any_value({defect.column})"
    if defect.kind == "gamertag_garbled":
        what, where = "max(gamertag)", f"{where} and gamertag = ?"
        values.append(str(defect.written))
    found = connection.execute(f"select {what} from {defect.table} where {where}", values)
    return same(found.fetchall()[0][0])


def same(value: object) -> object:
    """NaN equals nothing, itself included."""
    return "NaN" if isinstance(value, float) and math.isnan(value) else value


def test_stored_films(truth: LegacyTruth) -> None:
    owners = {owner.xuid: owner for owner in truth.owners}
    for defect in truth.of_kind("film_doubled"):
        film = true_film(truth, defect.match_id)
        assert stored_film(owners[defect.owner], defect.match_id) == film * 2
    (interleaved,) = truth.of_kind("film_interleaved")
    (partial,) = truth.of_kind("film_partly_doubled")
    film = true_film(truth, interleaved.match_id)
    rows = stored_film(owners[interleaved.owner], interleaved.match_id)
    assert rows == [event for event in film for _ in range(2)]
    film = true_film(truth, partial.match_id)
    assert stored_film(owners[partial.owner], partial.match_id) == film + film[: len(film) // 3]
    for defect in truth.of_kind("film_cut"):
        film = true_film(truth, defect.match_id)
        rows = stored_film(owners[defect.owner], defect.match_id)
        assert rows == film[: len(film) // 2]
        kills = Counter(row[0] for row in rows)["kill"]
        assert kills < Counter(row[0] for row in film)["kill"]
    echoing = {match_id for match_id, film in truth.films.items() if len(set(film)) < len(film)}
    assert {d.match_id for d in truth.of_kind("film_doubled")} & echoing
    types = {
        t
        for o in truth.owners
        for (t,) in ask(o.database, "select event_type from highlight_events")
    }
    assert {"kill", "Kill", "KILL"} <= types


def test_orphans_and_rosters(truth: LegacyTruth) -> None:
    stored = {
        match_id
        for owner in truth.owners
        for (match_id,) in ask(owner.database, "select match_id from match_stats")
    }
    assert stored == truth.unique
    assert len(truth.orphans) == truth.plan.planted.orphans
    assert stored.isdisjoint(truth.orphans)
    assert {defect.match_id for defect in truth.of_kind("orphan")} == set(truth.orphans)
    for owner in truth.owners:
        rows = ask(owner.database, "select match_id, xuid from match_participants order by rowid")
        rosters = {key: [xuid for _, xuid in part] for key, part in groupby(rows, lambda r: r[0])}
        told = {m: list(r) for (xuid, m), r in truth.rosters.items() if xuid == owner.xuid}
        assert rosters == told
        assert any(match_id not in rosters for match_id in truth.matches[owner.xuid]) or (
            owner.index == D
        )


def test_rows_are_the_api_s_numbers_as_the_old_application_read_them(truth: LegacyTruth) -> None:
    owner = truth.owners[C]
    spoiled = {defect.match_id for defect in truth.defects if defect.table == "match_stats"}
    for match_id, kills, kda, accuracy, mine, theirs, played in ask(
        owner.database,
        "select match_id, kills, kda, accuracy, my_team_score, enemy_team_score,"
        " time_played_seconds from match_stats",
    ):
        stats = truth.stats[match_id]
        (player,) = (p for p in stats["Players"] if p["PlayerId"] == f"xuid({owner.xuid})")
        core = player["PlayerTeamStats"][0]["Stats"]["CoreStats"]
        if match_id in spoiled:
            continue
        assert (kills, kda) == (core["Kills"], pytest.approx(core["KDA"]))
        assert accuracy == pytest.approx(core["Accuracy"])
        scores = [team["Stats"]["CoreStats"]["Score"] for team in stats["Teams"]]
        if truth.sources[owner.xuid, match_id] == "v4":
            assert (mine, theirs) == (None, None)
            assert played == reading.whole_seconds(stats["MatchInfo"]["Duration"])
        elif scores:
            own = player["LastTeamId"]
            assert (mine, theirs) == (scores[own], scores[1 - own])


def test_the_truth_is_what_the_api_serves(truth: LegacyTruth) -> None:
    api = DemoApi(truth.world)
    for match_id in [*sorted(truth.unique)[:10], *truth.orphans]:
        answer = api.answer("match_stats", f"/hi/matches/{match_id}/stats", {})
        assert json.loads(answer.body) == truth.stats[match_id]
        film = decoded(truth.world, truth.world.by_id[match_id])
        if match_id in truth.films and film is not None:
            events = [(e.event_type, e.time_ms, str(e.xuid)) for e in film]
            assert events == [event[:3] for event in true_film(truth, match_id)]


def test_same_plan_same_rows(truth: LegacyTruth, tmp_path: Path) -> None:
    second = write_owners(tmp_path, small_plan())
    assert repr(second.defects) == repr(truth.defects)
    assert second.shifts == truth.shifts
    for owner, again in zip(truth.owners, second.owners, strict=True):
        everything = "select * from match_stats order by match_id"
        rows, others = ask(owner.database, everything), ask(again.database, everything)
        assert repr(rows) == repr(others)  # NaN equals nothing, itself included


def test_nothing_planted_is_nothing_wrong(tmp_path: Path) -> None:
    clean = write_owners(tmp_path, replace(TINY, planted=NOTHING_PLANTED, archive="none"))
    assert clean.defects == []
    assert clean.rows == clean.distinct
    assert clean.archive is None
    assert not clean.orphans
    for (xuid, match_id), events in clean.events.items():
        assert events == len(clean.films[match_id]), xuid
    rosters = [(m, r) for (_, m), r in clean.rosters.items()]
    assert all(
        set(roster) == {xuid for xuid, _ in reading.humans_of(clean.stats[match_id])}
        for match_id, roster in rosters
    )


def test_season_archive(truth: LegacyTruth, tmp_path: Path) -> None:
    assert truth.archive
    archived = f"select match_id from read_parquet('{truth.archive.path}') order by start_time"
    ids = tuple(match_id for (match_id,) in duckdb.execute(archived).fetchall())
    assert ids == truth.archive.match_ids
    assert set(ids) <= set(truth.matches[truth.archive.owner])
    index = json.loads(truth.archive.path.with_name("archive_index.json").read_text())
    assert index["archives"][0]["file"] == truth.archive.path.name
    cut = write_owners(tmp_path, replace(TINY, archive="deleted", films=False))
    owner = cut.owners[B]
    assert cut.archive
    left = {match_id for (match_id,) in ask(owner.database, "select match_id from match_stats")}
    assert left.isdisjoint(cut.archive.match_ids)
    assert left | set(cut.archive.match_ids) == set(cut.matches[owner.xuid])
    assert cut.rows[owner.xuid, "match_stats"] == len(left)


def test_shared_database(truth: LegacyTruth, shared: SharedTruth, tmp_path: Path) -> None:
    registry = ask(shared.path, "select match_id, player_count from match_registry")
    assert dict(registry) == {m: len(owners) for m, owners in truth.owners_of.items()}
    assert {defect.kind for defect in shared.defects} == SHARED_KINDS
    for defect in shared.of_kind("team_scores_swapped"):
        found = ask(
            shared.path,
            "select team_0_score, team_1_score from match_registry where match_id = ?",
            defect.match_id,
        )
        assert found == [defect.written]
        teams = truth.stats[str(defect.match_id)]["Teams"]
        right = {team["TeamId"]: team["Stats"]["CoreStats"]["Score"] for team in teams}
        assert defect.right == (right[0], right[1])
    finale = write_v5_shared(truth, tmp_path, finale=True)
    rosters = "select count(*) from duckdb_columns() where table_name = 'match_participants'"
    assert ask(shared.path, rosters) == [(15,)]
    assert ask(finale.path, rosters) == [(32,)]
    filled = "select count(*) from match_participants where kda is not null"
    assert 0 < ask(finale.path, filled)[0][0] < finale.rows["match_participants"]
    reduced = write_v5_players(truth, tmp_path)
    for owner in truth.owners:
        tables = {t for (t,) in ask(reduced[owner.xuid], "select table_name from duckdb_tables()")}
        assert "match_stats" not in tables
        enriched = ask(reduced[owner.xuid], "select count(*) from player_match_enrichment")
        assert enriched == [(truth.rows[owner.xuid, "match_stats"],)]


def test_metadata(truth: LegacyTruth, tmp_path: Path) -> None:
    first, second = write_metadata(tmp_path / "a", "A"), write_metadata(tmp_path / "b", "B")
    for match_id in truth.unique:
        info = truth.stats[match_id]["MatchInfo"]
        arena = info["MapVariant"]
        key = ("map", arena["AssetId"], arena["VersionId"])
        assert first.names[key] == second.names[key]
        if info["Playlist"]:
            assert ("playlist", info["Playlist"]["AssetId"], None) in first.names
    assert ask(second.path, "select count(*) from career_ranks") == [(273,)]


def test_v3_holds_the_original_json(truth: LegacyTruth, tmp_path: Path) -> None:
    owner = truth.owners[C]
    v3 = write_v3(tmp_path / f"spnkr_gt_{owner.gamertag}.db", truth, owner)
    assert v3.matches
    with closing(sqlite3.connect(v3.path)) as database:
        stats = dict(database.execute("select MatchId, ResponseBody from MatchStats").fetchall())
        events = database.execute("select MatchId, ResponseBody from HighlightEvents").fetchall()
    assert {m: json.loads(text) for m, text in stats.items()} == {
        match_id: truth.stats[match_id] for match_id in v3.matches
    }
    assert Counter(match_id for match_id, _ in events) == v3.events
    assert json.loads(events[0][1])["event_type"] in ("kill", "death", "medal", "mode")


def test_damaged_files(truth: LegacyTruth, tmp_path: Path) -> None:
    def copy(name: str) -> Path:
        path = tmp_path / name / "stats.duckdb"
        path.parent.mkdir()
        path.write_bytes(truth.owners[D].database.read_bytes())
        return path

    for how in ("header", "blocks", "truncated"):
        path = copy(how)
        damage.corrupt(path, how)
        with pytest.raises(duckdb.Error):
            ask(path, "select * from match_stats")
    path = copy("data")
    damage.corrupt_data(path)
    assert ask(path, "select count(*) from sync_meta") == [(3,)]
    with pytest.raises(duckdb.Error):
        ask(path, "select * from match_stats")
    path = copy("locked")
    with damage.hold_lock(path), pytest.raises(duckdb.IOException, match="lock"):
        ask(path, "select 1")
    path = copy("killed")
    unchanged = path.read_bytes()
    left = damage.leave_wal(path)
    assert path.read_bytes() == unchanged
    with duckdb.connect(str(path)) as connection:
        found = connection.execute(
            "select count(*) from match_stats where match_id = ?", [left.match_id]
        ).fetchall()
    assert found == [(1,)]
