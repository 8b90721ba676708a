"""A build on Spark that was killed is repeated, and gives what DuckDB builds at once."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.support.growing import copy_segments, land_and_migrate
from tests.support.java import needs_java
from tests.support.spark_builds import build_on_spark, differences, kill_a_build_on_spark

pytestmark = [pytest.mark.slow, pytest.mark.spark, needs_java]


async def test_killed_builds_on_spark_are_repeated(tmp_path: Path) -> None:
    landed, grown = tmp_path / "landed", tmp_path / "grown"
    await land_and_migrate(landed, tmp_path / "old")
    segments = sorted((landed / "raw").rglob("*.parquet"))
    Random(23).shuffle(segments)
    for number, batch in enumerate((segments[::2], segments[1::2])):
        copy_segments(batch, landed, grown)
        for after_tables in (0, 3, 7):
            kill_a_build_on_spark(grown, after_tables)
        build_on_spark(grown)
        assert differences(grown, tmp_path / f"whole-{number}") == []
