"""Duels, trades, leads and first bloods of the marts, against a plain reading of films."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from math import sqrt
from typing import Any

import duckdb
import pytest

from tests.support.film_readings import FilmReading
from tests.support.match_readings import duration_seconds, is_firefight

Warehouse = duckdb.DuckDBPyConnection
WON, LOST, TIED = 2, 3, 1


@pytest.fixture(scope="module")
def readings(matches: list[Any], films: dict[str, Any]) -> list[FilmReading]:
    stats = {match["MatchId"]: match for match in matches}
    return [FilmReading(match_id, events, stats[match_id]) for match_id, events in films.items()]


def wilson(wins: int, trials: int) -> tuple[float, float]:
    """The roots of the equation that defines the interval."""
    z, rate = 1.959964, wins / trials
    a, b, c = 1 + z * z / trials, -(2 * rate + z * z / trials), rate * rate
    root = sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def test_duels_count_both_directions_and_runs(
    warehouse: Warehouse, readings: list[FilmReading], tracked: list[str]
) -> None:
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for (one, other), killers in reading.duels().items():
            if one not in tracked:
                continue
            total = totals[one, other]
            mine = killers.count(one)
            total["matches"] += 1
            total["kills"] += mine
            total["deaths"] += len(killers) - mine
            total["ahead"] += 2 * mine > len(killers)
            for killer, run in groupby(killers):
                kind = "kill run" if killer == one else "death run"
                total[kind] = max(total[kind], len(list(run)))
    found = warehouse.sql(
        """
        select xuid, opponent_xuid, matches, kills, deaths, matches_ahead, longest_kill_streak,
            longest_death_streak
        from marts.duels
        """
    ).fetchall()
    columns = ("matches", "kills", "deaths", "ahead", "kill run", "death run")
    assert {row[:2]: row[2:] for row in found} == {
        pair: tuple(total[column] for column in columns) for pair, total in totals.items()
    }
    assert max(row[6] for row in found) > 2


def test_trades_of_a_player_are_those_of_the_films(
    warehouse: Warehouse, readings: list[FilmReading]
) -> None:
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for _, _, victim, killer, avenger, late in reading.trades():
            team = reading.sides.get(victim)
            if killer is None or team is None or reading.sides.get(killer) in (None, team):
                continue
            for xuid, side in reading.sides.items():
                if side != team:
                    continue
                total = totals[xuid]
                whose = "deaths" if victim == xuid else "teammate deaths"
                total[whose] += 1
                total[f"{whose} avenged"] += avenger is not None
                if avenger == xuid:
                    total["trades"] += 1
                    total["late"] += late
    found = warehouse.sql(
        """
        select xuid, deaths, deaths_avenged, teammate_deaths, teammate_deaths_avenged, trades,
            cast(round(average_seconds_to_trade * trades * 1000) as int)
        from marts.player_trades
        """
    ).fetchall()
    columns = (
        "deaths",
        "deaths avenged",
        "teammate deaths",
        "teammate deaths avenged",
        "trades",
        "late",
    )
    assert {row[0]: row[1:] for row in found} == {
        xuid: tuple(total.get(one, None if one == "late" else 0) for one in columns)
        for xuid, total in totals.items()
    }


def results(outcomes: list[int]) -> tuple[int, ...]:
    return (len(outcomes), *(outcomes.count(one) for one in (WON, LOST, TIED)))


def test_a_lead_at_each_minute_is_set_against_the_result(
    warehouse: Warehouse, readings: list[FilmReading]
) -> None:
    modes = dict(
        warehouse.sql("select match_id, mode_category from core.match_registry").fetchall()
    )
    leads: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    first_bloods: dict[str, list[int]] = defaultdict(list)
    for reading in readings:
        if is_firefight(reading.stats) or len(reading.outcomes) != 2:
            continue
        mode = modes[reading.match_id]
        for _, moment, *_, team, _ in reading.moments():
            if moment == "first_blood" and team is not None:
                first_bloods[mode].append(reading.outcomes[team])
        last = max((one["time_ms"] for one in reading.events), default=-1)
        played = duration_seconds(reading.stats) / 60
        for minute in range(1, min((last // 30_000 + 1) // 2, int(played)) + 1):
            sides = [
                reading.sides.get(one["xuid"])
                for one in reading.events
                if one["event_type"] == "kill" and one["time_ms"] < minute * 60_000
            ]
            for team, other in ((0, 1), (1, 0)):
                lead = sides.count(team) - sides.count(other)
                if lead > 0 and reading.teams == [0, 1]:
                    leads[mode, minute, lead].append(reading.outcomes[team])
    found = warehouse.sql(
        """
        select mode_category, minute, lead, matches, wins, losses, ties, win_rate_low, win_rate_high
        from marts.lead_outcomes
        """
    ).fetchall()
    assert {row[:3]: row[3:7] for row in found} == {key: results(one) for key, one in leads.items()}
    for row in found:
        assert row[7:] == pytest.approx(wilson(row[4], row[3]), abs=1e-9)
    found = warehouse.sql(
        """
        select mode_category, matches, wins, losses, ties, win_rate_low, win_rate_high
        from marts.first_blood_outcomes
        """
    ).fetchall()
    assert {row[0]: row[1:5] for row in found} == {
        mode: results(one) for mode, one in first_bloods.items()
    }
    for row in found:
        assert row[5:] == pytest.approx(wilson(row[2], row[1]), abs=1e-9)
