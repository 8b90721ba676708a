"""`ingest cleanup-legacy`."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import EXIT_DONE, EXIT_UNFINISHED, UsageError
from ingest.legacy.archive.cleanup import Cleanup, cleanup, earlier_archives
from ingest.legacy.archive.packing import SUMS
from ingest.settings import load_settings
from ingest.terminal import print_line
from ingest.warehouse.location import warehouse_file

HELP = """Pack the old application's files into one archive and remove them, once they are migrated.

Only when the warehouse, as `dbt build` made it, accounts for every migrated row and match. The
archive lies in PATH, with a checksum of every file; it is read back before anything is removed.
A file that is not migrated, or was changed since, is named and stays.

Example: `ingest cleanup-legacy ~/levelup`, after `ingest migrate ~/levelup` and `dbt build`
"""


def command(
    path: Annotated[Path, typer.Argument(help="Folder of the old application, or one file.")],
) -> int:
    """Clean up, then say what it brought."""
    root = load_settings(os.environ).raw_dir
    done = cleanup(root, warehouse_file(os.environ), path, print_line)
    if done.archive is not None:
        _tell(done, done.archive)
    elif not done.left:
        _nothing(path)
    if not done.left:
        return EXIT_DONE
    print_line(f"{len(done.left):,} files stay, named above with what to do")
    return EXIT_UNFINISHED


def _tell(done: Cleanup, archive: Path) -> None:
    won = done.bytes_before - done.bytes_packed
    print_line(
        f"{done.files:,} files removed, {done.bytes_before:,} bytes; "
        f"{archive} has them in {done.bytes_packed:,}: {won:,} bytes won"
    )
    file, folder = shlex.quote(str(archive)), shlex.quote(str(archive.parent))
    print_line("to have them back:")
    print_line(f"tar -xJf {file} -C {folder} && (cd {folder} && sha256sum -c {SUMS})")


def _nothing(path: Path) -> None:
    """Cleaned up before is well; a folder that never held such a file is a mistake."""
    earlier = earlier_archives(path)
    if not earlier:
        raise UsageError(
            f"no file of the old application below {path}",
            "name the folder that holds data/players",
        )
    print_line(f"nothing to clean up below {path}: {earlier[-1]} was made of it before")
