"""The project on dbt 1.12, in an environment of its own (`make next-dbt`)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import environment
from tests.support.dbt_process import PROJECT, QUIET, SETTINGS

NEXT_DBT = Path(sys.prefix) / "dbt-1.12" / "bin" / "dbt"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NEXT_DBT.exists(), reason="run `make next-dbt` first"),
]


def test_dbt_1_12_builds_and_tests_the_project(data_dir: Path, tmp_path: Path) -> None:
    shutil.copytree(data_dir / "raw", tmp_path / "raw")
    target = str(tmp_path / "target")
    done = subprocess.run(
        [str(NEXT_DBT), *QUIET, "build", *PROJECT, "--target-path", target, "--log-path", target],
        env={**SETTINGS, **environment(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert "Running with dbt=1.12." in done.stdout
    assert "ERROR=0" in done.stdout
    assert "deprecat" not in done.stdout.lower()
