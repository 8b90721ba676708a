"""The README's make targets, in the environment `make` itself has set up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.support.commands import ROOT, environment

VENV = Path(sys.prefix)
pytestmark = pytest.mark.skipif(
    not (VENV / ".installed").exists(), reason="this Python was not set up by make"
)


def make(target: str, folder: Path) -> str:
    done = subprocess.run(
        ["make", target, f"VENV={VENV}", f"DEMO=HALO_DATA_DIR={folder}", f"TARGET={folder}/target"],
        env=environment(folder, DBT_TARGET_PATH=f"{folder}/target", DBT_LOG_PATH=f"{folder}/logs"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_demo_ends_in_a_warehouse_and_a_page_about_it(tmp_path: Path) -> None:
    told = make("demo", tmp_path)
    assert "751" in told
    assert told.splitlines()[-1] == f"open {tmp_path}/report/index.html"
    assert (tmp_path / "report" / "index.html").is_file()
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.sql("select count(*) from core.match_registry").fetchall() == [(751,)]
    assert f"open {tmp_path}/target/docs.html" in make("docs", tmp_path)
    assert "Halo match warehouse" in (tmp_path / "target" / "docs.html").read_text()
