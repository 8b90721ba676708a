"""What a build says while it works, and what it says it changed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ingest.log import LOG
from ingest.warehouse.build import progress
from ingest.warehouse.build.changes import matches_in, nothing_new, read_changes
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


def warehouse(file: Path, matches: int) -> None:
    """After build 7, which wrote rows of two tables; a third is of an earlier build."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema if not exists raw; create schema if not exists core")
        connection.execute(
            f"""
            create or replace table raw.snapshot as select 'abc' as snapshot_id, 7 as build_number;
            create or replace table raw.table_builds as
                select * from (values (7, 5), (7, 2), (6, 100)) as builds (built_in, rows_written);
            create or replace table core.match_registry as
                select range as match_id, timestamp '2026-01-01' + to_hours(range) as started_at
                from range({matches});
            """
        )


def test_what_changed_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "side.duckdb"
    warehouse(file, matches=3)
    before = matches_in(file)
    assert before == 3
    warehouse(file, matches=5)
    changes = read_changes(file, before, [])
    assert (changes.matches, changes.new_matches) == (5, 2)
    assert changes.newest_match_at == datetime(2026, 1, 1, 4)
    assert changes.rows_replaced == 5 + 2
    assert changes.lines() == [
        "2 new matches, 5 in all, the newest of 2026-01-01 04:00 UTC",
        "7 rows replaced; published, built from snapshot abc",
    ]


def test_a_first_build_has_nothing_before_it(tmp_path: Path) -> None:
    assert matches_in(tmp_path / "none.duckdb") == 0


def test_a_build_that_would_change_nothing_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "published.duckdb"
    warehouse(file, matches=3)
    assert nothing_new(file).lines() == [
        "nothing new: 3 matches, the newest of 2026-01-01 02:00 UTC; the published warehouse is "
        "already built from snapshot abc"
    ]
