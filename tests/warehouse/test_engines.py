"""The same models on Spark: same rows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.run.options import RunOptions
from tests.support.commands import dbt_build
from tests.support.landing import land
from tests.support.raw import query

SCHEMAS = ("staging", "core", "marts", "audit", "reference")
LOCAL = {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost"}


def java_version() -> int:
    """Major version of the installed Java, or 0."""
    java = shutil.which("java")
    if java is None:
        return 0
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


@pytest.mark.spark
@pytest.mark.skipif(java_version() < 17, reason="Spark needs Java 17, which is not installed")
@pytest.mark.parametrize(
    "left_out",
    [
        # a query on Spark takes a fifth of a second however small the table is
        pytest.param(["--exclude-resource-type", "test", "unit_test"], id="models"),
        pytest.param([], id="models and tests", marks=pytest.mark.slow),
    ],
)
async def test_spark_builds_the_rows_duckdb_builds(tmp_path: Path, left_out: list[str]) -> None:
    async with DemoServer(World(seed=21, players=3, matches=25)) as server:
        await land(server, tmp_path, RunOptions(match_type="all"))
    dbt_build(tmp_path)
    dbt_build(tmp_path, "--target", "spark", *left_out, **LOCAL)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        ours = tables(connection)
        assert len(ours) >= 20
        differing = {}
        for schema, table in ours:
            (count,) = connection.sql(f"select count(*) from {schema}.{table}").fetchall()[0]
            spark = rows_on_spark(tmp_path, schema, table)
            if spark != count:
                differing[f"{schema}.{table}"] = (count, spark)
        assert differing == {}


def tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every table dbt built; views are read through the tables above them."""
    return connection.sql(
        f"""
        select table_schema, table_name from information_schema.tables
        where table_schema in {SCHEMAS} and table_type = 'BASE TABLE'
        """
    ).fetchall()


def rows_on_spark(data_dir: Path, schema: str, table: str) -> int:
    """Rows of the files Spark wrote for a table, counted by somebody else."""
    folder = data_dir / "spark" / "warehouse" / f"{schema}.db" / table
    files = [str(path) for path in folder.rglob("part-*.parquet") if path.stat().st_size]
    if not files:
        assert folder.is_dir(), f"Spark built no {schema}.{table}"
        return 0
    ((count,),) = query(f"select count(*) from read_parquet({files})")
    return int(count)


def test_no_model_asks_which_engine_it_runs_on() -> None:
    models = Path(__file__).parents[2] / "dbt_project" / "models"
    asking = [path.name for path in models.rglob("*.sql") if "target." in path.read_text()]
    assert asking == []
