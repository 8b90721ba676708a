"""The dbt project: where it is, and the arguments and environment of its dbt."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from ingest.errors import UsageError
from ingest.project.files import PACKAGED, is_project, shipped_project
from ingest.settings_place import settings_path

# which file is built, and of what, is settled: another answer would publish something else
_OURS = ("--project-dir", "--profiles-dir", "--profile", "--target", "-t")


def project_root(environ: Mapping[str, str]) -> Path:
    """The project of the working folder, or of the folder of ingest.toml, or the package's."""
    for folder in (Path(), settings_path(environ).parent):
        if is_project(folder):
            return folder.absolute()
    return shipped_project()


def dbt_command(root: Path, arguments: Sequence[str], written: Path) -> list[str]:
    """`dbt build` of this project with the user's arguments."""
    for argument in arguments:
        name = argument.partition("=")[0]
        if name in _OURS:
            raise UsageError(
                f"`ingest build` publishes this project's DuckDB file: leave out {name}, "
                "or use plain `dbt build`"
            )
    where = ["--project-dir", str(root), "--profiles-dir", str(root)]
    if written != root:
        where += ["--target-path", str(written / "target"), "--log-path", str(written / "logs")]
    which = ("--profile", "halo", "--target", "duckdb")
    return [
        sys.executable,
        "-m",
        "ingest.warehouse.build.child",
        "build",
        *where,
        *which,
        *arguments,
    ]


def dbt_environment(environ: Mapping[str, str], data_dir: Path, side: Path) -> dict[str, str]:
    """The caller's environment without tokens, for a dbt that may start in another folder."""
    kept = {name: value for name, value in environ.items() if not name.startswith("SPNKR_")}
    return {**kept, "HALO_DATA_DIR": str(data_dir.absolute()), "HALO_WAREHOUSE": str(side)}


def written_folder(root: Path, data_dir: Path) -> Path:
    """Where dbt writes: into the project, or into the data directory if it may not be changed."""
    is_ours = root == PACKAGED or not os.access(root, os.W_OK)
    return data_dir.absolute() if is_ours else root


def results_file(written: Path, environ: Mapping[str, str], arguments: Sequence[str]) -> Path:
    """Where dbt will say what became of every node."""
    target = environ.get("DBT_TARGET_PATH") or "target"
    for argument, following in pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--target-path":
            target = value or following
    return written / target / "run_results.json"
