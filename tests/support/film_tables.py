"""How the rows of a table of films are asked for, in the columns of film_readings."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.film_readings import FilmReading, Row

QUERIES = {
    "trades": """
        select match_id, death_index, victim_xuid, killer_xuid, avenger_xuid,
            cast(round(1000 * seconds_to_trade) as int)
        from core.trades
        """,
    "timeline": """
        select match_id, team_id, slice_index, kills, deaths, medals, mode_events, kill_lead,
            players_dead
        from core.match_timeline
        """,
    "moments": """
        select match_id, moment, time_ms, event_index, xuid, opponent_xuid, team_id, value
        from core.match_moments
        """,
    "clutches": """
        select match_id, kill_index, xuid, victim_xuid, teammates_dead, opponents_dead, is_won
        from core.clutches
        """,
}


def of_readings(table: str, readings: Iterable[FilmReading]) -> set[Row]:
    """The same rows from the payloads."""
    return {row for one in readings for row in getattr(one, table)()}
