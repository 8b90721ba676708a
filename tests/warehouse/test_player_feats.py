"""Objectives, commendations, highlights, careers and hubs, against plain readings."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import duckdb

from ingest.demo.world import World
from tests.support.match_readings import (
    FIREFIGHT,
    FLAGS,
    SLAYER,
    STRONGHOLDS,
    core,
    is_firefight,
    mine,
    played,
    team_mates,
)

Warehouse = duckdb.DuckDBPyConnection


def test_objectives_add_up_the_awards_of_their_category(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    seed = warehouse.sql(
        "select award_id, award_category from reference.personal_score_award_names"
    )
    category_of = dict(seed.fetchall())
    expected: dict[str, Counter[str]] = {xuid: Counter() for xuid in tracked}
    for xuid in tracked:
        for match in played(matches, xuid):
            for team in mine(match, xuid)["PlayerTeamStats"] if not is_firefight(match) else []:
                for award in team["Stats"]["CoreStats"]["PersonalScores"]:
                    category = category_of.get(award["NameId"], "other")
                    expected[xuid][category] += award["TotalPersonalScoreAwarded"]
    found = warehouse.sql(
        "select xuid, kill_score, assist_score, objective_score, penalty_score, profile"
        " from marts.player_objectives"
    ).fetchall()
    assert {row[0]: row[1:5] for row in found} == {
        xuid: (one["kill"], one["assist"], one["objective"], one["penalty"])
        for xuid, one in expected.items()
    }
    for xuid, *_, profile in found:
        one = expected[xuid]
        share = one["kill"] / (one["kill"] + one["assist"] + one["objective"])
        assert profile == ("slayer" if share >= 0.6 else "support")


def test_commendations_count_medals_wins_and_captures(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    captures = {3507884073, 4026987576, 757037588}
    expected: Counter[tuple[str, str]] = Counter()
    for xuid in tracked:
        for match in played(matches, xuid):
            player, mode = mine(match, xuid), match["MatchInfo"]["GameVariantCategory"]
            for name, category in (
                ("victoire au drapeau", FLAGS),
                ("victoire en assassin", SLAYER),
                ("victoire en bases", STRONGHOLDS),
                ("seul contre tous", FIREFIGHT),
            ):
                expected[xuid, name] += mode == category and player["Outcome"] == 2
            expected[xuid, "assistant"] += core(player, "Assists")
            stints = [team["Stats"]["CoreStats"] for team in player["PlayerTeamStats"]]
            taken = sum(
                award["Count"]
                for one in stints
                for award in one["PersonalScores"]
                if award["NameId"] in captures
            )
            expected[xuid, "a la charge"] += taken
            expected[xuid, "annexion forcee"] += taken // 3
    found = warehouse.sql("select xuid, commendation_id, total from marts.player_commendations")
    totals = {row[:2]: row[2] for row in found.fetchall()}
    assert {key: totals[key] for key in expected} == dict(expected)
    assert len(totals) == 14 * len(tracked)
    assert sum(totals[key] > 0 for key in expected) > len(expected) / 2, "not all are zero"


def test_highlights_are_those_of_the_films(
    warehouse: Warehouse,
    matches: list[Any],
    films: dict[str, Any],
    tracked: list[str],
    friends: dict[str, set[str]],
) -> None:
    me, expected = tracked[0], set()
    for match in played(matches, me):
        match_id, outcome = match["MatchId"], mine(match, me)["Outcome"]
        circle = (team_mates(match, me) & friends[me]) | {me}
        if len(circle) == 1 or is_firefight(match) or match_id not in films:
            continue
        ours = [one for one in films[match_id] if one["xuid"] in circle]
        kills = [one for one in ours if one["event_type"] == "kill"]
        deaths = [one for one in ours if one["event_type"] == "death"]
        if kills:
            expected.add((match_id, "first_blood", kills[0]["xuid"]))
        if kills and outcome == 2:
            expected.add((match_id, "finisher", kills[-1]["xuid"]))
        if deaths and outcome == 3:
            expected.add((match_id, "last_casualty", deaths[-1]["xuid"]))
    found = warehouse.execute(
        "select xuid, match_id, highlight, actor_xuid from marts.friend_highlights"
    )
    assert set(found.fetchall()) == {(me, *one) for one in expected}
    assert expected


def test_careers_climb_the_ladder(warehouse: Warehouse, world: World, tracked: list[str]) -> None:
    ladder = dict(
        warehouse.sql("select career_rank, xp_required from core.career_ranks").fetchall()
    )
    found = warehouse.sql(
        "select xuid, career_rank, current_xp, xp_total, matches_played from marts.player_career"
    ).fetchall()
    assert {row[0] for row in found} == set(tracked)
    for xuid, rank, current_xp, xp_total, matches_played in found:
        count = len(world.history(xuid))
        assert (rank, current_xp) == (min(count // 4, 271) + 1, count * 137 % 900)
        assert xp_total == sum(ladder[one] for one in range(1, rank)) + current_xp
        assert matches_played == count


def test_hubs_are_met_by_several(
    warehouse: Warehouse, matches: list[Any], tracked: list[str]
) -> None:
    met: dict[str, set[str]] = defaultdict(set)
    in_matches: dict[str, set[str]] = defaultdict(set)
    for match in matches:
        ids = {player["PlayerId"][5:-1] for player in match["Players"] if player["PlayerType"] == 1}
        for xuid in ids:
            others = ids & set(tracked) - {xuid}
            met[xuid] |= others
            if others:
                in_matches[xuid].add(match["MatchId"])
    found = warehouse.sql("select xuid, tracked_players_met, matches from marts.hub_players")
    assert {row[0]: row[1:] for row in found.fetchall()} == {
        xuid: (len(others), len(in_matches[xuid]))
        for xuid, others in met.items()
        if len(others) > 1
    }
