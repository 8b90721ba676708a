"""Demo API → `ingest run` → `dbt build`, against the demo's own totals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.world import Totals, World
from tests.support.commands import MODELS_ONLY, dbt_build
from tests.support.demo_warehouse import demo_world


@dataclass(frozen=True)
class Built:
    """A warehouse, and what must be in it."""

    connection: duckdb.DuckDBPyConnection
    totals: Totals
    world: World

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.sql(sql).fetchall()


@pytest.fixture
def built(demo_data: Path) -> Iterator[Built]:
    world = demo_world()
    with duckdb.connect(str(demo_data / "warehouse.duckdb"), read_only=True) as connection:
        yield Built(connection, world.totals("all"), world)


def test_every_match_and_participant_is_there_once(built: Built) -> None:
    matches = built.query("select count(*), count(distinct match_id) from core.match_registry")
    assert matches == [(built.totals.matches, built.totals.matches)]
    sums = built.query(
        """
        select count(*), count(*) filter (where is_bot), sum(kills), sum(deaths), sum(assists)
        from core.match_participants
        """
    )
    totals = built.totals
    assert sums == [(totals.participants, totals.bots, totals.kills, totals.deaths, totals.assists)]


def test_events_by_type_are_those_of_the_films(built: Built) -> None:
    events = built.query("select event_type, count(*) from core.highlight_events group by all")
    assert dict(events) == built.totals.events


def test_sharing_per_pair_is_that_of_the_world(built: Built) -> None:
    pairs = built.query("select xuid, other_xuid, shared_matches from marts.match_sharing")
    assert {(a, b): n for a, b, n in pairs} == built.totals.sharing
    mine = built.query("select xuid, count(*) from marts.player_match_stats group by all")
    assert dict(mine) == built.totals.player_matches


def test_films_that_are_missing_are_said_to_be(built: Built) -> None:
    films = dict(
        built.query(
            "select status, count(*) from marts.backfill_status "
            "where data_type = 'match_film' group by all"
        )
    )
    assert films == {
        "ok": built.totals.films,
        "gone": built.totals.matches - built.totals.films,
    }
    skill = dict(
        built.query(
            "select status, count(*) from marts.backfill_status "
            "where data_type = 'match_skill' group by all"
        )
    )
    assert skill["ok"] == built.totals.skill
    assert skill["empty"] == built.totals.matches - built.totals.skill


def test_films_that_spnkr_refuses_are_decoded(built: Built) -> None:
    refused = {one.match_id for one in built.world.matches if one.film_refused_by_spnkr}
    assert refused
    decoded = built.query("select distinct match_id from core.highlight_events")
    assert {match_id for (match_id,) in decoded} >= refused


def test_names_are_names_and_times_are_utc(built: Built) -> None:
    names = built.query(
        """
        select count(*) from core.match_registry
        where map_name is null or game_variant_name is null
            or (is_matchmade and (playlist_name is null or map_mode_pair_name is null))
        """
    )
    assert names == [(0,)]
    starts = dict(built.query("select match_id, started_at from core.match_registry"))
    for match in built.world.matches:
        start = starts[match.match_id]
        assert abs((match.start.replace(tzinfo=None) - start).total_seconds()) < 1


@pytest.mark.slow
def test_a_plain_second_build_changes_nothing(
    built: Built, demo_data: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "it's a folder [with brackets] in it"
    shutil.copytree(demo_data / "raw", data_dir / "raw")
    dbt_build(data_dir, *MODELS_ONLY)
    count = built.query("select count(*) from core.highlight_events")
    built.connection.close()
    dbt_build(data_dir, *MODELS_ONLY)
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.sql("select count(*) from core.highlight_events").fetchall() == count
