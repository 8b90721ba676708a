"""`python -m tests.support.reader FILE`: reads a warehouse over and over.

For a process of its own: one process has one instance of DuckDB for a file name, so whoever holds
the file open there would not see its successor. Reads until standard input ends, and at least as
often as asked; then prints what it saw as JSON.
"""

from __future__ import annotations

import json
import select
import sys
import time

import duckdb

PAUSE = 0.03  # a reader without a pause would leave the build no core
QUERY = """
    select
        (select snapshot_id from raw.snapshot),
        (select count(*) from core.match_registry),
        (select count(distinct match_id) from core.match_participants),
        (select count(distinct match_id) from core.highlight_events)
"""


def main(path: str, at_least: int) -> None:
    """Count reads, refusals, and the different answers each snapshot gave."""
    reads, errors, answers = 0, [], set()
    while reads < at_least or not select.select([sys.stdin], [], [], 0)[0]:
        try:
            with duckdb.connect(path, read_only=True) as connection:
                answers.add(connection.execute(QUERY).fetchall()[0])
        except duckdb.Error as error:
            errors.append(str(error))
        reads += 1
        time.sleep(PAUSE)
    print(json.dumps({"reads": reads, "errors": errors, "answers": sorted(answers)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
