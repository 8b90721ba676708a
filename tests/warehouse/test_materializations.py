"""How DuckDB replaces a table and a view: `macros/materializations`."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, Finished, dbt, environment

TABLE, VIEW = "core.playlists", "staging.int_match_info"
SELECTED = ("--select", "playlists", "int_match_info")


@pytest.fixture
def copied(demo_data: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_data / "raw", tmp_path / "raw")
    return Path(shutil.copy(demo_data / "warehouse.duckdb", tmp_path))


def build(warehouse: Path) -> Finished:
    env = environment(warehouse.parent)
    return dbt("build", *MODELS_ONLY, *SELECTED, env=env, target_path=warehouse.parent / "target")


def ask(warehouse: Path, *statements: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)
        return connection.fetchall()


def test_a_table_that_fails_while_it_is_filled_keeps_its_rows(copied: Path) -> None:
    before = ask(copied, f"from {TABLE} order by all")
    ask(
        copied,
        "alter view staging.int_assets rename to assets_before",
        "create view staging.int_assets as select * from staging.assets_before"
        " where error('no assets today') is null",
    )
    done = build(copied)
    assert done.code == 1, done.out
    assert "no assets today" in done.out
    assert before
    assert ask(copied, f"from {TABLE} order by all") == before


def test_a_table_replaces_a_view_and_a_view_replaces_a_table(copied: Path) -> None:
    before = ask(copied, f"from {TABLE} order by all")
    ask(
        copied,
        f"drop table {TABLE}",
        f"create view {TABLE} as select 1 as one",
        f"drop view {VIEW}",
        f"create table {VIEW} as select 1 as one",
    )
    done = build(copied)
    assert done.code == 0, done.out
    assert ask(copied, f"from {TABLE} order by all") == before
    kinds = ask(
        copied,
        "select table_type from information_schema.tables"
        " where table_name in ('playlists', 'int_match_info') order by table_name",
    )
    assert kinds == [("VIEW",), ("BASE TABLE",)]
