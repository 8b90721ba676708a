"""What a run does before its first request: lock the raw layer, and load the ledger."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.raw.store import open_for_writing

if __name__ == "__main__":
    with open_for_writing(Path(sys.argv[1])) as store:
        print(store.ledger.next_sequence)
