"""Increments on Spark replace the partitions they touch, and give what DuckDB builds at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from ingest.raw import Feed
from ingest.raw.compact import compact
from ingest.raw.store import open_for_writing
from tests.support.growing import copy_segments, land_and_migrate
from tests.support.java import needs_java
from tests.support.segments import plant_twin, split
from tests.support.spark_builds import build_on_spark, differences

pytestmark = [pytest.mark.slow, pytest.mark.spark, needs_java]


@pytest.mark.fault("S4", "S11", "T5")
async def test_increments_on_spark_equal_a_full_build_on_duckdb(tmp_path: Path) -> None:
    landed, grown = tmp_path / "landed", tmp_path / "grown"
    await land_and_migrate(landed, tmp_path / "old")
    plant_twin(sorted((landed / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))[-1], Feed.MATCH_STATS)
    # skill that lands after the build which gave its matches a partition
    skills = (landed / "raw" / Feed.MATCH_SKILL).rglob("*.parquet")
    late = split(max(skills, key=lambda path: path.stat().st_size))
    segments = sorted(set((landed / "raw").rglob("*.parquet")) - {late})
    shuffled = Random(17).sample(segments, len(segments))
    for start in range(2):
        copy_segments(shuffled[start::2], landed, grown)
        build_on_spark(grown)
    assert differences(grown, tmp_path / "whole") == []
    lost = next(one for one in shuffled if Feed.MATCH_STATS in one.parts)
    (grown / lost.relative_to(landed)).unlink()
    build_on_spark(grown)
    assert differences(grown, tmp_path / "without") == []
    copy_segments([lost, late], landed, grown)
    build_on_spark(grown)
    before = files_of_tables(grown)
    with open_for_writing(grown / "raw") as store:
        compact(store, date.max)
    build_on_spark(grown)
    assert files_of_tables(grown) == before
    assert differences(grown, tmp_path / "again") == []


def files_of_tables(data_dir: Path) -> dict[Path, int]:
    """Every file of the tables that models make, with its time."""
    warehouse = data_dir / "spark" / "warehouse"
    return {
        path: path.stat().st_mtime_ns
        for path in warehouse.rglob("part-*.parquet")
        if "raw.db" not in path.parts
    }
