"""However the matches arrive, incremental builds end like one build from nothing."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from ingest.demo.world import World
from ingest.raw import Feed, Row, Status
from ingest.raw.compact import compact
from ingest.raw.reading import read_payloads
from ingest.raw.segment_format import SCHEMA
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside
from tests.support.commands import MODELS_ONLY, dbt, dbt_build, environment
from tests.support.dbt_process import SETTINGS, kill_dbt
from tests.support.growing import copy_segments, land_and_migrate
from tests.support.landing import land
from tests.support.segments import newer, plant_twin
from tests.support.warehouse_contents import contents
from tests.support.watched_server import WatchedServer

ROSTERS_AND_FILMS = (*MODELS_ONLY, "--select", "+match_participants", "+highlight_events")
FACTS_OF_MATCHES = (*ROSTERS_AND_FILMS, "+match_registry")
# when and in which file a row landed is not what it says
WHEN = frozenset({"segment", "sequence", "run_id", "landed_at"})


@pytest.mark.fault("T5")
def test_two_increments_of_the_demo_equal_its_full_build(demo_data: Path, tmp_path: Path) -> None:
    segments = sorted((demo_data / "raw").rglob("*.parquet"))
    shuffled = Random(5).sample(segments, len(segments))
    for start in range(2):
        copy_segments(shuffled[start::2], demo_data, tmp_path)
        dbt_build(tmp_path, *FACTS_OF_MATCHES)
    grown, whole = contents(tmp_path), contents(demo_data)
    assert {"match_registry", "match_participants", "highlight_events"} <= grown.keys()
    assert [name for name in grown if grown[name] != whole[name]] == []


@pytest.mark.fault("T5")
@pytest.mark.slow
@pytest.mark.parametrize("increments", [2, 5])
async def test_increments_in_any_order_equal_one_full_build(
    increments: int, tmp_path: Path
) -> None:
    landed, grown, whole = (tmp_path / name for name in ("landed", "grown", "whole"))
    await land_and_migrate(landed, tmp_path / "old")
    segments = sorted((landed / "raw").rglob("*.parquet"))
    shuffled = Random(5).sample(segments, len(segments))
    for start in range(increments):
        copy_segments(shuffled[start::increments], landed, grown)
        dbt_build(grown, *MODELS_ONLY)
    shutil.copytree(landed / "raw", whole / "raw")
    dbt_build(whole, *MODELS_ONLY)
    one_by_one, at_once = contents(grown), contents(whole)
    assert len(at_once) > 40
    differing = [name for name in at_once if one_by_one[name] != at_once[name]]
    assert differing == []
    with duckdb.connect(str(whole / "warehouse.duckdb"), read_only=True) as connection:
        sources = connection.sql("select distinct source from core.match_registry").fetchall()
        assert {source for (source,) in sources} == {"api", "legacy", "mixed"}


@pytest.mark.fault("T5")
@pytest.mark.slow
async def test_thirty_increments_with_kills_equal_one_full_build(tmp_path: Path) -> None:
    """Segments come late, are lost and come back; twins answer again; names change; segments are
    merged; and ten builds are killed, each at a moment of its own."""
    landed, grown, whole = (tmp_path / name for name in ("landed", "grown", "whole"))
    await land_and_migrate(landed, tmp_path / "old")
    rename_everybody(landed / "raw")
    for feed in (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.PLAYER_MATCHES):
        plant_twin(sorted((landed / "raw" / feed).rglob("*.parquet"))[-1], feed)
    chance = Random(13)
    segments = sorted((landed / "raw").rglob("*.parquet"))
    shuffled = chance.sample(segments, len(segments))
    killed = {*chance.sample(range(1, 30), 10)}
    lost: list[Path] = []
    for number in range(30):
        copy_segments([*shuffled[number::30], *lost], landed, grown)
        lost = chance.sample(shuffled[number::30], 1) if number in (5, 14, 23) else []
        for segment in lost:
            (grown / segment.relative_to(landed)).unlink()
        if number == 15:
            with open_for_writing(grown / "raw") as store:
                compact(store, date.max)
        if number in killed:
            kill_a_build(grown, chance.randrange(20, 400))
        dbt_build(grown, *MODELS_ONLY)
    shutil.copytree(landed / "raw", whole / "raw")
    dbt_build(whole, *MODELS_ONLY)
    one_by_one, at_once = contents(grown), contents(whole)
    assert len(at_once) > 40
    assert [name for name in at_once if one_by_one[name] != at_once[name]] == []


def kill_a_build(data_dir: Path, lines: int) -> None:
    """As soon as it has printed so many lines, about two for each table."""
    arguments = ("--no-write-json", "build", *MODELS_ONLY)
    kill_dbt(arguments, {**SETTINGS, **environment(data_dir)}, data_dir / "target", lines)


def rename_everybody(raw_dir: Path) -> None:
    """A newer profile of each player, and a newer version of each asset's name."""
    with open_for_writing(raw_dir) as store:
        rows = []
        for key, text in read_payloads(raw_dir, Feed.PROFILES).items():
            payload = json.dumps({**json.loads(text), "gamertag": f"Renamed {key}"})
            rows.append(Row(feed=Feed.PROFILES, key=key, status=Status.OK, payload=payload))
        for key, text in read_payloads(raw_dir, Feed.ASSETS).items():
            kind, asset_id, _ = key.split(":")
            newer_key = f"{kind}:{asset_id}:ffffffff-0000-4000-8000-000000000000"
            payload = json.dumps(
                {**json.loads(text), "PublicName": "Renamed", "VersionId": newer_key.split(":")[2]}
            )
            rows.append(Row(feed=Feed.ASSETS, key=newer_key, status=Status.OK, payload=payload))
        store.commit(list({(row.feed, row.key): row for row in rows}.values()))


@pytest.mark.fault("S4", "T7")
@pytest.mark.slow
async def test_a_segment_set_aside_is_forgotten_and_read_again_twins_are_not(
    tmp_path: Path,
) -> None:
    world = World(seed=9, players=2, matches=25)
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        dbt_build(tmp_path, *ROSTERS_AND_FILMS)
        before = contents(tmp_path, WHEN)
        _, damaged, *_, newest = sorted((tmp_path / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))
        set_aside(tmp_path / "raw", [damaged])
        plant_twin(newest, Feed.MATCH_STATS)
        dbt_build(tmp_path, *ROSTERS_AND_FILMS)
        lost = contents(tmp_path, WHEN)
        assert len(lost["match_participants"]) < len(before["match_participants"])
        await land(server, tmp_path)
        dbt_build(tmp_path, *ROSTERS_AND_FILMS)
    after = contents(tmp_path, WHEN)
    assert after["match_participants"] == before["match_participants"]
    assert after["highlight_events"] == before["highlight_events"]


@pytest.mark.fault("D9")
@pytest.mark.slow
async def test_dbt_by_itself_refuses_a_newer_layout(tmp_path: Path) -> None:
    with open_for_writing(tmp_path / "raw"):
        pass
    segment = next((tmp_path / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))
    row = {name: [None] for name in SCHEMA} | {"key": ["new"], "status": ["ok"]}
    segment.write_bytes(newer(pl.DataFrame(row, schema=SCHEMA), extra=True))
    env = environment(tmp_path)
    done = dbt("build", *ROSTERS_AND_FILMS, env=env, target_path=tmp_path / "target")
    assert done.code != 0
    assert "newer ingest (layout 2, these models know 1); upgrade" in " ".join(done.out.split())
