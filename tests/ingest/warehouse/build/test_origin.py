"""When there is nothing to build, and which segments are read before a build."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from ingest.errors import StorageError
from ingest.raw.feeds import Feed
from ingest.warehouse.build.origin import (
    FileState,
    Origin,
    checked_segments,
    note_origin,
    origin_of,
)
from ingest.warehouse.build.segments import check_segments
from tests.support.commands import ROOT

ORIGIN = Origin("snapshot", "models", "packages")


@pytest.fixture
def built() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema raw; create table raw.snapshot as select 3 as build_number")
    return connection


def test_a_complete_build_is_known_by_what_it_was_made_from(
    built: duckdb.DuckDBPyConnection,
) -> None:
    assert origin_of(built) is None
    note_origin(built, ORIGIN, {"a": FileState(1, 2)})
    assert origin_of(built) == ORIGIN
    assert checked_segments(built) == {"a": FileState(1, 2)}


def test_a_build_of_a_part_is_not_a_complete_one(built: duckdb.DuckDBPyConnection) -> None:
    note_origin(built, ORIGIN, {})
    note_origin(built, None, {})
    assert origin_of(built) is None


def test_a_plain_dbt_build_afterwards_is_noticed(built: duckdb.DuckDBPyConnection) -> None:
    note_origin(built, ORIGIN, {})
    built.execute("update raw.snapshot set build_number = 4")
    assert origin_of(built) is None


def test_every_difference_counts(demo_data: Path, tmp_path: Path) -> None:
    paths = sorted((demo_data / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))
    now = Origin.of_next_build(paths, ROOT)
    assert now == Origin.of_next_build(reversed(paths), ROOT)
    assert now != Origin.of_next_build(paths[1:], ROOT)
    assert now.models_id != Origin.of_next_build(paths, tmp_path).models_id
    assert "dbt-core " in now.packages


def test_the_snapshot_is_the_one_that_dbt_pins(demo_data: Path) -> None:
    paths = (demo_data / "raw").glob("*/landed_on=*/*.parquet")
    with duckdb.connect(str(demo_data / "warehouse.duckdb"), read_only=True) as connection:
        ((pinned,),) = connection.sql("select snapshot_id from raw.snapshot").fetchall()
    assert Origin.of_next_build(paths, ROOT).snapshot_id == pinned


def test_a_segment_is_read_again_only_after_somebody_wrote_to_it(
    demo_data: Path, tmp_path: Path
) -> None:
    source = next((demo_data / "raw" / Feed.ASSETS).rglob("*.parquet"))
    copy = tmp_path / Feed.ASSETS / source.parent.name / source.name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    checked = check_segments(tmp_path)
    damaged = bytearray(copy.read_bytes())
    damaged[10] ^= 1
    times = copy.stat().st_atime_ns, copy.stat().st_mtime_ns
    copy.write_bytes(damaged)
    os.utime(copy, ns=times)
    assert check_segments(tmp_path, checked) == checked
    os.utime(copy, ns=(times[0], times[1] + 1))
    with pytest.raises(StorageError, match="cannot be built on"):
        check_segments(tmp_path, checked)
