"""`ingest migrate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import EXIT_DONE, EXIT_UNFINISHED
from ingest.legacy.migrate.migration import dry_run
from ingest.legacy.migrate.migration import migrate as migrate_files
from ingest.legacy.migrate.report import Migration
from ingest.legacy.read.find import checked_path
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from ingest.settings import load_settings
from ingest.terminal import print_line

HELP = """Land what the old application stored, every row once; its files are only read.

Takes the folder of the old application (or one of its files): players' databases of all versions,
the shared file of version 5, season archives, version 3 with its original JSON, metadata, aliases.
Then `dbt build` brings the matches into the same tables, and `audit.migration_counts` accounts for
every row. May be repeated, also after the old application went on.

Examples: `ingest migrate ~/levelup --dry-run` · `ingest migrate ~/levelup`
"""


def migrate(
    path: Annotated[Path, typer.Argument(help="Folder of the old application, or one file.")],
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be landed, write nothing.")
    ] = False,
) -> int:
    """Read everything below the path."""
    checked_path(path)  # before anything is written
    root = load_settings(os.environ).raw_dir
    if dry:
        found = dry_run(root, load_ledger(root), path, print_line)
        print_line(f"would land {found.landed:,} rows; nothing was written")
    else:
        with open_for_writing(root) as store:
            found = migrate_files(store, path, print_line)
        owners = ", ".join(str(owner) for owner in found.owners) or "unknown"
        print_line(f"{found.landed:,} rows landed; tracked: {owners}; next: `dbt build`")
    return _exit_code(found)


def _exit_code(found: Migration) -> int:
    if not found.skipped:
        return EXIT_DONE
    print_line(f"skipped {len(found.skipped)} files, named above; the rest is complete")
    return EXIT_UNFINISHED
