"""Whatever the API sends, a build is green, and what is odd is in the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.doctor.finding import exit_code
from tests.support import hostile
from tests.support.commands import account, dbt_build, environment, ingest
from tests.support.doctor import examined
from tests.support.landing import land
from tests.support.raw import rows


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("hostile")
    return folder, asyncio.run(land_hostile(folder))


async def land_hostile(folder: Path) -> dict[str, str]:
    async with DemoServer(World(seed=33, players=1, matches=30)) as server:
        chosen = hostile.make_hostile(server)
        await land(server, folder)
    dbt_build(folder)
    return chosen


@pytest.fixture
def ask(landed: tuple[Path, dict[str, str]]) -> Iterator[Any]:
    """Runs a query with the match of a change as its parameter."""
    folder, chosen = landed
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:

        def answer(sql: str, change: str | None = None) -> list[Any]:
            parameters = [chosen[change]] if change else []
            return connection.execute(sql, parameters).fetchall()

        yield answer


FIRST = "from core.match_participants where match_id = ? order by player_id limit 1"


def test_all_are_landed_but_half_a_character(landed: tuple[Path, dict[str, str]]) -> None:
    folder, chosen = landed
    statuses = dict(rows(folder, "match_stats", "key, status"))
    assert {name: statuses[match_id] for name, match_id in chosen.items()} == {
        name: "quarantined" if name == "lone_surrogate" else "ok" for name in chosen
    }


def test_words_for_numbers_are_missing_numbers(ask: Any) -> None:
    found = ask(
        "select count(*), count(kda), count(accuracy), bool_and(isfinite(kda))"
        " from core.match_participants where match_id = ?",
        "strings_for_numbers",
    )
    ((players, with_kda, with_accuracy, finite),) = found
    assert (with_kda, with_accuracy, finite) == (players - 1, players - 1, True)


def test_integers_beyond_doubles_stay_exact(ask: Any) -> None:
    found = ask(
        "select max(personal_score) from core.match_participants where match_id = ?",
        "beyond_doubles",
    )
    assert found == [(hostile.BEYOND_DOUBLES,)]


def test_kda_may_be_negative(ask: Any) -> None:
    found = ask("select kda from core.match_participants where match_id = ?", "negative_kda")
    assert (-8.33,) in found


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


def test_new_keys_are_reported_where_they_are(ask: Any) -> None:
    core = "Players[].PlayerTeamStats[].Stats.CoreStats.Kills2"
    found = ask(
        "select path, payload_count from audit.schema_drift where feed = 'match_stats'"
        " and path not like 'Teams%'"
    )
    assert set(found) == {
        ("Weather", 1),
        ("Weather.Wind", 1),
        ("Weather.Wind[].Speed", 1),
        ("Players[].Hat", 1),
        (core, 1),
        (f"{core}.[odd] {{key}}", 1),
    }


async def test_d1_d2_status_and_doctor_say_what_is_new(
    ask: Any, landed: tuple[Path, dict[str, str]]
) -> None:
    folder, _ = landed
    env = environment(folder, **account("http://127.0.0.1:9"))
    days = {path.parent.name.removeprefix("landed_on=") for path in folder.glob("raw/*/*/*")}
    (keys,) = ask("select count(*) from audit.schema_drift where feed = 'match_stats'")[0]
    told = {
        f"schema changed on {day}: match_stats sends {keys} unknown keys, such as" for day in days
    }
    status = await ingest("status", env=env, cwd=folder)
    assert status.code == 0
    assert [line for line in status.out.splitlines() if line.startswith(tuple(told))]
    found = examined(env)
    assert found["schema drift"].seen.startswith(tuple(told))
    assert found["values"].seen.startswith("3 unknown, such as")
    assert found["warehouse"].seen.startswith("built from all")
    assert exit_code(found.values()) == 0


def test_missing_fields_are_null(ask: Any) -> None:
    ((players, with_kda, with_time),) = ask(
        "select count(*), count(kda), count(time_played_seconds)"
        " from core.match_participants where match_id = ?",
        "missing_fields",
    )
    assert (with_kda, with_time) == (players - 1, players - 1)


def test_a_match_without_players_is_registered(ask: Any) -> None:
    assert ask(
        "select participants_loaded, human_count from core.match_registry where match_id = ?",
        "no_players",
    ) == [(False, None)]


def test_values_of_another_kind_are_missing(ask: Any) -> None:
    ((map_id, duration),) = ask(
        "select map_id, duration_seconds from core.match_registry where match_id = ?",
        "other_kinds",
    )
    assert (map_id, duration) == (None, None)
    assert ask("select count(*) from core.match_participants where match_id = ?", "other_kinds")


def test_who_has_no_id_is_nobody_and_who_is_listed_twice_is_there_once(ask: Any) -> None:
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


def test_what_the_stats_do_not_tell_of_a_match_its_history_does(ask: Any) -> None:
    for change in ("no_start", "no_info"):
        ((started_at, map_name),) = ask(
            "select started_at, map_name from core.match_registry where match_id = ?", change
        )
        assert started_at
        assert map_name


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
