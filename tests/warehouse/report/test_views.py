"""The views of the report: their keys, and what they add to the marts."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import duckdb
import pytest

from tests.support.match_readings import is_firefight, mine, started

KEYS = {
    "career": "xuid, recorded_at",
    "days": "xuid, local_date",
    "health": "matches",
    "match_honours": "match_id, place",
    "match_kills": "match_id, place",
    "match_meetings": "match_id, xuid, met_xuid",
    "match_moments": "match_id, moment_index",
    "match_players": "match_id, player_id",
    "match_teams": "match_id, team_id",
    "match_slices": "match_id, team_id, slice_index",
    "matches": "match_id",
    "medals": "xuid, medal_id",
    "missing": "xuid, data_type, status",
    "opponents": "xuid, opponent_xuid",
    "pairs": "xuid, other_xuid",
    "people": "xuid",
    "player_matches": "xuid, match_id",
    "players": "xuid",
    "records": "metric, place",
    "streaks": "xuid, first_match_id",
    "teammates": "xuid, teammate_xuid",
    "win_rate_intervals": "matches, wins",
}


def test_every_view_has_a_key_here(warehouse: duckdb.DuckDBPyConnection) -> None:
    views = warehouse.execute(
        "select table_name from information_schema.tables where table_schema = 'report'"
    ).fetchall()
    assert {name for (name,) in views} == set(KEYS)


@pytest.mark.parametrize(("view", "key"), KEYS.items())
def test_a_key_is_unique(warehouse: duckdb.DuckDBPyConnection, view: str, key: str) -> None:
    ((rows, keys),) = warehouse.execute(
        f"select count(*), count(distinct ({key})) from report.{view}"
    ).fetchall()
    assert rows == keys > 0


def test_no_match_is_lost_or_doubled(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The joins to films add columns to the matches of the mart, and no rows."""
    ((missing,),) = warehouse.execute(
        """
        select count(*)
        from (select xuid, match_id, kills, deaths from marts.player_match_stats) as marts
        full join (select xuid, match_id, kills, deaths from report.player_matches) as report
            using (xuid, match_id, kills, deaths)
        where marts.xuid is null or report.xuid is null
        """
    ).fetchall()
    assert missing == 0


def test_meetings_are_those_of_earlier_rosters(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    wanted = set()
    for xuid in tracked:
        earlier: dict[str, list[datetime]] = {}
        for match in matches:
            if not mine(match, xuid):
                continue
            others = humans(match) - {xuid}
            for other in others & set(earlier):
                times = [time for time in earlier[other] if time < started(match)]
                if times:
                    wanted.add((match["MatchId"], xuid, other, len(times), max(times)))
            for other in others:
                earlier.setdefault(other, []).append(started(match))
    found = warehouse.execute(
        "select match_id, xuid, met_xuid, matches_before, last_met_at from report.match_meetings"
    ).fetchall()
    assert set(found) == wanted
    assert len(wanted) > 50


def humans(match: Any) -> set[str]:
    ids = [player["PlayerId"] for player in match["Players"]]
    return {one.removeprefix("xuid(").rstrip(")") for one in ids if one.startswith("xuid(")}


def test_days_are_days_of_the_players_zone(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    rows = warehouse.execute(
        "select sum(matches), sum(rated_matches), sum(kills) from report.days"
    ).fetchall()
    played = [(match, mine(match, xuid)) for xuid in tracked for match in matches]
    own = [(match, player) for match, player in played if player]
    rated = [player for match, player in own if not is_firefight(match)]
    kills = sum(
        team["Stats"]["CoreStats"]["Kills"]
        for player in rated
        for team in player["PlayerTeamStats"]
    )
    assert rows == [(len(own), len(rated), kills)]


def test_a_rate_and_its_interval_come_from_wins_and_matches(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """Up to 100 matches there is every number of wins; the bounds solve the equation of Wilson."""
    rows = warehouse.execute(
        "select matches, wins, win_rate_low, win_rate_high from report.win_rate_intervals"
    ).fetchall()
    small = {(matches, wins) for matches, wins, *_ in rows if matches <= 100}
    assert small == {(matches, wins) for matches in range(1, 101) for wins in range(matches + 1)}
    for matches, wins, *bounds in rows:
        for bound in bounds:
            error = 1.959964 * (bound * (1 - bound) / matches) ** 0.5
            assert abs(abs(wins / matches - bound) - error) < 1e-6


def test_an_interval_of_many_matches_is_never_too_narrow(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """With the next smaller number of matches, and the next smaller and larger share of wins."""
    bounds: dict[int, list[tuple[float, float]]] = {}
    for matches, low, high in warehouse.execute(
        "select matches, win_rate_low, win_rate_high from report.win_rate_intervals"
        " order by matches, wins"
    ).fetchall():
        bounds.setdefault(matches, []).append((low, high))
    for matches in (101, 149, 777, 4999, 12_345):
        rows = bounds[max(known for known in bounds if known <= matches)]
        for wins in (0, 1, matches // 3, matches // 2, matches - 1, matches):
            place = wins / matches * (len(rows) - 1)
            low, high = rows[math.floor(place + 1e-9)][0], rows[math.ceil(place - 1e-9)][1]
            for bound, is_low in ((low, True), (high, False)):
                error = 1.959964 * (bound * (1 - bound) / matches) ** 0.5
                distance = wins / matches - bound if is_low else bound - wins / matches
                assert error - 1e-6 <= distance <= error + 0.02, (wins, matches)


def test_medals_not_earned_are_there_too(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        """
        select medals.xuid, count(*), count_if(medals.medal_count = 0), any_value(earned.earned)
        from report.medals as medals
        left join (
            select xuid, count(*) as earned from marts.player_medals where medal_count > 0
            group by xuid
        ) as earned on medals.xuid = earned.xuid
        group by medals.xuid
        """
    ).fetchall()
    ((known,),) = warehouse.execute("select count(*) from core.medals").fetchall()
    assert rows
    for _, listed, missing, earned in rows:
        assert listed == known
        assert missing == known - earned


def test_a_record_is_the_highest_of_all_matches(warehouse: duckdb.DuckDBPyConnection) -> None:
    for metric in ("kills", "kda", "damage_dealt", "performance_score"):
        found = warehouse.execute(
            "select value from report.records where metric = ? order by place", [metric]
        ).fetchall()
        highest = warehouse.execute(
            f"""
            select cast({metric} as double) from marts.player_match_stats
            where not is_firefight and {metric} is not null order by 1 desc limit 3
            """
        ).fetchall()
        assert found == highest
