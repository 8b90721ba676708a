"""What a build says while it works, and what it says it changed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ingest.log import LOG
from ingest.warehouse.build import progress
from ingest.warehouse.build.changes import Before, read_before, read_changes
from ingest.warehouse.build.progress import BuildProgress


def begins(node: str, total: int = 3) -> str:
    return json.dumps({"begins": node, "total": total})


def test_a_line_counts_the_nodes_and_names_the_one_at_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    monkeypatch.setattr(LOG, "propagate", True)
    caplog.set_level("INFO")
    with BuildProgress(is_shown=True) as shown:
        for line in (begins("one"), json.dumps({"ends": "one"}), begins("two")):
            shown.take(line)
    assert [record.message for record in caplog.records] == [
        "building: 0 of 3 nodes: one",
        "building: 1 of 3 nodes: one",
        "building: 1 of 3 nodes: two",
    ]


def warehouse(file: Path, matches: int, segments: list[str]) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema if not exists raw; create schema if not exists core")
        connection.execute(
            f"""
            create or replace table raw.segments as select unnest({segments}) as segment;
            create or replace table raw.snapshot as select 'abc' as snapshot_id;
            create or replace table core.match_registry as
                select range as match_id, timestamp '2026-01-01' + to_hours(range) as started_at
                from range({matches});
            create or replace table core.facts as
                select segment, unnest([1, 2]) as fact from raw.segments;
            """
        )


def test_what_changed_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "side.duckdb"
    warehouse(file, matches=3, segments=["a"])
    before = read_before(file, is_full=False)
    assert before == Before(3, frozenset({"a"}))
    warehouse(file, matches=5, segments=["a", "b"])
    changes = read_changes(file, before, ["core.match_registry", "core.facts"], [])
    assert (changes.matches, changes.new_matches) == (5, 2)
    assert changes.newest_match_at == datetime(2026, 1, 1, 4)
    # all of the registry, which was made anew, and the facts of the segment that is new
    assert changes.rows_replaced == 5 + 2
    assert changes.lines() == [
        "2 new matches, 5 in all, the newest of 2026-01-01 04:00 UTC",
        "7 rows replaced; published, built from snapshot abc",
    ]


def test_a_first_build_has_nothing_before_it(tmp_path: Path) -> None:
    assert read_before(tmp_path / "none.duckdb", is_full=False) == Before(0, frozenset())


def test_a_full_build_replaces_the_rows_of_every_segment(tmp_path: Path) -> None:
    file = tmp_path / "side.duckdb"
    warehouse(file, matches=3, segments=["a", "b"])
    before = read_before(file, is_full=True)
    changes = read_changes(file, before, ["core.facts"], [])
    assert changes.rows_replaced == 4
