"""Runs `dbt build` of this project in a process that ends with us."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from cluster.local import ClusterFailed, end_group

ROOT = Path(__file__).parents[1]
MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")


def dbt_build(data: Path, target: str, environ: Mapping[str, str], *selected: str) -> None:
    """Build one target of profiles.yml from the raw folder of `data`."""
    artefacts = str(data / "target")
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "--no-use-colors", "build"]
    command += ["--target", target, "--target-path", artefacts, *selected]
    command += ["--log-path", artefacts, "--log-level-file", "none"]
    environ = {**environ, "HALO_DATA_DIR": str(data)}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
    try:
        code = process.wait()
    finally:
        end_group(process)
    if code:
        raise ClusterFailed(f"dbt build --target {target} ended with {code}")
