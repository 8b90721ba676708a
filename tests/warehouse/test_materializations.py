"""How DuckDB replaces a table and a view: `macros/materializations`."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import MODELS_ONLY, Finished, dbt, environment

TABLE, VIEW = "core.playlists", "staging.stg_medals"
SELECTED = ("--select", "int_asset_versions", "playlists", "stg_medals")


@pytest.fixture
def copied(demo_data: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_data / "raw", tmp_path / "raw")
    return Path(shutil.copy(demo_data / "warehouse.duckdb", tmp_path))


def build(warehouse: Path, *selected: str) -> Finished:
    env = environment(warehouse.parent)
    return dbt(
        "build",
        *MODELS_ONLY,
        *(selected or SELECTED),
        env=env,
        target_path=warehouse.parent / "target",
    )


def ask(warehouse: Path, *statements: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse)) as connection:
        for statement in statements:
            connection.execute(statement)
        return connection.fetchall()


def test_a_table_that_fails_while_it_is_filled_keeps_its_rows(copied: Path) -> None:
    before = ask(copied, f"from {TABLE} order by all")
    ask(
        copied,
        "alter table staging.int_asset_versions rename to versions_before",
        "create view staging.int_asset_versions as select * from staging.versions_before"
        " where error('no assets today') is null",
        # something to read: else the table stays as it is
        "update raw.table_builds set changed_in = built_in + 1"
        " where table_name = 'staging.int_asset_versions'",
    )
    done = build(copied, "--select", "playlists")
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
        " where table_name in ('playlists', 'stg_medals') order by table_name",
    )
    assert kinds == [("BASE TABLE",), ("VIEW",)]


def test_what_has_nothing_new_to_read_is_left_as_it_is(copied: Path) -> None:
    ask(copied, f"delete from {TABLE}")
    done = build(copied)
    assert done.code == 0, done.out
    assert ask(copied, f"from {TABLE}") == []
    full = build(copied, *SELECTED, "--full-refresh")
    assert full.code == 0, full.out
    assert ask(copied, f"from {TABLE}") != []


def test_the_same_rows_are_no_news(copied: Path) -> None:
    """Who reads the names of assets has nothing to do when only days of play have changed."""
    ask(
        copied,
        "update raw.table_builds set changed_in = built_in + 1"
        " where table_name = 'staging.int_asset_versions'",
    )
    state = (
        "select built_in = changed_in, changed_in from raw.table_builds"
        " where table_name = 'staging.int_asset_names'"
    )
    ((_, changed_before),) = ask(copied, state)
    done = build(copied, "--select", "int_asset_names")
    assert done.code == 0, done.out
    assert ask(copied, state) == [(False, changed_before)]
