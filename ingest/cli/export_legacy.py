"""`ingest export-legacy`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import StorageError, UsageError
from ingest.legacy.export.files import export_legacy
from ingest.legacy.export.source import attached
from ingest.raw.layout import is_in
from ingest.settings import load_settings
from ingest.terminal import print_line
from ingest.warehouse.connect import interruptible
from ingest.warehouse.location import warehouse_file

HELP = """Write the files the old application reads, from the warehouse as dbt built it last.

Below DIR: a stats.duckdb for every tracked player, shared_matches.duckdb, metadata.duckdb,
profiles, aliases and friends. Files of an earlier export are replaced, others never.
The warehouse is only read.

Example: `ingest export-legacy ~/dashboard`
"""


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The old application's folder, or a new one.")
    ],
) -> int:
    """Write all files, then say which."""
    warehouse = warehouse_file(os.environ)
    _check(folder)
    with attached(warehouse) as connection:
        written = interruptible(connection, lambda: export_legacy(connection, folder))
    for file in written:
        print_line(f"{file.path.as_posix()}: {file.rows:,} rows")
    rows = sum(file.rows for file in written)
    print_line(f"{len(written):,} files, {rows:,} rows written to {folder}")
    return 0


def _check(folder: Path) -> None:
    try:
        is_raw = is_in(load_settings(os.environ).raw_dir, folder)
    except (OSError, RuntimeError) as error:
        raise StorageError(f"{folder} cannot be used: {error}", "name another folder") from None
    if is_raw:
        raise UsageError(f"{folder} is among raw data, which never changes", "name another folder")
