"""What `make demo` built: the numbers of its players, and what to type next."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from ingest.terminal import print_line

# Firefight is left out: a match against the AI brings ten times the kills.
PLAYERS = """
    with maps as (
        select
            gamertag,
            map_name,
            count(*) as matches,
            count_if(outcome = 2) / count(*) as win_rate
        from marts.player_match_stats
        where not is_firefight and map_name is not null
        group by gamertag, map_name
        having count(*) >= 5
    ),

    best_maps as (
        select gamertag, arg_max(map_name, (win_rate, matches, map_name)) as map_name
        from maps
        group by gamertag
    )

    select
        gamertag,
        count(*) as matches,
        count_if(outcome = 2) / count(*) as win_rate,
        sum(kills) / greatest(sum(deaths), 1) as kd_ratio,
        sum(shots_hit) / nullif(sum(shots_fired), 0) as accuracy,
        any_value(best_maps.map_name) as best_map
    from marts.player_match_stats as matches
    left join best_maps using (gamertag)
    where not is_firefight
    group by gamertag
    order by gamertag
"""
# Every line up to the empty one can be pasted into a shell as it stands; a test does.
NEXT = """\
Try next, from this folder:

  . .venv/bin/activate
  export HALO_DATA_DIR='{data}'
  ingest status
  ingest run --demo
  ingest build
  dbt --quiet show --select best_duo_on_which_map
  ingest export --format csv --output - --sql "
    select map_name, count(*) as matches, round(avg(kda), 2) as kda
    from marts.player_match_stats
    where not is_firefight and gamertag = '{player}'
    group by map_name order by matches desc"

Other questions are in dbt_project/analyses, all tables in docs/tables.md.
With your own account (see README.md): unset HALO_DATA_DIR, then `ingest run`.
"""


def main() -> None:
    """Show the players, then the commands."""
    data = Path(os.environ.get("HALO_DATA_DIR", "data/demo"))
    warehouse = Path(os.environ.get("HALO_WAREHOUSE", data / "warehouse.duckdb"))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.sql(PLAYERS).fetchall()
        ((matches,),) = connection.sql("select count(*) from core.match_registry").fetchall()
    shown = Table(title=f"{matches:,} matches in {warehouse}; firefight is left out below")
    for name in ("player", "matches", "wins", "K/D", "accuracy", "best map"):
        shown.add_column(name, justify="left" if name in ("player", "best map") else "right")
    for gamertag, played, win_rate, kd_ratio, accuracy, best_map in rows:
        figures = f"{played:,}", f"{win_rate:.0%}", f"{kd_ratio:.2f}", f"{accuracy:.1%}"
        shown.add_row(gamertag, *figures, best_map or "")
    Console(file=sys.stdout).print(shown)
    for line in NEXT.format(data=data, player=rows[0][0]).splitlines():
        print_line(line)


if __name__ == "__main__":
    main()
