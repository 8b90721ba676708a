"""Before the first request: what will be fetched can be written."""

from __future__ import annotations

from pathlib import Path

from ingest.disk.files import Files, OsFiles, nearest, storage_errors, try_to_write
from ingest.errors import StorageError
from ingest.raw.commit import INCOMING
from ingest.raw.feeds import FEEDS

ENOUGH_FOR_A_BATCH = 64 << 20
"""25 matches with a film kept of each come to half of this."""


def check_ready(root: Path, files: Files | None = None) -> None:
    """Refuse a raw directory that cannot be written to, or whose disk is about to be full."""
    disk = files or OsFiles()
    with storage_errors(root):
        folders = (root, root / INCOMING, *(root / feed for feed in FEEDS))
        for folder in dict.fromkeys(nearest(folder.absolute()) for folder in folders):
            try_to_write(folder)
        free = disk.free_bytes(root)
    if free < ENOUGH_FOR_A_BATCH:
        raise StorageError(
            f"{free:,} bytes are free for {root}, {ENOUGH_FOR_A_BATCH:,} needed: free some space, "
            "or set HALO_DATA_DIR to a directory on another disk"
        )
