"""The least that a warehouse of these payloads costs: each is parsed once into a structure."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

FEEDS = ("match_stats", "match_skill", "match_film", "player_matches")
_SAMPLE = 200


def parse_all(raw_dir: Path, threads: int = 2) -> int:
    """One bare query for each feed; the number of payloads."""
    parsed = 0
    with duckdb.connect(config={"threads": threads}) as connection:
        for feed in FEEDS:
            files = f"read_parquet('{raw_dir}/{feed}/landed_on=*/*.parquet')"
            some = f"(select payload from {files} where payload is not null limit {_SAMPLE})"
            # without the cast the structure of a text is "VARCHAR", and nothing is built from it
            structure = connection.execute(
                f"select cast(json_group_structure(cast(payload as json)) as varchar) from {some}"
            ).fetchall()[0][0]
            count = f"select count(from_json(payload, ?)) from {files}"
            parsed += connection.execute(count, [structure]).fetchall()[0][0]
    return parsed


if __name__ == "__main__":
    print(parse_all(Path(sys.argv[1])))
