"""Builds some tables on Spark, in one process of this machine, and compares them with DuckDB."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from cluster.local import LOCAL
from cluster.parity import compare
from tests.support.commands import DBT, MODELS_ONLY, dbt_build, environment
from tests.support.dbt_process import PROJECT, QUIET, SETTINGS

# each strategy has tables here: documents, segments, matches and later_matches
SELECTED = ("+highlight_events", "+match_skill", "+int_performance_scores")
BUILT = (*MODELS_ONLY, "--select", *SELECTED)


def build_on_spark(data_dir: Path) -> None:
    dbt_build(data_dir, "--target", "spark", *BUILT, **LOCAL)


def kill_a_build_on_spark(data_dir: Path, after_tables: int) -> None:
    """Kill it without warning, while it writes the rows of a table after so many others."""
    command = [str(DBT), *QUIET, "--no-write-json", "build", "--target", "spark", *BUILT, *PROJECT]
    command += ["--target-path", str(data_dir / "target"), "--log-path", str(data_dir / "target")]
    process = subprocess.Popen(
        command,
        env={**SETTINGS, **environment(data_dir, **LOCAL)},
        cwd=data_dir,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    seen: set[Path] = set()
    try:
        while len(seen) <= after_tables:
            assert process.poll() is None, f"the build ended after {len(seen)} tables"
            seen |= tables_in_work(data_dir)
            time.sleep(0.005)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def tables_in_work(data_dir: Path) -> set[Path]:
    """The folders of tables into which Spark writes rows now."""
    found = set()
    for table in (data_dir / "spark" / "warehouse").glob("*.db/*"):
        # Spark may drop a table while we look
        with suppress(FileNotFoundError, NotADirectoryError):
            names = [path.name for path in table.iterdir()]
            is_in_work = any(name.startswith(("_temporary", ".spark-staging-")) for name in names)
            if is_in_work and table.parent.name != "raw.db":
                found.add(table)
    return found


def differences(data_dir: Path, whole: Path) -> list[object]:
    """Between what Spark has, and one full build of the same raw files on DuckDB."""
    shutil.copytree(data_dir / "raw", whole / "raw")
    dbt_build(whole, *BUILT)
    compared = compare(whole / "warehouse.duckdb", data_dir / "spark" / "warehouse")
    assert sum(one.tables for one in compared) > 40
    return [found for one in compared for found in one.differences]
