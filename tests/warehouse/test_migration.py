"""Four owners' files with the overlaps of the real set: nothing lost, nothing double, every planted
defect repaired or reported. What is right is what the generator made, read from its JSON."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, Finished, dbt_build, environment, ingest_arguments
from tests.support.legacy.looking import true_film
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import REAL_SHARES, LegacyPlan, small_plan
from tests.support.legacy.reading import (
    award_labels,
    award_rows,
    core_of,
    player_of,
    start_of,
)
from tests.support.legacy.truth import LegacyTruth, Owner

Rows = list[tuple[Any, ...]]
OWN_TABLES = (
    "match_stats", "player_match_stats", "medals_earned", "match_participants",
    "highlight_events", "killer_victim_pairs", "personal_score_awards",
)  # fmt: skip


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(small_plan(), id="small"),
        pytest.param(LegacyPlan(), id="real", marks=pytest.mark.slow),
    ],
)
def truth(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    return write_owners(tmp_path_factory.mktemp("old"), request.param)


@pytest.fixture(scope="module")
def data_dir(truth: LegacyTruth, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    done = migrate(truth, folder)
    assert done.code == 0, done.out + done.err
    dbt_build(folder, *MODELS_ONLY)
    return folder


@pytest.fixture
def warehouse(data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def migrate(truth: LegacyTruth, data_dir: Path) -> Finished:
    done = subprocess.run(
        ingest_arguments("migrate", str(truth.root)),
        env=environment(data_dir),
        cwd=data_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def ask(warehouse: duckdb.DuckDBPyConnection, statement: str, *values: object) -> Rows:
    return warehouse.execute(statement, values).fetchall()


def test_registry_and_sharing_are_those_of_the_real_set(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    if truth.plan.shares is REAL_SHARES:
        assert (truth.owner_rows, len(truth.unique)) == (1_748, 1_289)
        assert truth.sharing == {1: 1_004, 2: 129, 3: 138, 4: 18}
    assert {one for (one,) in ask(warehouse, "select match_id from core.match_registry")} == (
        truth.unique
    )
    summary = ask(
        warehouse,
        "select total_matches, total_participations, shared_matches from audit.migration_summary",
    )
    shared = sum(matches for owners, matches in truth.sharing.items() if owners > 1)
    assert summary == [(len(truth.unique), truth.owner_rows, shared)]
    sharing = ask(warehouse, "select player_count, count(*) from core.match_registry group by 1")
    assert dict(sharing) == truth.sharing
    played = ask(warehouse, "select xuid, list(match_id) from core.player_matches group by 1")
    assert {xuid: set(matches) for xuid, matches in played} == {
        xuid: set(matches) for xuid, matches in truth.matches.items()
    }


def test_a_second_run_lands_nothing(truth: LegacyTruth, data_dir: Path) -> None:
    before = sorted(data_dir.glob("raw/*/*/*.parquet"))
    again = migrate(truth, data_dir)
    assert again.code == 0
    assert "0 rows landed" in again.out.splitlines()[-1]
    assert sorted(data_dir.glob("raw/*/*/*.parquet")) == before


def test_every_row_is_accounted_for(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    counts = ask(
        warehouse,
        "select owner_xuid, table_name, rows_in, distinct_rows, orphaned, missing "
        "from audit.migration_counts where owner_xuid is not null",
    )
    assert {missing for *_, missing in counts} == {0}
    counted = {(xuid, table): row for xuid, table, *row in counts}
    in_archive = truth.archive
    assert in_archive is not None
    for key, rows in truth.rows.items():
        archived = len(in_archive.match_ids) if key == (in_archive.owner, "match_stats") else 0
        assert counted[key][0] == rows + archived, key
    for xuid in truth.matches:
        for table in OWN_TABLES:
            key = (xuid, table)
            if key in truth.rows:
                assert counted[key][1] == truth.distinct[key], key
                if table != "killer_victim_pairs":
                    assert counted[key][2] == truth.orphan_rows[key], key


def test_orphans_are_listed_with_a_reason_and_nothing_else_is_missing(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    absent = ask(
        warehouse,
        "select match_id, reason from audit.migration_matches where not is_in_registry",
    )
    assert {match_id for match_id, _ in absent} == set(truth.orphans)
    assert all(reason.startswith("orphaned") for _, reason in absent)


def test_clocks_are_put_right_where_copies_prove_them_wrong(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    decided = ask(
        warehouse,
        "select owner_xuid, match_id, shift_seconds, basis from staging.int_legacy_start_times",
    )
    starts: dict[str, datetime] = dict(
        ask(warehouse, "select match_id, started_at from core.match_registry")
    )
    shifts = {
        match_id: {truth.shifts[xuid, match_id] for xuid in owners}
        for match_id, owners in truth.owners_of.items()
    }
    proven = {match_id for match_id, found in shifts.items() if len(found) > 1}
    assert proven
    for xuid, match_id, shift, basis in decided:
        assert basis == ("copies" if match_id in proven else "unproven")
        assert shift == (truth.shifts[xuid, match_id] if match_id in proven else None)
    for match_id, start in starts.items():
        wrong = timedelta(seconds=0 if match_id in proven else min(shifts[match_id]))
        assert start - wrong == start_of(truth.stats[match_id]), match_id
    found = Counter(basis for *_, basis in decided)
    told = ask(
        warehouse, "select basis, sum(match_rows) from audit.migration_start_times group by 1"
    )
    assert dict(told) == found


def test_films_are_there_once_with_what_is_really_double_in_them(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    stored = ask(
        warehouse,
        "select match_id, event_type, time_ms, xuid, type_hint, medal_value "
        "from core.highlight_events",
    )
    films: dict[str, Counter[tuple[Any, ...]]] = {}
    for match_id, *event in stored:
        films.setdefault(match_id, Counter())[tuple(event)] += 1
    cut = {defect.match_id for defect in truth.of_kind("film_cut")}
    written = {match_id for (_, match_id) in truth.events} - set(truth.orphans)
    assert set(films) == written
    for match_id in written - cut:
        assert films[match_id] == Counter(true_film(truth, match_id)), match_id
    twice = [film for match_id, film in films.items() if match_id not in cut and 2 in film.values()]
    assert len(twice) >= truth.plan.planted.true_duplicate_films


def test_awards_have_ids_but_those_listed_as_ambiguous(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    unidentified = ask(
        warehouse,
        "select distinct award_name_fr, is_ambiguous from core.personal_score_awards"
        " where award_id < 0 or award_name is null",
    )
    listed = ask(
        warehouse,
        "select distinct award_label, true from audit.unclear_award_labels"
        " where award_meaning = 'ambiguous'",
    )
    assert sorted(unidentified) == sorted(listed)


def test_commendations_are_those_that_the_rows_of_the_files_add_up_to(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for owner in truth.owners:
        for match_id in awarded_matches(owner) & set(truth.matches[owner.xuid]):
            awards = award_rows(truth.stats[match_id], owner.xuid, award_labels())
            count = Counter[str]()
            for award in awards:
                count[award["award_name"]] += award["award_count"]
            expected[owner.xuid, "je te tiens"] += count["Drapeau ramené"]
            expected[owner.xuid, "a la charge"] += count["Zone capturée"]
            expected[owner.xuid, "annexion forcee"] += count["Zone capturée"] // 3
    found = ask(
        warehouse,
        "select xuid, commendation_id, total from marts.player_commendations"
        " where commendation_id in ('je te tiens', 'a la charge', 'annexion forcee')",
    )
    assert {(xuid, name): total for xuid, name, total in found} == {
        (xuid, name): expected[xuid, name] for xuid, name, _ in found
    }
    assert len({name for _, name in +expected}) == 3, "not all are zero"


def awarded_matches(owner: Owner) -> set[str]:
    """The matches of which the owner's file has awards."""
    with duckdb.connect(str(owner.database), read_only=True) as connection:
        tables = {
            name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()
        }
        if "personal_score_awards" not in tables:
            return set()
        rows = connection.sql("select distinct match_id from personal_score_awards").fetchall()
        return {match_id for (match_id,) in rows}


def test_halves_are_marked_incomplete(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    marked = {
        one
        for (one,) in ask(warehouse, "select match_id from core.match_registry where is_incomplete")
    }
    owners_of = truth.owners_of
    for kind in ("film_cut", "roster_cut"):
        planted = {defect.match_id for defect in truth.of_kind(kind)}
        alone = {one for one in planted if one and len(owners_of[one]) == 1}
        assert planted
        assert alone <= marked, kind
    rostered = {match_id for _, match_id in truth.rosters}
    doubtful = ("film_cut", "roster_cut", "roster_disagrees")
    halves = {defect.match_id for kind in doubtful for defect in truth.of_kind(kind)}
    whole = marked & rostered - halves
    assert not whole, "a match that is complete is not to be doubted"


def test_players_have_what_the_old_application_kept(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    disputed = {(d.match_id, d.xuid) for d in truth.of_kind("roster_disagrees")}
    stored = ask(
        warehouse,
        "select match_id, xuid, kills, deaths, assists, personal_score, outcome, team_id, source "
        "from core.match_participants",
    )
    assert len(stored) == len({row[:2] for row in stored})
    for match_id, xuid, *numbers, source in stored:
        if (match_id, xuid) in disputed:
            continue
        player = player_of(truth.stats[match_id], xuid)
        core = core_of(player)
        kept = [core["Kills"], core["Deaths"], core["Assists"], core["PersonalScore"]]
        if not any(xuid in truth.rosters.get((owner, match_id), ()) for owner in truth.matches):
            kept[3] = None  # only rosters had it
        assert numbers == [*kept, player["Outcome"], player["LastTeamId"]], (match_id, xuid)
        assert source == "legacy"
    flagged = ask(
        warehouse, "select match_id, xuid from audit.migration_agreement where not is_agreeing"
    )
    assert set(flagged) == disputed


def test_scores_are_the_teams_own(truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection) -> None:
    stored = ask(
        warehouse,
        "select match_id, team_0_score, team_1_score from core.match_registry "
        "where coalesce(team_0_score, team_1_score) is not null",
    )
    assert stored
    for match_id, *scores in stored:
        teams = {
            team["TeamId"]: team["Stats"]["CoreStats"]["Score"]
            for team in truth.stats[match_id]["Teams"]
        }
        for team_id, score in enumerate(scores):
            assert score is None or score == teams[team_id], match_id


def test_names_that_are_ids_are_no_names(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    columns = {"pair": "map_mode_pair"}
    names = truth.of_kind("name_equals_id") + truth.of_kind("name_missing")
    assert names
    for defect in names:
        asset = str(defect.column).removesuffix("_name")
        (found,) = ask(
            warehouse,
            f"select {columns.get(asset, asset)}_name from core.match_registry where match_id = ?",
            defect.match_id,
        )[0]
        assert found in (None, defect.right), defect


def test_all_planted_kinds_are_in_the_report(
    truth: LegacyTruth, warehouse: duckdb.DuckDBPyConnection
) -> None:
    report = {
        defect: (found, repaired, marked)
        for defect, found, repaired, marked in ask(
            warehouse,
            "select defect, sum(rows_found), sum(rows_repaired), sum(rows_marked) "
            "from audit.migration_defects group by 1",
        )
    }
    assert all(found == repaired + marked for found, repaired, marked in report.values())
    named = len(truth.of_kind("name_equals_id")) + len(truth.of_kind("name_missing"))
    assert report["name: missing or an id"][0] >= named
    scores = report["team score: points of its players"]
    assert scores == (len(truth.of_kind("score_corrupt")), 0, scores[2])
    assert report["gamertag: control signs"][1] > 0
    assert report["number: NaN or infinite"][2] >= len(truth.of_kind("accuracy_nan")) > 0
    assert report["player: copies disagree"][0] == len(truth.of_kind("roster_disagrees"))
    assert report["match: committed by half"][2] > 0
    copies = truth.rows, truth.distinct
    for table in ("highlight_events", "personal_score_awards"):
        removed = sum(copies[0][key] - copies[1][key] for key in copies[0] if key[1] == table)
        assert report[f"rows: copies in {table}"][1] == removed
