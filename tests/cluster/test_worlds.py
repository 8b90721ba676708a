"""A build on a cluster gives the rows that DuckDB gives, through both ways into Spark."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import ROOT, environment
from tests.support.java import needs_java


@pytest.mark.slow
@pytest.mark.spark
@needs_java
@pytest.mark.parametrize(("world", "through"), [("mixed", "thrift"), ("hostile", "session")])
def test_a_build_on_a_cluster_gives_the_rows_of_duckdb(
    tmp_path: Path, world: str, through: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cluster", "--world", world, "--through", through],
        cwd=ROOT,
        env={**environment(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-6_000:]
    found = re.search(r"^all +(\d+) +([\d,]+) +(\d+)$", done.stdout, re.MULTILINE)
    assert found, done.stdout
    assert int(found[1]) >= 105
    assert int(found[3]) == 0
    assert len(re.findall(r"^executor \d+: ", done.stdout, re.MULTILINE)) == 2
