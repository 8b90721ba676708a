"""The files of the dbt project, in a clone or in an installed package.

`setup.py` runs this file to put them into the wheel, so nothing of `ingest` is imported here.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

PROJECT_FILE = "dbt_project.yml"
PACKAGED = Path(__file__).parent / "packaged"
"""Where the wheel has the project. A clone has no such folder."""
CLONE = Path(__file__).parents[2]
_PATTERNS = (
    PROJECT_FILE,
    "profiles.yml",
    "dbt_project/**/*.sql",
    "dbt_project/**/*.yml",
    "dbt_project/**/*.md",
    "macros/**/*.sql",
    "macros/**/*.yml",
    "seeds/*.csv",
    "seeds/*.yml",
    "tests/dbt/**/*.sql",
    "tests/dbt/**/*.yml",
)


def is_project(folder: Path) -> bool:
    """Whether this is our dbt project, and not another one."""
    try:
        text = (folder / PROJECT_FILE).read_text(encoding="utf-8")
    except OSError:
        return False
    return bool(re.search(r"^name: halo$", text, re.MULTILINE))


def shipped_project() -> Path:
    """The project that belongs to this package: beside it in a clone, within it in a wheel."""
    return CLONE if is_project(CLONE) else PACKAGED


def project_files(folder: Path) -> list[str]:
    """The names of all files of a project, in order."""
    found = {path for pattern in _PATTERNS for path in folder.glob(pattern) if path.is_file()}
    return sorted(path.relative_to(folder).as_posix() for path in found)


def copy_project(source: Path, target: Path) -> None:
    """All files of a project, for the wheel."""
    shutil.rmtree(target, ignore_errors=True)
    for name in project_files(source):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
