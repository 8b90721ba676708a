"""`ingest init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ingest import __version__
from ingest.project.files import shipped_project
from ingest.project.init import Copied, init
from ingest.terminal import print_line

HELP = """Make a folder for your own warehouse, or bring an older one to this version.

The folder gets a copy of the dbt project, so plain `dbt build` works in it and you can add models.
In a folder that has an older copy, files that you changed and your own files stay.

Examples: `ingest init halo` · `ingest init .`
"""


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; it may exist.")],
) -> int:
    """Copy or upgrade, say what was kept."""
    outcome = init(shipped_project(), folder)
    for line in _lines(outcome, folder):
        print_line(line)
    return 0


def _lines(outcome: Copied, folder: Path) -> list[str]:
    if outcome.before is None:
        first = f"{folder} is ready: {len(outcome.written):,} files of version {__version__}"
    else:
        first = (
            f"{folder} has version {__version__} now, and had {outcome.before}: "
            f"{len(outcome.written):,} files written, {outcome.unchanged:,} the same, "
            f"{len(outcome.deleted):,} deleted"
        )
    kept = [f"kept as you changed it: {name}" for name in outcome.kept]
    return [first, *kept, "next, in this folder: `ingest run`, then `ingest build`"]
