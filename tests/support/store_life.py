"""All that a store does in its life, for tests that stop it at each call in turn.

`python -m tests.support.store_life ROOT N` kills itself at the N-th call of its files.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from ingest.disk.files import Files
from ingest.raw import Feed, Row, Status
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside, verify
from ingest.run.reopen import reopen_keys_of_damaged_segments
from tests.support.failing_files import FailingFiles

BATCHES = 2
FEEDS = (Feed.MATCH_SKILL, Feed.MATCH_STATS)


def batch(number: int) -> list[Row]:
    return [
        Row(feed=feed, key=f"match-{number}-{item}", status=Status.OK, payload=f'{{"n":{number}}}')
        for feed in FEEDS
        for item in range(3)
    ]


def live(root: Path, files: Files) -> Iterator[list[Row]]:
    """Commit, then set aside what is damaged and heal it; yields rows once they are safe."""
    with open_for_writing(root, files=files) as store:
        for number in range(BATCHES):
            rows = [row for row in batch(number) if store.ledger.status(row.feed, row.key) is None]
            store.commit(rows)
            yield rows
    verdict = verify(root)
    if verdict.damaged or verdict.missing:
        set_aside(root, verdict.damaged, verdict.missing, files)
    with open_for_writing(root, files=files) as store:
        reopen_keys_of_damaged_segments(store)


def main(root: str, fail_at: str) -> None:
    """Say which rows are safe, until the end."""
    killer = FailingFiles(int(fail_at), fail=lambda: os.kill(os.getpid(), signal.SIGKILL))
    for rows in live(Path(root), killer):
        print(*(f"{row.feed}/{row.key}" for row in rows), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
