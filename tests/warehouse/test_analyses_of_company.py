"""Questions about objectives, friends, sessions, maps and skill, against plain readings."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.match_readings import (
    against_players,
    core,
    is_firefight,
    mine,
    played,
    sessions,
    team_mates,
    won,
)
from tests.support.raw import rows
from tests.warehouse.conftest import Answer


def test_the_objective_is_played_by_strangers_too(
    answer: Answer, warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    seed = warehouse.sql(
        "select award_id from reference.personal_score_award_names"
        " where award_category = 'objective'"
    )
    objectives = {award_id for (award_id,) in seed.fetchall()}
    scores: dict[str, list[int]] = defaultdict(list)
    for match in matches:
        earned = {
            player["PlayerId"]: sum(
                award["TotalPersonalScoreAwarded"]
                for team in player["PlayerTeamStats"]
                for award in team["Stats"]["CoreStats"]["PersonalScores"]
                if award["NameId"] in objectives
            )
            for player in match["Players"]
        }
        if not is_firefight(match) and any(earned.values()):
            for player_id, score in earned.items():
                if player_id.startswith("xuid("):
                    scores[player_id[5:-1]].append(score)
    found = answer("objective_players")
    assert {row["xuid"]: (row["matches"], row["objective_score"]) for row in found} == {
        xuid: (len(all_), sum(all_)) for xuid, all_ in scores.items() if len(all_) >= 3
    }
    assert {row["xuid"] for row in found if row["is_tracked"]} == set(tracked)
    assert len(found) > len(tracked)


def test_sharing_counts_what_a_copy_per_player_would_keep_twice(
    answer: Answer, world: World, tracked: list[str]
) -> None:
    histories = {one.gamertag: set(world.history(one.xuid)) for one in world.players}
    assert len(histories) == len(tracked)
    found = {
        (row["gamertag"], row["other_gamertag"]): row for row in answer("how_much_do_we_share")
    }
    everything = found.pop((None, None))
    total = sum(map(len, histories.values()))
    assert everything["player_rows"] == total
    assert everything["unique_matches"] == len(set().union(*histories.values()))
    for (one, other), row in found.items():
        shared = histories[one] & histories[other]
        assert row["shared_matches"] == row["duplicate_rows"] == len(shared)
        assert row["unique_matches"] == len(histories[one] | histories[other])


def test_friends_are_counted_on_the_team(
    answer: Answer, matches: list[Any], friends: dict[str, set[str]]
) -> None:
    expected: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for xuid, named in friends.items():
        for match in against_players(matches, xuid) if named else []:
            if match["MatchInfo"]["TeamsEnabled"]:
                beside = len(team_mates(match, xuid) & named)
                expected[xuid, beside].append(won(match, xuid))
    found = answer("does_playing_with_friends_help")
    assert {
        (row["xuid"], row["friends_count"]): (row["matches"], row["wins"]) for row in found
    } == {key: (len(all_), sum(all_)) for key, all_ in expected.items()}
    assert len({row["friends_count"] for row in found}) > 1


def test_the_carrier_is_found_by_the_kills_of_the_circle(
    answer: Answer,
    warehouse: duckdb.DuckDBPyConnection,
    matches: list[Any],
    friends: dict[str, set[str]],
) -> None:
    session_of = sessions(warehouse)
    kills: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for xuid, named in friends.items():
        for match in against_players(matches, xuid):
            beside = team_mates(match, xuid) & named
            for member in beside | {xuid} if beside else set():
                session = kills[xuid, session_of[xuid, match["MatchId"]]]
                session[member] += core(mine(match, member), "Kills")
    found = answer("who_carries_our_sessions")
    assert {
        (row["xuid"], row["session_id"], row["member_xuid"]): row["kills"] for row in found
    } == {
        (*key, member): count for key, circle in kills.items() for member, count in circle.items()
    }
    for row in found:
        whole = kills[row["xuid"], row["session_id"]].total()
        assert row["share_of_kills"] == pytest.approx(row["kills"] / whole)


def test_first_blood_is_the_first_kill_of_the_film(
    answer: Answer, matches: list[Any], films: dict[str, Any], tracked: list[str]
) -> None:
    expected: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for xuid in tracked:
        for match in against_players(matches, xuid):
            events = films.get(match["MatchId"], [])
            kills = [one for one in events if one["event_type"] == "kill"]
            if kills and match["MatchInfo"]["TeamsEnabled"]:
                first = min(kills, key=lambda one: one["time_ms"])["xuid"]
                side = "team mate" if first in team_mates(match, xuid) else "opponent"
                side = "player" if first == xuid else side
                expected[xuid, side].append(won(match, xuid))
    assert {
        (row["xuid"], row["first_kill_by"]): (row["matches"], row["wins"])
        for row in answer("first_blood_wins")
    } == {key: (len(all_), sum(all_)) for key, all_ in expected.items()}


def test_firefight_takes_a_place_in_the_session_but_is_not_measured(
    answer: Answer,
    warehouse: duckdb.DuckDBPyConnection,
    matches: list[Any],
    tracked: list[str],
) -> None:
    session_of = sessions(warehouse)
    expected: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for xuid in tracked:
        length: Counter[str] = Counter()
        for match in played(matches, xuid):
            session = session_of[xuid, match["MatchId"]]
            length[session] += 1
            if not is_firefight(match):
                expected[xuid, length[session]].append(won(match, xuid))
    assert {
        (row["xuid"], row["place_in_session"]): (row["matches"], row["wins"])
        for row in answer("how_long_are_good_sessions")
    } == {key: (len(all_), sum(all_)) for key, all_ in expected.items()}


def test_the_bounds_of_a_map_are_those_of_wilson(
    answer: Answer, matches: list[Any], tracked: list[str]
) -> None:
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for xuid in tracked:
        for match in against_players(matches, xuid):
            map_id = match["MatchInfo"]["MapVariant"]["AssetId"]
            if match["MatchInfo"]["TeamsEnabled"]:
                results[xuid, map_id].append(won(match, xuid))
    found = {(row["xuid"], row["map_id"]): row for row in answer("which_maps_to_veto")}
    assert set(found) == {key for key, all_ in results.items() if len(all_) >= 3}
    for key, row in found.items():
        count, wins = len(results[key]), sum(results[key])
        assert (row["matches"], row["wins"]) == (count, wins)
        # the two rates that lie 1.96 of their own standard errors away from the rate found
        for rate in (row["win_rate_at_least"], row["win_rate_at_most"]):
            error = sqrt(max(rate * (1 - rate), 0) / count)
            assert abs(wins / count - rate) == pytest.approx(1.96 * error, abs=1e-6)
        assert row["win_rate_at_least"] < row["win_rate_at_most"]


def test_the_skill_rank_moves_from_match_to_match(
    answer: Answer, data_dir: Path, matches: list[Any], tracked: list[str]
) -> None:
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    for key, payload in rows(data_dir, "match_skill", "key, payload"):
        for one in json.loads(payload)["Value"] if payload else []:
            recap = (one.get("Result") or {}).get("RankRecap")
            if recap and recap["PostMatchCsr"]["Value"] > 0:
                both = (recap["PreMatchCsr"]["Value"], recap["PostMatchCsr"]["Value"])
                ranks[one["Id"][5:-1], key] = both
    found = answer("csr_over_time")
    assert {
        (row["xuid"], row["match_id"]): (row["csr_before"], row["csr_after"]) for row in found
    } == {
        (xuid, match["MatchId"]): ranks[xuid, match["MatchId"]]
        for xuid in tracked
        for match in against_players(matches, xuid)
        if (xuid, match["MatchId"]) in ranks
    }
    weeks: dict[tuple[str, Any], int] = {}
    for row in found:
        assert row["week_started_at"].isocalendar()[:2] == row["started_at"].isocalendar()[:2]
        first = weeks.setdefault((row["xuid"], row["week_started_at"]), row["csr_before"])
        assert row["change_in_week"] == row["csr_after"] - first
