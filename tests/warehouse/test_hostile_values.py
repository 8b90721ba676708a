"""Whatever the API sends, a build is green, and what is odd is in the audit."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from ingest.demo.world import World
from ingest.doctor.finding import exit_code
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED
from ingest.players import Player
from ingest.raw.our_documents import tracked_players_row
from ingest.raw.store import open_for_writing
from tests.support import hostile
from tests.support.commands import account, dbt, environment, ingest
from tests.support.corpus import TYPES_CHANGED, Sample, plant, recipes
from tests.support.doctor import examined
from tests.support.landing import land
from tests.support.malformed import CONTENT_TYPES
from tests.support.raw import rows
from tests.support.unusual import LANDED
from tests.support.watched_server import WatchedServer

pytestmark = pytest.mark.slow

IN_A_FILE = "nobody reads this file 7f3a"


class Landed(NamedTuple):
    """Where it is, and what was put in: matches by change, samples by match, maps by version."""

    folder: Path
    chosen: dict[str, str]
    planted: dict[str, Sample]
    maps: dict[str, str]
    exit_code: int
    injected: str


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.api.retry_policy._FIRST_BACKOFF", 0.01)
        return asyncio.run(land_hostile(tmp_path_factory.mktemp("hostile")))


async def land_hostile(folder: Path) -> Landed:
    """One run and one build of everything odd; every variable and name tries to read a file."""
    (folder / "secret.txt").write_text(IN_A_FILE)
    injected = f"' || (select content from read_text('{folder}/secret.txt')) || '"
    bodies = [*recipes(malformed=7, unusual=2, drifted=20)]
    world = World(seed=33, players=1, matches=60 + len(bodies))
    async with WatchedServer(world) as server:
        chosen = hostile.make_hostile(server)
        planted = plant(server, bodies, but=set(chosen.values()))
        maps = hostile.name_maps(server, [injected, *hostile.NAMES])
        summary = await land(server, folder)
    with open_for_writing(folder / "raw") as store:
        store.commit(tracked_players_row(store, [Player(world.players[0].xuid, injected)]))
    variables = json.dumps({"gamertag": injected, "players": [injected]})
    built = dbt(
        "build", "--vars", variables, env=environment(folder), target_path=folder / "target"
    )
    assert built.code == 0, built.out[-6000:]
    return Landed(folder, chosen, planted, maps, summary.exit_code, injected)


@pytest.fixture
def ask(landed: Landed) -> Iterator[Any]:
    """Runs a query with the match of a change as its parameter."""
    with duckdb.connect(str(landed.folder / "warehouse.duckdb"), read_only=True) as connection:

        def answer(sql: str, change: str | None = None) -> list[Any]:
            parameters = [landed.chosen[change]] if change else []
            return connection.execute(sql, parameters).fetchall()

        yield answer


FIRST = "from core.match_participants where match_id = ? order by player_id limit 1"


@pytest.mark.fault("D5", "D6")
def test_all_are_landed_but_half_a_character(landed: Landed) -> None:
    statuses = dict(rows(landed.folder, "match_stats", "key, status"))
    assert {name: statuses[match_id] for name, match_id in landed.chosen.items()} == {
        name: "quarantined" if name == "lone_surrogate" else "ok" for name in landed.chosen
    }


@pytest.mark.fault("N13", "N15")
def test_every_body_lands_or_is_quarantined_and_no_byte_changes(landed: Landed) -> None:
    assert len(landed.planted) >= 300
    assert landed.exit_code in (EXIT_DONE, EXIT_UNFINISHED)
    kept = {
        key: (status, payload, body)
        for key, status, payload, body in rows(
            landed.folder, "match_stats", "key, status, payload, body"
        )
    }
    for match_id, sample in landed.planted.items():
        status, payload, body = kept[match_id]
        assert status == sample.status, sample.kind
        if status == "ok":
            assert payload.encode() == sample.body, sample.kind
        else:
            assert payload is None, sample.kind
            # of a page made for people the beginning is enough
            start = sample.body[:4096] if sample.kind in CONTENT_TYPES else sample.body
            assert body.startswith(start), sample.kind


@pytest.mark.fault("T8")
def test_quarantined_bodies_are_counted_and_the_others_are_read(landed: Landed, ask: Any) -> None:
    told = ask("select match_id, status from marts.backfill_status where data_type = 'match_stats'")
    assert {match_id: status for match_id, status in told if match_id in landed.planted} == {
        match_id: sample.status for match_id, sample in landed.planted.items()
    }
    rosters = dict(ask("select match_id, count(*) from core.match_participants group by match_id"))
    for match_id, sample in landed.planted.items():
        if sample.kind in LANDED or sample.kind == "new field":
            players = json.loads(sample.body)["Players"] or []
            listed = {player["PlayerId"] for player in players}
            assert rosters.get(match_id, 0) == len(listed), sample.kind


@pytest.mark.fault("D1", "D3")
def test_every_change_is_reported_with_its_place(landed: Landed, ask: Any) -> None:
    told = ask("select change, path from audit.schema_drift where feed = 'match_stats'")
    drifted = {sample.drift for sample in landed.planted.values() if sample.drift}
    assert {change for change, _ in drifted} == {"new key", "missing key", "other kind"}
    assert len(drifted) > 50
    assert drifted <= set(told)


@pytest.mark.fault("D3")
def test_values_of_other_kinds_are_missing_and_the_match_is_there(landed: Landed, ask: Any) -> None:
    changed = {key for key, one in landed.planted.items() if one.kind == TYPES_CHANGED}
    registered = {key for (key,) in ask("select match_id from core.match_registry")}
    assert len(changed) == 20
    assert changed <= registered


@pytest.mark.fault("D4")
def test_xuids_are_text_everywhere(ask: Any) -> None:
    kinds = ask(
        """
        select distinct data_type from information_schema.columns
        where column_name similar to '(.*_)?xuid' and table_schema in ('core', 'marts', 'audit')
        """
    )
    assert kinds == [("VARCHAR",)]


@pytest.mark.fault("D7")
def test_names_are_stored_as_they_are(landed: Landed, ask: Any) -> None:
    stored = dict(ask("select version_id, name from core.maps"))
    assert {version: stored[version] for version in landed.maps} == landed.maps
    assert ask("select distinct gamertag from core.tracked_players") == [(landed.injected,)]


@pytest.mark.fault("X1")
def test_no_name_and_no_variable_reads_a_file(ask: Any) -> None:
    texts = ask(
        """
        select table_schema, table_name, column_name from information_schema.columns
        where data_type like '%VARCHAR%' and table_schema <> 'information_schema'
        """
    )
    assert len(texts) > 500
    found = [
        f"{schema}.{table}.{column}"
        for schema, table, column in texts
        if ask(
            f"""select 1 from "{schema}"."{table}" """
            f"""where contains(cast("{column}" as varchar), '{IN_A_FILE}') limit 1"""
        )
    ]
    assert found == []


@pytest.mark.fault("X3")
def test_no_name_gets_into_the_docs(landed: Landed) -> None:
    """Nor into anything else dbt writes beside the warehouse."""
    docs = landed.folder / "docs"
    shutil.copytree(landed.folder / "target", docs)  # which saves compiling everything once more
    generate = ("docs", "generate", "--static", "--no-compile")
    done = dbt(*generate, env=environment(landed.folder), target_path=docs)
    assert done.code == 0, done.out
    assert (docs / "static_index.html").stat().st_size > 10**6
    names = [name for name in landed.maps.values() if name != landed.injected]
    looks = [look.encode() for name in names for look in (name, json.dumps(name)[1:-1])]
    files = [path for path in docs.rglob("*") if path.is_file()]
    assert len(files) > 500
    found = [
        f"{path.name}: {look!r}"
        for path in files
        for content in [path.read_bytes()]
        for look in [*looks, IN_A_FILE.encode()]
        if look in content
    ]
    assert found == []


@pytest.mark.fault("D5")
def test_absurd_values_are_kept_and_reported(landed: Landed, ask: Any) -> None:
    assert ask(
        "select duration_seconds, year(started_at), year(ended_at)"
        " from core.match_registry where match_id = ?",
        "absurd",
    ) == [(1_440_000, 1, 9999)]
    assert ask("select min(kills) from core.match_participants where match_id = ?", "absurd") == [
        (-1,)
    ]
    results = json.loads((landed.folder / "target" / "run_results.json").read_bytes())["results"]
    (warned,) = [one for one in results if "assert_nothing_is_odd" in one["unique_id"]]
    assert warned["status"] == "warn"
    odd = ask("select distinct oddity from audit.oddities where match_id = ?", "absurd")
    assert {oddity for (oddity,) in odd} >= {
        "match: starts before 2021 or after 2100",
        "match: longer than a day",
    }


@pytest.mark.fault("D5")
def test_times_of_another_zone_are_shown_in_utc(ask: Any) -> None:
    assert ask("select started_at from core.match_registry where match_id = ?", "elsewhere") == [
        (datetime(2026, 3, 24, 14, 8, 26, 947123),)
    ]


@pytest.mark.fault("D6")
@pytest.mark.parametrize(("change", "players"), [("alone", 1), ("crowd", hostile.CROWD)])
def test_rosters_of_any_size(ask: Any, change: str, players: int) -> None:
    sql = "select count(*), count(xuid) from core.match_participants where match_id = ?"
    assert ask(sql, change) == [(players, players)]


@pytest.mark.fault("D6")
def test_bots_have_no_xuid(ask: Any) -> None:
    ((players, bots, xuids),) = ask(
        "select count(*), count_if(is_bot), count(xuid) from core.match_participants"
        " where match_id = ?",
        "only_bots",
    )
    assert players == bots > 0
    assert xuids == 0


@pytest.mark.fault("D3")
def test_words_for_numbers_are_missing_numbers(ask: Any) -> None:
    found = ask(
        "select count(*), count(kda), count(accuracy), bool_and(isfinite(kda))"
        " from core.match_participants where match_id = ?",
        "strings_for_numbers",
    )
    ((players, with_kda, with_accuracy, finite),) = found
    assert (with_kda, with_accuracy, finite) == (players - 1, players - 1, True)


@pytest.mark.fault("D4")
def test_integers_beyond_doubles_stay_exact(ask: Any) -> None:
    found = ask(
        "select max(personal_score) from core.match_participants where match_id = ?",
        "beyond_doubles",
    )
    assert found == [(hostile.BEYOND_DOUBLES,)]


@pytest.mark.fault("D5")
def test_kda_may_be_negative(ask: Any) -> None:
    found = ask("select kda from core.match_participants where match_id = ?", "negative_kda")
    assert (-8.33,) in found


@pytest.mark.fault("D1")
def test_blocks_of_2022_are_null_and_make_no_rows(ask: Any) -> None:
    assert ask("select count(*) from core.objective_stats where match_id = ?", "null_blocks") == [
        (0,)
    ]
    ((players, counted),) = ask(
        "select count(*), count(objectives_completed)"
        " from core.match_participants where match_id = ?",
        "null_blocks",
    )
    assert players > 0
    assert counted == 0, "absent is missing, not zero"


@pytest.mark.fault("D2")
def test_unknown_values_are_kept_and_reported(ask: Any) -> None:
    assert ask(
        "select game_variant_category, mode_category from core.match_registry where match_id = ?",
        "unknown_values",
    ) == [(hostile.NEW_MODE, "Other")]
    assert set(ask("select enumeration, value, row_count from audit.unknown_values")) == {
        ("game_variant_category", str(hostile.NEW_MODE), 1),
        ("outcome", str(hostile.NEW_OUTCOME), 1),
        ("medal_id", str(hostile.NEW_MEDAL), 1),
    }


@pytest.mark.fault("D1")
def test_new_keys_are_reported_where_they_are(ask: Any) -> None:
    core = "Players[].PlayerTeamStats[].Stats.CoreStats.Kills2"
    found = ask(
        "select path, payload_count from audit.schema_drift where feed = 'match_stats'"
        " and change = 'new key'"
        " and path not like 'Teams%' and path not like 'Corpus%'"
        " and not regexp_matches(path, '[0-9]{9}')"
    )
    assert set(found) == {
        ("Weather", 1),
        ("Weather.Wind", 1),
        ("Weather.Wind[].Speed", 1),
        ("Players[].Hat", 1),
        (core, 1),
        (f"{core}.[odd] {{key}}", 1),
    }


@pytest.mark.fault("D1", "D2")
async def test_status_and_doctor_say_what_is_new(ask: Any, landed: Landed) -> None:
    folder = landed[0]
    env = environment(folder, **account("http://127.0.0.1:9"))
    days = {path.parent.name.removeprefix("landed_on=") for path in folder.glob("raw/*/*/*")}
    drift = "from audit.schema_drift where feed = 'match_stats'"
    ((keys,),) = ask(f"select count(distinct path) {drift}")
    told = {
        f"schema changed on {day}: {keys:,} keys of match_stats are not as known" for day in days
    }
    status = await ingest("status", env=env, cwd=folder)
    assert status.code == 0
    assert [line for line in status.out.splitlines() if line.startswith(tuple(told))]
    found = examined(env)
    assert found["schema drift"].seen.startswith(tuple(told))
    ((values,),) = ask("select count(*) from audit.unknown_values")
    assert found["values"].seen.startswith(f"{values:,} unknown, such as")
    assert found["warehouse"].seen.startswith("built from all")
    assert exit_code(found.values()) == 0


@pytest.mark.fault("D1")
def test_missing_fields_are_null(ask: Any) -> None:
    ((players, with_kda, with_time),) = ask(
        "select count(*), count(kda), count(time_played_seconds)"
        " from core.match_participants where match_id = ?",
        "missing_fields",
    )
    assert (with_kda, with_time) == (players - 1, players - 1)


@pytest.mark.fault("D6")
def test_a_match_without_players_is_registered(ask: Any) -> None:
    assert ask(
        "select participants_loaded, human_count from core.match_registry where match_id = ?",
        "no_players",
    ) == [(False, None)]


@pytest.mark.fault("D3")
def test_values_of_another_kind_are_missing(ask: Any) -> None:
    ((map_id, duration),) = ask(
        "select map_id, duration_seconds from core.match_registry where match_id = ?",
        "other_kinds",
    )
    assert (map_id, duration) == (None, None)
    assert ask("select count(*) from core.match_participants where match_id = ?", "other_kinds")


@pytest.mark.fault("D6")
def test_a_player_without_id_is_left_out_and_one_listed_twice_is_there_once(ask: Any) -> None:
    for change in ("nobody", "twins"):
        ((listed, distinct),) = ask(
            "select count(*), count(distinct player_id)"
            " from core.match_participants where match_id = ?",
            change,
        )
        assert listed == distinct > 0
    assert ask(
        "select raw_players - core_players, core_kills < raw_kills"
        " from audit.raw_reconciliation where match_id = ?",
        "nobody",
    ) == [(2, True)], "and the audit shows that somebody is missing"


def test_the_history_has_what_the_stats_of_a_match_lack(ask: Any) -> None:
    for change in ("no_start", "no_info"):
        ((started_at, map_name),) = ask(
            "select started_at, map_name from core.match_registry where match_id = ?", change
        )
        assert started_at
        assert map_name


@pytest.mark.fault("T8")
def test_half_a_character_waits_in_quarantine(ask: Any) -> None:
    assert ask(
        "select status from marts.backfill_status where match_id = ? and data_type = 'match_stats'",
        "lone_surrogate",
    ) == [("quarantined",)]


def test_the_unranked_have_no_rank(ask: Any) -> None:
    found = ask(
        "select pre_match_csr, expected_kills, kills_std_dev from core.match_skill"
        " where match_id = ? and expected_deaths = -2.5",
        "unranked",
    )
    assert found == [(None, None, None)]
