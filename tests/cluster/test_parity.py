"""Two engines are compared column by column, and a difference is shown where it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from cluster.parity import Difference, compare
from cluster.tasks import tasks_by_executor

ROWS = "(1, 'one', 0.1 + 0.2, timestamp '2026-01-02 03:04:05'), (2, null, 0.0, null)"
COLUMNS = "(number int, name varchar, share double, moment timestamp)"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """One table of core, as DuckDB has it."""
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema core")
        connection.execute(f"create table core.things {COLUMNS}")
        connection.execute(f"insert into core.things values {ROWS}")
    return tmp_path / "warehouse.duckdb"


def on_spark(folder: Path, rows: str, *files: str) -> Path:
    """The table as Spark writes it: some files, none in an order."""
    table = folder / "spark" / "core.db" / "things"
    table.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"create table things {COLUMNS}")
        connection.execute(f"insert into things values {rows}")
        for name in files or ("part-0.parquet",):
            connection.execute(f"copy things to '{table / name}' (format parquet)")
    return folder / "spark"


def differences(warehouse: Path, spark: Path) -> list[Difference]:
    return [found for one in compare(warehouse, spark) for found in one.differences]


def test_the_same_rows_in_another_order_do_not_differ(warehouse: Path, tmp_path: Path) -> None:
    rows = "(2, null, -0.0, null), (1, 'one', 0.3, timestamp '2026-01-02 03:04:05')"
    compared = compare(warehouse, on_spark(tmp_path, rows))
    core = next(one for one in compared if one.schema == "core")
    assert (core.tables, core.rows, list(core.differences)) == (1, 2, [])


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("name", ROWS.replace("'one'", "'uno'")),
        ("name", ROWS.replace("null, 0.0", "'', 0.0")),
        ("share", ROWS.replace("0.1 + 0.2", "0.300001")),
        ("moment", ROWS.replace("03:04:05", "03:04:06")),
        ("number", ROWS.replace("(1,", "(3,")),
    ],
)
def test_a_difference_names_table_column_and_row(
    warehouse: Path, tmp_path: Path, column: str, rows: str
) -> None:
    (found,) = differences(warehouse, on_spark(tmp_path, rows))
    assert (found.table, found.column) == ("core.things", column)
    assert "'number': " in found.row


def test_rows_that_are_missing_or_twice_are_counted(warehouse: Path, tmp_path: Path) -> None:
    (found,) = differences(warehouse, on_spark(tmp_path, ROWS, "part-0.parquet", "part-1.parquet"))
    assert (found.table, found.column) == ("core.things", "number of rows")
    assert found.row.startswith("2 rows on DuckDB, 4 on Spark; more often on Spark: {'number': ")


def test_the_row_of_a_difference_shows_its_column(warehouse: Path, tmp_path: Path) -> None:
    rows = ROWS.replace("'one'", "'uno'").replace("null, 0.0", "null, 0.5")
    shown = {found.column: found.row for found in differences(warehouse, on_spark(tmp_path, rows))}
    assert "'name': 'one'" in shown["name"]
    assert "'share': '0'" in shown["share"]


def test_a_column_that_spark_lacks_is_a_difference(warehouse: Path, tmp_path: Path) -> None:
    spark = on_spark(tmp_path, ROWS)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("alter table core.things add column place int")
    (found,) = differences(warehouse, spark)
    assert found == Difference("core.things", "place", "Spark has no such column")


def test_files_that_spark_does_not_read_are_left_out(warehouse: Path, tmp_path: Path) -> None:
    spark = on_spark(tmp_path, ROWS)
    table = spark / "core.db" / "things"
    for name in (".spark-staging-1", "_temporary"):
        left = table / name / "partition_number=1"
        left.mkdir(parents=True)
        shutil.copy(table / "part-0.parquet", left)
    assert differences(warehouse, spark) == []


def test_a_table_that_spark_has_not_is_a_difference(warehouse: Path, tmp_path: Path) -> None:
    (found,) = differences(warehouse, tmp_path)
    assert (found.table, found.row) == ("core.things", "Spark has no such table")


def test_values_that_changed_places_are_a_difference(warehouse: Path, tmp_path: Path) -> None:
    """The columns have the same values, but not in the same rows."""
    rows = "(1, null, 0.0, null), (2, 'one', 0.3, timestamp '2026-01-02 03:04:05')"
    (found,) = differences(warehouse, on_spark(tmp_path, rows))
    assert found.column == "whole rows"


def test_tasks_are_counted_by_executor(tmp_path: Path) -> None:
    ends = [
        {"Event": "SparkListenerTaskEnd", "Task Info": {"Executor ID": number}}
        for number in ("0", "1", "1")
    ]
    lines = [json.dumps(one) for one in [{"Event": "SparkListenerTaskStart"}, *ends]]
    (tmp_path / "app-1").mkdir()
    (tmp_path / "app-1" / "events_1").write_text("\n".join(lines))
    assert tasks_by_executor(tmp_path) == {"0": 1, "1": 2}
