"""Numbers that lie between two decimals are rounded alike by DuckDB and Spark."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import polars as pl
import pytest
from jinja2 import Environment

from tests.support.dbt_process import ROOT
from tests.support.java import needs_java
from tests.support.spark_script import run_on_spark

pytestmark = [pytest.mark.slow, pytest.mark.spark, needs_java]

READ = """
spark.read.parquet(sys.argv[1]).selectExpr("number", sys.argv[2]).write.parquet(sys.argv[3])
"""


def test_rounded_is_the_same_on_both_engines(tmp_path: Path) -> None:
    numbers = sorted(
        near
        for half in range(1, 2_000, 2)
        for near in (half / 20, math.nextafter(half / 20, 0), math.nextafter(half / 20, 200))
    )
    given, read = tmp_path / "numbers.parquet", tmp_path / "read"
    pl.DataFrame({"number": numbers}).write_parquet(given)
    macros = (ROOT / "macros/engine/numbers.sql").read_text()
    rounded = Environment().from_string(macros + "{{ rounded('number', 1) }} as rounded").render()
    run_on_spark(READ, tmp_path, str(given), rounded.strip(), str(read))
    by_spark = pl.read_parquet(read / "*.parquet").sort("number").rows()
    with duckdb.connect() as connection:
        query = f"select number, {rounded} from read_parquet(?) order by number"
        assert connection.execute(query, [str(given)]).fetchall() == by_spark
    assert all(abs(number - found) <= 0.05 + 1e-9 for number, found in by_spark)
