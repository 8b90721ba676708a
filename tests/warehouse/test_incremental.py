"""However the matches arrive, incremental builds end like one build from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import duckdb

from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.raw import Feed
from ingest.raw.verify import set_aside
from ingest.run.options import RunOptions
from tests.support.commands import MODELS_ONLY, dbt_build
from tests.support.hostile import ALIKE, make_hostile
from tests.support.landing import land

# when and in which file a row landed is not what it says
WHEN = frozenset({"segment", "sequence", "run_id", "landed_at"})


async def test_five_increments_in_any_order_equal_one_full_build(tmp_path: Path) -> None:
    landed, grown, whole = (tmp_path / name for name in ("landed", "grown", "whole"))
    await land_in_three_runs(landed)
    segments = sorted((landed / "raw").rglob("*.parquet"))
    shuffled = Random(5).sample(segments, len(segments))
    for start in range(5):
        for segment in shuffled[start::5]:
            target = grown / segment.relative_to(landed)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(segment, target)
        dbt_build(grown, *MODELS_ONLY)
    shutil.copytree(landed / "raw", whole / "raw")
    dbt_build(whole, *MODELS_ONLY)
    one_by_one, at_once = contents(grown), contents(whole)
    assert len(at_once) > 40
    differing = [name for name in at_once if one_by_one[name] != at_once[name]]
    assert differing == []


async def land_in_three_runs(data_dir: Path) -> None:
    """Some stats only, then custom games, then all the rest and matches played since."""
    world = World(seed=9, players=3, matches=40)
    async with DemoServer(world) as server:
        first = RunOptions(max_matches=10, feeds=frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS}))
        await land(server, data_dir, first)
        await land(server, data_dir, RunOptions(match_type="custom"))
        world.play(5)
        make_hostile(server, ALIKE)
        await land(server, data_dir, RunOptions(match_type="all"))


async def test_a_segment_set_aside_is_forgotten_and_read_again(tmp_path: Path) -> None:
    world = World(seed=9, players=2, matches=25)
    async with DemoServer(world) as server:
        await land(server, tmp_path)
        dbt_build(tmp_path, *MODELS_ONLY)
        before = contents(tmp_path, WHEN)
        damaged = sorted((tmp_path / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))[1]
        set_aside(tmp_path / "raw", [damaged])
        dbt_build(tmp_path, *MODELS_ONLY)
        lost = contents(tmp_path, WHEN)
        assert len(lost["match_participants"]) < len(before["match_participants"])
        await land(server, tmp_path)
        dbt_build(tmp_path, *MODELS_ONLY)
    after = contents(tmp_path, WHEN)
    assert after["match_participants"] == before["match_participants"]
    assert after["highlight_events"] == before["highlight_events"]


def contents(data_dir: Path, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every table of core, marts and audit, some columns left out, rows sorted."""
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        tables = connection.sql(
            """
            select table_schema, table_name from information_schema.tables
            where table_schema in ('core', 'marts', 'audit') and table_type = 'BASE TABLE'
            """
        ).fetchall()
        found = {}
        for schema, table in tables:
            relation = connection.table(f"{schema}.{table}")
            columns = ", ".join(f'"{one}"' for one in relation.columns if one not in without)
            rows = connection.sql(f"select {columns} from {schema}.{table}").fetchall()
            found[table] = sorted(repr([rounded(value) for value in row]) for row in rows)
        return found


def rounded(value: object) -> object:
    """Sums of doubles depend, in their last digit, on the order in which rows are read."""
    return float(f"{value:.9g}") if isinstance(value, float) else value
