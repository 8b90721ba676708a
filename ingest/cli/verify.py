"""`ingest verify`."""

from __future__ import annotations

import os

from ingest.errors import StorageError
from ingest.raw import Feed
from ingest.raw.layout import SET_ASIDE
from ingest.raw.store import open_for_writing
from ingest.raw.verify import feeds_to_reopen, set_aside
from ingest.raw.verify import verify as verify_raw
from ingest.run.reopen import reopen_keys_of_damaged_segments
from ingest.settings import load_settings
from ingest.terminal import print_line

HELP = """Prove every landed segment to be what was written; set damaged ones aside.

What was in a damaged segment counts as never asked for, so the next `ingest run` fetches it again.

Example: `ingest verify`
"""


def verify() -> int:
    """Check everything, move what is damaged."""
    root = load_settings(os.environ).raw_dir
    if not root.is_dir():
        raise StorageError(f"nothing to verify: {root} does not exist", "`ingest run` creates it")
    verdict = verify_raw(root)
    print_line(f"{verdict.segments:,} segments, {verdict.rows:,} rows verified")
    for path, why in verdict.damaged.items():
        print_line(f"damaged: {path}: {why}")
    for path, why in verdict.unreadable.items():
        print_line(f"unreadable: {path}: {why}")
    for first, last in verdict.missing:
        print_line(f"missing: rows {first:,} to {last:,}: the segment that held them is gone")
    if verdict.damaged or verdict.missing:
        set_aside(root, verdict.damaged, verdict.missing)
    for path, why in verdict.unreadable.items():
        raise StorageError(
            f"{path} cannot be read: {why}",
            f"make it readable, or move it out of {root}, and run `ingest verify` again",
        )
    lost = feeds_to_reopen(root)
    if not lost:
        return 0
    with open_for_writing(root) as store:
        reopen_keys_of_damaged_segments(store)
    if Feed.DOCUMENTS in lost:
        print_line("settings were in it: see `ingest players list` for who is tracked now")
    raise StorageError(
        f"segments damaged and set aside in {root / SET_ASIDE}: "
        f"{len(verdict.damaged)}, missing: {len(verdict.missing)}",
        "`ingest run` fetches what was in them again",
    )
