"""Totals, form, encounters and leaderboards of everybody met, against the raw payloads."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import duckdb
import pytest

from tests.support.match_readings import core, is_firefight, mine, started

Warehouse = duckdb.DuckDBPyConnection
WON, LOST = 2, 3
METRICS = ("win_rate", "kd_ratio", "kills_per_match", "accuracy", "recent_kd_ratio")


def humans(match: Any) -> set[str]:
    ids = {player["PlayerId"] for player in match["Players"]}
    return {one[5:-1] for one in ids if one.startswith("xuid(")}


def played_by(matches: list[Any]) -> dict[str, list[Any]]:
    """The matches of each human, the oldest first, and without firefight."""
    found: dict[str, list[Any]] = defaultdict(list)
    for match in matches:
        for xuid in humans(match):
            found[xuid] += [] if is_firefight(match) else [match]
    return found


def kd_ratio(matches: list[Any], xuid: str) -> float:
    kills, deaths = (
        sum(core(mine(match, xuid), stat) for match in matches) for stat in ("Kills", "Deaths")
    )
    return kills / max(deaths, 1)


def test_everybody_has_totals_and_a_recent_form(warehouse: Warehouse, matches: list[Any]) -> None:
    found = warehouse.sql(
        """
        select xuid, matches, wins, kd_ratio, recent_matches, recent_win_rate, recent_kd_ratio
        from marts.known_players
        """
    ).fetchall()
    expected = played_by(matches)
    assert {row[0] for row in found} == set(expected)
    assert len(found) > 100
    for xuid, count, wins, ratio, recent, recent_rate, recent_ratio in found:
        mine_all, last = expected[xuid], expected[xuid][-20:]
        assert (count, wins) == (
            len(mine_all),
            sum(mine(match, xuid)["Outcome"] == WON for match in mine_all),
        )
        if not mine_all:
            assert (ratio, recent, recent_rate) == (None, None, None)
            continue
        assert ratio == pytest.approx(kd_ratio(mine_all, xuid))
        assert recent == len(last)
        won = sum(mine(match, xuid)["Outcome"] == WON for match in last)
        assert recent_rate == pytest.approx(won / len(last))
        assert recent_ratio == pytest.approx(kd_ratio(last, xuid))


def test_encounters_say_on_which_side_and_with_what_result(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    expected: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    last: dict[tuple[str, str], tuple[str, str | None]] = {}
    for match in matches:
        for me in set(tracked) & humans(match):
            for other in humans(match) - {me}:
                met, side = expected[me, other], _side(match, me, other)
                if is_firefight(match):
                    met["firefight"] += 1
                    continue
                last[me, other] = (match["MatchId"], side)
                met["matches"] += 1
                met[f"matches {side}"] += 1
                met[f"wins {side}"] += mine(match, me)["Outcome"] == WON
                met[f"losses {side}"] += mine(match, me)["Outcome"] == LOST
    found = warehouse.sql(
        """
        select xuid, met_xuid, matches, firefight_matches, matches_with, wins_with, losses_with,
            matches_against, wins_against, losses_against, last_match_id, last_side
        from marts.encounters
        """
    ).fetchall()
    columns = [f"{what} {side}" for side in ("with", "against") for what in _COUNTED]
    assert {row[:2]: row[2:] for row in found} == {
        pair: (
            met["matches"],
            met["firefight"],
            *(met[column] for column in columns),
            *last.get(pair, (None, None)),
        )
        for pair, met in expected.items()
    }


_COUNTED = ("matches", "wins", "losses")


def _side(match: Any, me: str, other: str) -> str | None:
    if not match["MatchInfo"]["TeamsEnabled"]:
        return "against"
    return (
        "with" if mine(match, me)["LastTeamId"] == mine(match, other)["LastTeamId"] else "against"
    )


@pytest.mark.parametrize("metric", METRICS)
def test_leaderboards_order_those_with_enough_matches(warehouse: Warehouse, metric: str) -> None:
    everybody = warehouse.sql(
        f"select xuid, matches, is_tracked, {metric} from marts.known_players"
    )
    enough = [row for row in everybody.fetchall() if row[1] >= 10 and row[3] is not None]
    assert enough
    for scope in ("tracked", "everybody"):
        values = sorted((row[3] for row in enough if row[2] or scope == "everybody"), reverse=True)
        found = warehouse.execute(
            """
            select place, value from marts.leaderboards
            where scope = ? and metric = ? order by place, value desc
            """,
            [scope, metric],
        ).fetchall()
        assert [row[1] for row in found] == values[:100]
        assert [row[0] for row in found] == [values.index(value) + 1 for value in values[:100]]


def test_the_first_and_last_match_of_everybody(warehouse: Warehouse, matches: list[Any]) -> None:
    found = warehouse.sql("select xuid, first_played_at, last_played_at from marts.known_players")
    expected = played_by(matches)
    for xuid, first, last in found.fetchall():
        if expected[xuid]:
            assert (first, last) == (started(expected[xuid][0]), started(expected[xuid][-1]))
