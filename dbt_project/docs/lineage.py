"""Writes the page of the column lineage with dbt-colibri."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

# It would ask the package index for a newer version, and its page would report to its maker.
SILENT = {"DBT_COLIBRI_NO_VERSION_CHECK": "1", "DO_NOT_TRACK": "1"}


def write_lineage(folder: Path, target: Path) -> None:
    """From the manifest and the catalog in the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            *(str(Path(sys.executable).with_name("colibri")), "generate", "--disable-telemetry"),
            *("--manifest", str(folder / "manifest.json")),
            *("--catalog", str(folder / "catalog.json")),
            *("--output-dir", scratch),
        ]
        done = subprocess.run(
            command, env={**os.environ, **SILENT}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"the column lineage was not written:\n{done.stdout}{done.stderr}")
        target.write_bytes((Path(scratch) / "index.html").read_bytes())
