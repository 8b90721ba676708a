"""What `make demo` built, and what to type next."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

TABLES = {
    "core.match_registry": "every match, once",
    "core.match_participants": "every player of every match",
    "core.highlight_events": "kills, deaths, medals from films",
    "marts.player_match_stats": "a tracked player's matches",
    "marts.match_sharing": "who plays with whom",
    "marts.backfill_status": "what is landed, missing, and why",
    "audit.raw_duplicates": "raw keys landed twice: none",
}

NEXT = """
Try next:
  . .venv/bin/activate && export HALO_DATA_DIR={data}
  ingest status                     # what is landed
  ingest run --demo                 # again: asks for what is new, which is nothing
  dbt build                         # again: reads new segments only
  python -c "import duckdb; duckdb.connect('{data}/warehouse.duckdb', read_only=True).sql(
    'select map_name, count(*) as matches, round(avg(kda), 2) as kda
     from marts.player_match_stats group by map_name order by matches desc').show()"

With a real account (see README.md): unset HALO_DATA_DIR, then `ingest run` and `dbt build`.
"""


def main() -> None:
    """Count the rows of the tables a newcomer wants to see."""
    data = Path(os.environ.get("HALO_DATA_DIR", "data/demo"))
    warehouse = Path(os.environ.get("HALO_WAREHOUSE", data / "warehouse.duckdb"))
    shown = Table("table", "rows", "what it holds", title=f"Built in {warehouse}")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, purpose in TABLES.items():
            (count,) = connection.sql(f"select count(*) from {name}").fetchall()[0]
            shown.add_row(name, f"{count:,}", purpose)
    Console(file=sys.stdout).print(shown)
    print(NEXT.format(data=data).strip())


if __name__ == "__main__":
    main()
