"""A build on Spark notices each change of a row, and no change of the order of rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jinja2 import Environment

from tests.support.dbt_process import ROOT
from tests.support.java import needs_java
from tests.support.spark_script import run_on_spark

pytestmark = [pytest.mark.slow, pytest.mark.spark, needs_java]

READ = """
import json
from pathlib import Path
queries = json.loads(Path(sys.argv[1]).read_text())
hashes = [str(spark.sql(f"select {sys.argv[2]} from ({one})").first()[0]) for one in queries]
Path(sys.argv[3]).write_text(json.dumps(hashes))
"""
# before and after
CHANGES = [
    ("select true as is_win, null as is_tie", "select null as is_win, true as is_tie"),
    ("select array(1, null) as wins", "select array(null, 1) as wins"),
    ("select map('0', 1.5d) as mmrs", "select map('1', 1.5d) as mmrs"),
    ("select map('0', 1.5d) as mmrs", "select map('0', null) as mmrs"),
    ("select named_struct('a', 1, 'b', null) as s", "select named_struct('a', null, 'b', 1) as s"),
    ("select 'a' as map, 'b, c' as mode", "select 'a, b' as map, 'c' as mode"),
    ("select 'null' as map", "select null as map"),
    (
        "select timestamp'2026-01-01 00:00:00.000001' as ended_at",
        "select timestamp'2026-01-01 00:00:00.000002' as ended_at",
    ),
    ("select 0.1d as mmr", "select 0.10000000000000002d as mmr"),
    ("select * from values (1), (1) as rows(kills)", "select * from values (1) as rows(kills)"),
    ("select * from values (1, 2), (3, 4)", "select * from values (1, 4), (3, 2)"),
]
SAME = ("select * from values (1, 'a'), (2, null)", "select * from values (2, null), (1, 'a')")


def test_each_change_of_a_row_changes_the_hash_of_the_rows(tmp_path: Path) -> None:
    given, read = tmp_path / "queries.json", tmp_path / "hashes.json"
    given.write_text(json.dumps([query for pair in [*CHANGES, SAME] for query in pair]))
    macro = (ROOT / "macros/increments/spark/rows_hash.sql").read_text()
    expression = Environment().from_string(macro + "{{ rows_hash() }}").render().strip()
    run_on_spark(READ, tmp_path, str(given), expression, str(read))
    hashes = json.loads(read.read_text())
    pairs = list(zip(hashes[::2], hashes[1::2], strict=True))
    unnoticed = [
        change for change, pair in zip(CHANGES, pairs, strict=False) if len(set(pair)) == 1
    ]
    assert unnoticed == []
    assert len(set(pairs[-1])) == 1
