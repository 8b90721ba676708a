"""A warehouse keeps which models made it: Python and SQL compute the same id."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from ingest.raw import Feed
from ingest.warehouse.build.models_id import models_id, models_id_of
from tests.support.commands import MODELS_ONLY, ROOT, dbt, dbt_build, environment
from tests.support.segments import plant_twin, segments_of

SMALL = ("--exclude-resource-type", "test", "unit_test", "--select", "stg_ledger")


def test_python_and_sql_compute_the_same_id(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert models_id_of(warehouse) == models_id(ROOT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("dbt_project", "macros", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copyfile(ROOT / "dbt_project.yml", tmp_path / "dbt_project.yml")
    return tmp_path


def test_only_what_can_change_a_row_changes_the_id(project: Path) -> None:
    before = models_id(project)
    (project / "dbt_project" / "docs" / "columns.md").write_text("other words")
    assert models_id(project) == before
    model = next((project / "dbt_project" / "models").rglob("*.sql"))
    model.write_text(model.read_text() + "\n-- one line more")
    assert models_id(project) != before


def test_a_file_differs_from_another_of_the_same_content(project: Path) -> None:
    before = models_id(project)
    model = next((project / "dbt_project" / "models").rglob("*.sql"))
    model.rename(model.with_name("another_name.sql"))
    assert models_id(project) != before


def test_a_complete_build_on_rows_of_other_models_names_the_command(
    data_dir: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with duckdb.connect(str(copy / "warehouse.duckdb")) as connection:
        connection.execute("update raw.snapshot set models_id = 'of other models'")
    refused = dbt("build", env=environment(copy), target_path=copy / "target")
    assert refused.code != 0
    assert "`ingest build` builds it again by itself" in refused.out
    part = dbt_build(copy, *SMALL)
    assert "rows that were built before stay as they are" in part.out
    with duckdb.connect(str(copy / "warehouse.duckdb"), read_only=True) as connection:
        assert models_id_of(connection) == "of other models"


@pytest.mark.slow
def test_a_full_build_in_place_that_fails_does_not_claim_the_new_models(
    data_dir: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(data_dir, tmp_path / "data"))
    warehouse_file = copy / "warehouse.duckdb"
    with duckdb.connect(str(warehouse_file)) as connection:
        connection.execute("update raw.snapshot set models_id = 'of other models'")
    segments = segments_of(copy / "raw", "match_stats")
    segment = max(segments, key=lambda path: path.stat().st_size)
    plant_twin(segment, Feed.MATCH_STATS)
    arguments = ("build", "--full-refresh", "--exclude-resource-type", "unit_test")
    failed = dbt(*arguments, env=environment(copy), target_path=copy / "target")
    assert failed.code == 1
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        assert models_id_of(connection) == ""
    dbt_build(copy, "--full-refresh", *MODELS_ONLY)
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        assert models_id_of(connection) == models_id(ROOT)


def test_a_full_build_of_a_part_does_not_claim_the_new_models(
    data_dir: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(data_dir, tmp_path / "data"))
    with duckdb.connect(str(copy / "warehouse.duckdb")) as connection:
        connection.execute("update raw.snapshot set models_id = 'of other models'")
    dbt_build(copy, "--full-refresh", "--resource-type", "seed")
    with duckdb.connect(str(copy / "warehouse.duckdb"), read_only=True) as connection:
        assert models_id_of(connection) == "of other models"
