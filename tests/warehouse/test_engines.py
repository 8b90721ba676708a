"""The same models on Spark: the same rows, value by value."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.legacy.migrate.migration import migrate
from ingest.raw.store import open_for_writing
from ingest.run.options import RunOptions
from tests.support.commands import MODELS_ONLY, dbt_build
from tests.support.hostile import ALIKE, make_hostile
from tests.support.junk import plant_junk
from tests.support.landing import land
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import small_plan
from tests.support.legacy.shared import write_v5_shared
from tests.support.watched_server import WatchedServer

pytestmark = pytest.mark.slow

EXACT = ("VARCHAR", "INTEGER", "BIGINT", "BOOLEAN", "TIMESTAMP")
PARSED = ("+match_registry", "+match_participants", "+highlight_events", "+match_skill")
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


@pytest.mark.fault("S5", "T9")
@pytest.mark.spark
@pytest.mark.skipif(java_version() < 17, reason="Spark needs Java 17, which is not installed")
@pytest.mark.parametrize(
    ("built", "at_least"),
    [
        # a query on Spark takes a fifth of a second however small the table is, and it is where
        # documents and old rows are parsed that the engines differ
        pytest.param((*MODELS_ONLY, "--select", *PARSED), 40, id="what is parsed"),
        pytest.param((), 105, id="all models and tests", marks=pytest.mark.slow),
    ],
)
async def test_spark_builds_the_rows_duckdb_builds(
    tmp_path: Path, built: tuple[str, ...], at_least: int
) -> None:
    async with WatchedServer(World(seed=21, players=3, matches=25)) as server:
        make_hostile(server, ALIKE)
        await land(server, tmp_path, RunOptions(match_type="all"))
    write_v5_shared(write_owners(tmp_path / "old", small_plan()))
    with open_for_writing(tmp_path / "raw") as store:
        migrate(store, tmp_path / "old", print)
    plant_junk(tmp_path / "raw")
    dbt_build(tmp_path, *(built or MODELS_ONLY))
    dbt_build(tmp_path, "--target", "spark", *built, **LOCAL)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{tmp_path / 'warehouse.duckdb'}' as ours (read_only)")
        tables = built_tables(connection)
        assert len(tables) >= at_least
        differing = [
            f"{schema}.{table}"
            for schema, table in tables
            if contents(connection, f"ours.{schema}.{table}", schema, table)
            != contents(connection, spark_files(tmp_path, schema, table), schema, table)
        ]
        assert differing == []


def built_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Every table dbt built; views are read through the tables above them."""
    return connection.sql(
        f"""
        select table_schema, table_name from information_schema.tables
        where table_catalog = 'ours' and table_schema in {SCHEMAS} and table_type = 'BASE TABLE'
            -- each engine spells shapes its own way
            and table_name not in ('stg_payload_shapes', 'int_payload_keys', 'int_payload_changes')
        """
    ).fetchall()


def spark_files(data_dir: Path, schema: str, table: str) -> str:
    """The files Spark wrote for a table, to be read by somebody else."""
    folder = data_dir / "spark" / "warehouse" / f"{schema}.db" / table
    files = [str(path) for path in folder.rglob("part-*.parquet") if path.stat().st_size]
    assert files, f"Spark built no {schema}.{table}"
    return f"read_parquet({files})"


def contents(
    connection: duckdb.DuckDBPyConnection, relation: str, schema: str, table: str
) -> tuple[int, object, object]:
    """Rows, a hash of what is exact, and the sums of what is not, whatever the order of rows."""
    columns = connection.execute(
        """
        select column_name, data_type from information_schema.columns
        where table_catalog = 'ours' and table_schema = ? and table_name = ?
        order by ordinal_position
        """,
        [schema, table],
    ).fetchall()
    plain = [(name, kind) for name, kind in columns if kind in EXACT]
    exact = ", ".join(f'cast("{name}" as {kind})' for name, kind in plain)
    inexact = [f'round(sum("{name}"), 3)' for name, kind in columns if kind == "DOUBLE"]
    sums = f"[{', '.join(inexact)}]"
    (found,) = connection.sql(
        f"select count(*), sum(hash({exact})), {sums} from {relation}"
    ).fetchall()
    return found


def test_no_model_asks_which_engine_it_runs_on() -> None:
    models = Path(__file__).parents[2] / "dbt_project" / "models"
    asking = [path.name for path in models.rglob("*.sql") if "target." in path.read_text()]
    assert asking == []
