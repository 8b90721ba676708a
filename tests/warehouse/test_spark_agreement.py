"""What is admitted says the same to Python, DuckDB and Spark: the whole corpus, leaf by leaf."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

from ingest.demo.api import DemoApi
from ingest.demo.world import World
from ingest.payload.admit import admit
from tests.support.corpus import recipes
from tests.support.java import needs_java
from tests.support.leaves import read_by_duckdb, spelled_for_spark
from tests.support.malformed import member
from tests.support.spark_script import run_on_spark

READ = """
spark.read.parquet(sys.argv[1]).selectExpr(
    "number",
    "get_json_object(document, '$') as whole",
    "from_json(document, 'struct<MatchId: string>').MatchId as match_id",
    "try_parse_json(document) is not null as is_variant",
).write.parquet(sys.argv[2])
"""


def documents() -> list[str]:
    """Every admitted body of the corpus, and what lies at the limits of admission."""
    world = World(seed=33, players=1, matches=4)
    path = f"/hi/matches/{world.matches[0].match_id}/stats"
    sound = DemoApi(world).answer("match_stats", path, {}).body
    samples = [one(sound) for one in recipes(malformed=0, unusual=4, drifted=40)]
    bodies = [sample.body for sample in samples]
    bodies += [member(sound, f'"{"x" * (20_000_000 - len(sound) - 20)}"')]
    bodies += [member(sound, text) for text in limits(Random(7))]
    return [admit(body).text for body in bodies]


def limits(rng: Random) -> list[str]:
    """Numbers as long as may be, in all their spellings."""
    digits = ["".join(rng.choices("0123456789", k=900)) for _ in range(20)]
    whole = [f"{rng.choice(['', '-'])}{rng.randrange(1, 10)}{one}" for one in digits]
    return [*whole, *(f"{one[:50]}.{one[50:]}e{rng.randrange(-400, 400)}" for one in whole)]


@pytest.mark.fault("N13")
@pytest.mark.slow
@pytest.mark.spark
@needs_java
def test_python_duckdb_and_spark_read_every_admitted_body_alike(tmp_path: Path) -> None:
    texts = documents()
    assert len(texts) > 200
    given, read = tmp_path / "documents.parquet", tmp_path / "read"
    pl.DataFrame({"number": range(len(texts)), "document": texts}).write_parquet(given)
    run_on_spark(READ, tmp_path, str(given), str(read))
    by_spark = {row["number"]: row for row in pl.read_parquet(read / "*.parquet").to_dicts()}
    assert len(by_spark) == len(texts)
    with duckdb.connect() as connection:
        for number, text in enumerate(texts):
            value = json.loads(text)
            assert repr(read_by_duckdb(connection, text)) == repr(value), text[:200]
            seen = by_spark[number]
            assert json.loads(seen["whole"]) == spelled_for_spark(value), text[:200]
            assert seen["is_variant"]
            assert seen["match_id"] == value["MatchId"]
