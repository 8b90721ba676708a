"""`python -m tests.support.full_disk ROOT`: commits until the disk is full, then goes on elsewhere.

ROOT lies on a very small disk; what happened is printed as JSON.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from ingest.errors import StorageError
from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from ingest.raw.verify import verify

FILLER = 1 << 20


def batch(number: int, chance: random.Random) -> list[Row]:
    """Rows that no compression makes smaller."""
    return [
        Row(
            feed=feed,
            key=f"{number}-{item}",
            status=Status.QUARANTINED,
            body=chance.randbytes(30_000),
        )
        for feed in (Feed.MATCH_SKILL, Feed.MATCH_STATS)
        for item in range(2)
    ]


def main(root: Path) -> None:
    """Fill the disk, make room, go on."""
    chance = random.Random(1)
    filler = root.parent / "filler"
    filler.write_bytes(bytes(FILLER))
    safe: list[str] = []
    try:
        with open_for_writing(root) as store:
            for number in range(1000):
                rows = batch(number, chance)
                store.commit(rows)
                safe += [f"{row.feed}/{row.key}" for row in rows]
    except StorageError as error:
        told, code = str(error), error.exit_code
    left = [path.name for path in (root / ".incoming").iterdir()]
    filler.unlink()
    with open_for_writing(root) as store:
        ledger = store.ledger
        kept = [one for one in safe if ledger.status(Feed(one.split("/")[0]), one.split("/")[1])]
        again = [row for row in rows if ledger.status(row.feed, row.key) is None]
        store.commit(again)
    verdict, ledger = verify(root), load_ledger(root)
    print(
        json.dumps(
            {
                "told": told,
                "code": code,
                "left": left,
                "lost": sorted(set(safe) - set(kept)),
                "safe": len(safe),
                "rows": verdict.rows,
                "keys": sum(ledger.statuses(feed).total() for feed in FEEDS),
                "damaged": len(verdict.damaged) + len(verdict.missing),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
