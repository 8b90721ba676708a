"""When there is nothing to build, and which segments are read before a build."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest.errors import StorageError
from ingest.raw.compact import compact
from ingest.raw.feeds import Feed
from ingest.raw.store import open_for_writing
from ingest.warehouse.build.origin import (
    FileState,
    Origin,
    note_origin,
    origin_of,
    segments_checked_before,
)
from ingest.warehouse.build.segments import check_segments
from tests.support.commands import ROOT

ORIGIN = Origin("snapshot", "files", "models", "packages")


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
    assert segments_checked_before(built) == {"a": FileState(1, 2)}


def test_a_build_of_a_part_is_not_a_complete_one(built: duckdb.DuckDBPyConnection) -> None:
    note_origin(built, ORIGIN, {})
    note_origin(built, None, {})
    assert origin_of(built) is None


def test_a_plain_dbt_build_afterwards_is_noticed(built: duckdb.DuckDBPyConnection) -> None:
    note_origin(built, ORIGIN, {})
    built.execute("update raw.snapshot set build_number = 4")
    assert origin_of(built) is None


def test_every_difference_counts(demo_data: Path, tmp_path: Path) -> None:
    raw_dir = tmp_path / "raw"
    shutil.copytree(demo_data / "raw" / Feed.MATCH_STATS, raw_dir / Feed.MATCH_STATS)
    now = Origin.of_next_build(raw_dir, ROOT)
    assert now == Origin.of_next_build(raw_dir, ROOT)
    assert now.models_id != Origin.of_next_build(raw_dir, tmp_path).models_id
    assert "dbt-core " in now.packages
    next(raw_dir.rglob("*.parquet")).unlink()
    assert now.snapshot_id != Origin.of_next_build(raw_dir, ROOT).snapshot_id


def test_merged_segments_are_the_same_in_other_files(demo_data: Path, tmp_path: Path) -> None:
    raw_dir = tmp_path / "raw"
    shutil.copytree(demo_data / "raw" / Feed.MATCH_STATS, raw_dir / Feed.MATCH_STATS)
    with open_for_writing(raw_dir) as store:
        before = Origin.of_next_build(raw_dir, ROOT)
        compact(store, date.max)
    after = Origin.of_next_build(raw_dir, ROOT)
    assert before.snapshot_id == after.snapshot_id
    assert before.files_id != after.files_id


def test_the_snapshot_is_the_one_that_dbt_pins(demo_data: Path) -> None:
    with duckdb.connect(str(demo_data / "warehouse.duckdb"), read_only=True) as connection:
        ((pinned,),) = connection.sql("select snapshot_id from raw.snapshot").fetchall()
    assert Origin.of_next_build(demo_data / "raw", ROOT).snapshot_id == pinned


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
