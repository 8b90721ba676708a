"""`ingest verify`."""

from __future__ import annotations

import os

from ingest.errors import StorageError
from ingest.raw import Feed
from ingest.raw.layout import SET_ASIDE
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside
from ingest.raw.verify import verify as verify_raw
from ingest.run.heal import heal
from ingest.settings import load_settings
from ingest.terminal import tell

HELP = """Prove every landed segment to be what was written; set damaged ones aside.

What was in a damaged segment counts as never asked for, so the next `ingest run` fetches it again.

Example: `ingest verify`
"""


def verify() -> int:
    """Check everything, move what is damaged."""
    root = load_settings(os.environ).raw_dir
    if not root.is_dir():
        raise StorageError(f"nothing to verify: {root} does not exist; `ingest run` creates it")
    verdict = verify_raw(root)
    tell(f"{verdict.segments:,} segments, {verdict.rows:,} rows verified")
    if not verdict.damaged:
        return 0
    for path, why in verdict.damaged.items():
        tell(f"damaged: {path}: {why}")
    set_aside(root, verdict.damaged)
    lost = {Feed(path.parent.parent.name) for path in verdict.damaged}
    with open_for_writing(root) as store:
        heal(store, lost)
    if Feed.DOCUMENTS in lost:
        tell("settings were in it: see `ingest players list` for who is tracked now")
    raise StorageError(
        f"damaged segments set aside in {root / SET_ASIDE}: {len(verdict.damaged)}; "
        "`ingest run` fetches what was in them again"
    )
