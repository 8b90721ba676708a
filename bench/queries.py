"""How long twelve questions take that people ask most."""

from __future__ import annotations

import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

_TIMES = 60

QUERIES = {
    "maps of a player": """
        select map_name, matches, win_rate, kd_ratio
        from marts.player_map_stats where xuid = $xuid order by matches desc
    """,
    "last 20 matches": """
        select started_at, map_name, outcome, kills, deaths, accuracy
        from marts.player_match_stats where xuid = $xuid order by started_at desc limit 20
    """,
    "sessions": """
        select session_number, matches, win_rate, kd_ratio, trend
        from marts.player_sessions where xuid = $xuid order by session_number desc limit 50
    """,
    "trends": """
        select period_started_at, matches, win_rate, kd_ratio
        from marts.player_trends where xuid = $xuid and period = 'week' order by period_started_at
    """,
    "teammates": """
        select teammate_xuid, matches_together, wins_together
        from marts.teammates where xuid = $xuid order by matches_together desc limit 20
    """,
    "antagonists": """
        select opponent_xuid, times_killed, times_killed_by
        from marts.antagonists where xuid = $xuid order by times_killed_by desc limit 20
    """,
    "medals": """
        select name_en, medal_count, matches
        from marts.player_medals where xuid = $xuid order by medal_count desc
    """,
    "hour of day": """
        select hour(started_at) as hour, count(*) as matches, sum(kills) / sum(deaths) as kd_ratio
        from marts.player_match_stats
        where xuid = $xuid and not is_firefight group by hour order by hour
    """,
    "roster of a match": """
        select gamertag, team_id, score, kills, deaths
        from core.match_participants where match_id = $match_id order by team_id, score desc
    """,
    "events of a match": """
        select time_ms, event_type, gamertag, medal_name
        from core.highlight_events where match_id = $match_id order by event_index
    """,
    "nemeses": """
        select killer_xuid, count(*) as kills
        from core.killer_victim_pairs where victim_xuid = $xuid
        group by killer_xuid order by kills desc limit 20
    """,
    "medals by map": """
        select registry.map_name, sum(medals.medal_count) as medals
        from core.medals_earned as medals
        inner join core.match_registry as registry on medals.match_id = registry.match_id
        where medals.xuid = $xuid group by registry.map_name order by medals desc
    """,
}


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of a query."""

    p50: float
    p95: float


def latencies(warehouse: Path, times: int = _TIMES) -> dict[str, Latency]:
    """Each query several times, for players and matches chosen by chance, in one connection."""
    chance = random.Random(7)
    found = {}
    config: dict[str, str | bool | int | float | list[str]] = {"threads": 2}
    with duckdb.connect(str(warehouse), read_only=True, config=config) as connection:
        xuids = _column(connection, "select xuid from core.tracked_players order by xuid")
        matches = _column(connection, "select match_id from core.match_registry order by match_id")
        for name, query in QUERIES.items():
            spent = []
            for _ in range(times):
                values = {"xuid": chance.choice(xuids), "match_id": chance.choice(matches)}
                wanted = {key: value for key, value in values.items() if f"${key}" in query}
                started = time.perf_counter()
                connection.execute(query, wanted).fetchall()
                spent.append(1_000 * (time.perf_counter() - started))
            p95 = statistics.quantiles(spent, n=20)[-1]
            found[name] = Latency(statistics.median(spent), p95)
    return found


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [str(value) for (value,) in connection.execute(query).fetchall()]
