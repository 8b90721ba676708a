"""`ingest compact`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import AnotherIngestRunning, StorageError
from ingest.raw.compact import Compacted, compact, remove_replaced
from ingest.raw.store import RawStore, open_for_writing
from ingest.raw.warehouses import noted_warehouses
from ingest.settings import load_settings
from ingest.terminal import print_line
from ingest.warehouse.build.in_use import files_in_use
from ingest.warehouse.build.publication import published

HELP = """Merge the small segments of past days into large files.

Nothing is fetched, and no row changes. The segments that were merged are deleted by a later
`ingest compact`, when no published warehouse reads them any more.

Examples: `ingest compact`, then `ingest build`, and later `ingest compact` again
"""


def command() -> int:
    """Merge, then delete files that no warehouse reads any more."""
    settings = load_settings(os.environ)
    root = settings.raw_dir
    if not root.is_dir():
        raise StorageError(f"nothing to merge: {root} does not exist", "`ingest run` creates it")
    warehouse = published(os.environ, settings).file
    with open_for_writing(root) as store:
        for line in _merged(compact(store, datetime.now(UTC).date())):
            print_line(line)
        print_line(_removed(store, {warehouse, *noted_warehouses(root)}))
    return 0


def _merged(done: Compacted) -> list[str]:
    if not done.files:
        return ["no segments of past days are left to merge"]
    return [
        f"{done.segments:,} segments merged into {done.files:,} files, "
        f"{done.bytes_before:,} bytes into {done.bytes_after:,}"
    ]


def _removed(store: RawStore, warehouses: set[Path]) -> str:
    try:
        in_use = {path for one in warehouses for path in files_in_use(one)}
    except AnotherIngestRunning as error:
        return f"no merged segment was deleted: {error.problem}"
    removed, kept = remove_replaced(store, in_use)
    later = (
        f"; {kept:,} stay for an hour at least, and until `ingest build` has published a warehouse "
        "that does not read them"
    )
    return f"{removed:,} merged segments deleted{later if kept else ''}"
