"""The same models on Spark: the same rows, value by value."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.local import LOCAL
from cluster.parity import compare
from tests.support.commands import MODELS_ONLY, dbt_build
from tests.support.java import needs_java
from tests.support.worlds import land_mixed

SKILL = ("+match_skill",)


@pytest.mark.fault("S5", "T9")
@pytest.mark.spark
@needs_java
@pytest.mark.parametrize(
    ("built", "at_least"),
    [
        # a table on Spark takes seconds however small it is, and it is where documents and old
        # rows are parsed that the engines differ: this is the smallest part that parses both
        pytest.param((*MODELS_ONLY, "--select", *SKILL), 15, id="skill"),
        pytest.param((), 105, id="all models and tests", marks=pytest.mark.slow),
    ],
)
async def test_spark_builds_the_rows_duckdb_builds(
    tmp_path: Path, built: tuple[str, ...], at_least: int
) -> None:
    await land_mixed(tmp_path)
    dbt_build(tmp_path, *(built or MODELS_ONLY))
    dbt_build(tmp_path, "--target", "spark", *built, **LOCAL)
    compared = compare(tmp_path / "warehouse.duckdb", tmp_path / "spark" / "warehouse")
    assert sum(one.tables for one in compared) >= at_least
    assert [found for one in compared for found in one.differences] == []


def test_no_model_asks_which_engine_it_runs_on() -> None:
    models = Path(__file__).parents[2] / "dbt_project" / "models"
    asking = [path.name for path in models.rglob("*.sql") if "target." in path.read_text()]
    assert asking == []
