"""The dbt project: where it is, and the arguments and environment of its dbt."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import ingest
from ingest.errors import UsageError

_PROJECT_FILE = "dbt_project.yml"
# which file is built, and of what, is settled: another answer would publish something else
_OURS = ("--project-dir", "--profiles-dir", "--profile", "--target", "-t")


def project_root() -> Path:
    """The folder that has this package beside dbt's project file, or else the working directory."""
    for folder in (Path(ingest.__file__).resolve().parents[1], Path.cwd()):
        if (folder / _PROJECT_FILE).is_file():
            return folder
    raise UsageError(f"no {_PROJECT_FILE} here", "run `ingest build` in the folder that has it")


def dbt_command(root: Path, arguments: Sequence[str]) -> list[str]:
    """`dbt build` of this project with the user's arguments."""
    for argument in arguments:
        name = argument.partition("=")[0]
        if name in _OURS:
            raise UsageError(
                f"`ingest build` publishes this project's DuckDB file: leave out {name}, "
                "or use plain `dbt build`"
            )
    where = ("--project-dir", str(root), "--profiles-dir", str(root))
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


def results_file(root: Path, environ: Mapping[str, str], arguments: Sequence[str]) -> Path:
    """Where dbt will say what became of every node."""
    target = environ.get("DBT_TARGET_PATH") or "target"
    for argument, following in pairwise([*arguments, ""]):
        name, _, value = argument.partition("=")
        if name == "--target-path":
            target = value or following
    return root / target / "run_results.json"
