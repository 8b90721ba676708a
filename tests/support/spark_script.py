"""Runs a script in a process of its own, with a session of Spark on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cluster.local import LOCAL

_SESSION = """
import sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
"""


def run_on_spark(script: str, folder: Path, *arguments: str) -> None:
    """The script has the session as `spark`, and its arguments as `sys.argv`."""
    done = subprocess.run(
        [sys.executable, "-c", _SESSION + script, *arguments],
        cwd=folder,
        env={**os.environ, **LOCAL},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
