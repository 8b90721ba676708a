"""A file that old rows have left full of holes, and the same file written again."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.warehouse.build.publication import complete
from ingest.warehouse.storage import has_much_free_space

ROWS = "select range as number, md5(range::varchar) as text from range(500_000)"


def make(path: Path, kept: str) -> None:
    with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.4.0"}) as warehouse:
        warehouse.execute(
            "create schema raw; create table raw.snapshot as select 1 as build_number"
        )
        warehouse.execute(f"create table facts as {ROWS}")
        warehouse.execute("comment on column facts.text is 'kept as well'")
        warehouse.execute("create view seen as select count(*) as rows from facts")
        warehouse.execute(f"create table more as {ROWS}; checkpoint; {kept}; checkpoint")


def test_a_file_with_much_free_space_is_written_again(tmp_path: Path) -> None:
    side = tmp_path / "warehouse.duckdb"
    make(side, "drop table more")
    before = side.stat().st_size
    complete(side, None, {})
    assert side.stat().st_size < 0.7 * before
    assert [path.name for path in tmp_path.rglob("*.duckdb")] == [side.name]
    with duckdb.connect(str(side), read_only=True) as warehouse:
        assert not has_much_free_space(warehouse)
        assert warehouse.sql("from seen").fetchall() == [(500_000,)]
        comments = "select comment from duckdb_columns() where comment is not null"
        assert warehouse.sql(comments).fetchall() == [("kept as well",)]
        version = "select tags['storage_version'] from duckdb_databases() where not internal"
        assert "v1.4.0" in str(warehouse.sql(version).fetchall())


def test_a_dense_file_stays(tmp_path: Path) -> None:
    side = tmp_path / "warehouse.duckdb"
    make(side, "select 1")
    number = side.stat().st_ino
    complete(side, None, {})
    assert side.stat().st_ino == number
