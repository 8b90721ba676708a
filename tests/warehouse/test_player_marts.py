"""Sessions, scores, streaks and trends of a player, against plain readings of the raw payloads."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import duckdb
import pytest

from tests.support.match_readings import (
    core,
    is_firefight,
    mine,
    played,
    started,
    started_local,
    team_mates,
)

WEIGHTS = {
    "kpm": 22,
    "dpm": 18,
    "kda": 15,
    "pspm": 12,
    "apm": 10,
    "damage": 10,
    "acc": 8,
    "rank": 5,
}
Warehouse = duckdb.DuckDBPyConnection


def sessions_of(matches: list[Any], xuid: str, friends: set[str]) -> dict[str, str]:
    """Match by match in order of start, as the old application computed it."""
    found: dict[str, str] = {}
    session, before, company = "", None, set[str]()
    for match in played(matches, xuid):
        with_me = team_mates(match, xuid) & friends
        late = before is None or started(match) - before > timedelta(minutes=120)
        if late or with_me - company or (company and not with_me):
            session = match["MatchId"]
        found[match["MatchId"]] = session
        before, company = started(match), with_me
    return found


def test_sessions_follow_the_gap_and_the_friends(
    warehouse: Warehouse, matches: list[Any], tracked: list[str], friends: dict[str, set[str]]
) -> None:
    found = warehouse.sql("select xuid, match_id, session_id from marts.player_match_stats")
    by_player: dict[str, dict[str, str]] = defaultdict(dict)
    for xuid, match_id, session_id in found.fetchall():
        by_player[xuid][match_id] = session_id
    expected = {xuid: sessions_of(matches, xuid, friends[xuid]) for xuid in tracked}
    assert by_player == expected
    by_gap_alone = sessions_of(matches, tracked[0], set())
    assert len(set(expected[tracked[0]].values())) > len(set(by_gap_alone.values()))


def test_a_session_sums_its_matches(
    warehouse: Warehouse, matches: list[Any], tracked: list[str], friends: dict[str, set[str]]
) -> None:
    expected: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for xuid in tracked:
        session_of = sessions_of(matches, xuid, friends[xuid])
        for match in played(matches, xuid):
            session = expected[xuid, session_of[match["MatchId"]]]
            player = mine(match, xuid)
            session["matches"] += 1
            session["kills"] += 0 if is_firefight(match) else core(player, "Kills")
            session["wins"] += not is_firefight(match) and player["Outcome"] == 2
    found = warehouse.sql(
        "select xuid, session_id, matches, kills, wins from marts.player_sessions"
    )
    assert {row[:2]: row[2:] for row in found.fetchall()} == {
        key: (one["matches"], one["kills"], one["wins"]) for key, one in expected.items()
    }


def metrics(match: Any, xuid: str, mmrs: dict[tuple[str, str], tuple[float, float]]) -> Any:
    """The eight metrics of the old application's v4-relative score."""
    player = mine(match, xuid)
    time = player["ParticipationInfo"]["TimePlayed"].removeprefix("PT")
    minutes, _, seconds = time.rpartition("M")
    lasted = float(minutes or 0) + float(seconds.removesuffix("S") or 0) / 60 or 10.0
    one_team = len(player["PlayerTeamStats"]) == 1
    stats = player["PlayerTeamStats"][0]["Stats"]["CoreStats"]
    kills, deaths, assists = (core(player, one) for one in ("Kills", "Deaths", "Assists"))
    ours, theirs = mmrs.get((match["MatchId"], xuid), (None, None))
    hit, fired = core(player, "ShotsHit"), core(player, "ShotsFired")
    balance = int((kills + assists / 3 - deaths) * 100) / 100
    return {
        "kpm": kills / lasted,
        "dpm": -deaths / lasted,
        "kda": stats["KDA"] if one_team else balance,
        "pspm": core(player, "PersonalScore") / lasted,
        "apm": assists / lasted,
        "damage": core(player, "DamageDealt") / lasted,
        "acc": stats["Accuracy"] if one_team else int(10000 * hit / fired) / 100,
        "rank": None
        if ours is None or theirs is None
        else 4.5 - 0.5 * (ours - theirs) / 100 - player["Rank"],
    }


def score(now: Any, history: list[Any]) -> float | None:
    if len(history) < 10:
        return None
    weighted = weights = 0.0
    for name, weight in WEIGHTS.items():
        earlier = [one[name] for one in history if one[name] is not None]
        if now[name] is None or not earlier:
            continue
        beaten = sum(one <= now[name] for one in earlier)
        weighted += weight * (50 if len(earlier) == 1 else 100 * beaten / len(earlier))
        weights += weight
    return weighted / weights


def test_the_performance_score_is_that_of_the_formula(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    skill = warehouse.sql("select match_id, xuid, team_mmr, enemy_mmr from core.match_skill")
    mmrs = {row[:2]: row[2:] for row in skill.fetchall()}
    expected = {}
    for xuid in tracked:
        for firefight in (False, True):
            kind = [one for one in played(matches, xuid) if is_firefight(one) == firefight]
            measured = [(started(one), metrics(one, xuid, mmrs)) for one in kind]
            for match, (start, now) in zip(kind, measured, strict=True):
                history = [one for moment, one in measured if moment < start]
                expected[xuid, match["MatchId"]] = score(now, history)
    found = warehouse.sql(
        "select xuid, match_id, performance_score, performance_score_version"
        " from marts.player_match_stats"
    ).fetchall()
    scores = {row[:2]: row[2] for row in found}
    assert {key for key, one in scores.items() if one is None} == {
        key for key, one in expected.items() if one is None
    }
    assert {key: one for key, one in scores.items() if one is not None} == {
        key: pytest.approx(one, abs=0.0501) for key, one in expected.items() if one is not None
    }
    assert {row[3] for row in found if row[2] is not None} == {"halo-relative-1"}


def test_streaks_are_runs_of_wins_or_losses(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    expected = set()
    for xuid in tracked:
        decided = [
            (mine(match, xuid)["Outcome"], match["MatchId"])
            for match in played(matches, xuid)
            if not is_firefight(match) and mine(match, xuid)["Outcome"] in (2, 3)
        ]
        for outcome, run in groupby(decided, key=lambda one: one[0]):
            ids = [match_id for _, match_id in run]
            last = ids[-1] == decided[-1][1]
            expected.add((xuid, ids[0], ids[-1], "win" if outcome == 2 else "loss", len(ids), last))
    found = warehouse.sql(
        "select xuid, first_match_id, last_match_id, streak_type, matches, is_current"
        " from marts.player_streaks"
    ).fetchall()
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("period", ["day", "week", "month"])
def test_trends_cut_the_calendar(
    warehouse: Warehouse, matches: list[Any], tracked: list[str], period: str
) -> None:
    expected: Counter[tuple[str, datetime]] = Counter()
    for xuid in tracked:
        for match in played(matches, xuid):
            day = started_local(match, xuid).replace(hour=0, minute=0, second=0, microsecond=0)
            first = {
                "day": day,
                "week": day - timedelta(days=day.weekday()),
                "month": day.replace(day=1),
            }[period]
            expected[xuid, first] += not is_firefight(match)
    found = warehouse.execute(
        "select xuid, period_started_at_local, matches from marts.player_trends where period = ?",
        [period],
    ).fetchall()
    assert {row[:2]: row[2] for row in found} == {key: n for key, n in expected.items() if n}
