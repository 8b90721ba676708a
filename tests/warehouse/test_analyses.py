"""The analyses answer what they say they do, against plain readings of the raw payloads."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.support.match_readings import (
    against_players,
    core,
    is_firefight,
    mine,
    sessions,
    started_local,
    team_mates,
    won,
)
from tests.support.raw import rows
from tests.warehouse.conftest import Answer


def test_there_are_thirty_analyses_that_each_ask_a_question(analyses: dict[str, Any]) -> None:
    assert len(analyses) == 30
    silent = [
        name for name, one in analyses.items() if "?" not in one["description"].split(". ")[0]
    ]
    assert silent == [], "begin the description with the question the analysis answers"


def test_every_analysis_answers_with_the_columns_described(
    analyses: dict[str, Any], answer: Answer, warehouse: duckdb.DuckDBPyConnection
) -> None:
    for name, one in analyses.items():
        found = answer(name)
        assert found, f"{name} has no rows"
        assert list(found[0]) == list(one["columns"]), name
        assert all(column["description"] for column in one["columns"].values()), name
        kinds = {str(kind) for kind in warehouse.sql(one["compiled_code"]).types}
        assert "HUGEINT" not in kinds, f"{name}: cast sums of integers to bigint"


def test_analyses_read_nothing_below_core(analyses: dict[str, Any]) -> None:
    below = {
        parent
        for one in analyses.values()
        for parent in one["depends_on"]["nodes"]
        if parent.split(".")[-1].startswith(("stg_", "int_")) or parent.startswith("source.")
    }
    assert below == set()


def test_head_to_head_counts_the_kills_of_the_films_either_way(
    answer: Answer, matches: list[Any], films: dict[str, Any], tracked: list[str]
) -> None:
    faced: Counter[tuple[str, str]] = Counter()
    for xuid in tracked:
        for match in against_players(matches, xuid):
            ids = [one["PlayerId"][5:-1] for one in match["Players"] if one["PlayerType"] == 1]
            for other in set(ids) - team_mates(match, xuid) - {xuid}:
                faced[xuid, other] += 1
    kills: Counter[tuple[str, str]] = Counter()
    for events in films.values():
        deaths = [one for one in events if one["event_type"] == "death"]
        for kill in (one for one in events if one["event_type"] == "kill"):
            gaps = [(one["time_ms"] - kill["time_ms"], one["xuid"]) for one in deaths]
            near = [xuid for gap, xuid in gaps if gap in (0, 1) and xuid != kill["xuid"]]
            if len(near) == 1:
                kills[kill["xuid"], near[0]] += 1
    expected = {
        pair: (times, kills[pair], kills[pair[::-1]])
        for pair, times in faced.items()
        if times >= 3 and kills[pair] + kills[pair[::-1]]
    }
    assert {
        (row["xuid"], row["opponent_xuid"]): (
            row["matches_against"],
            row["times_killed"],
            row["times_killed_by"],
        )
        for row in answer("who_beats_whom")
    } == expected


def test_duos_win_together_on_a_map(answer: Answer, matches: list[Any], tracked: list[str]) -> None:
    together: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for match in matches:
        ours = sorted(xuid for xuid in tracked if mine(match, xuid) and not is_firefight(match))
        for one, other in combinations(ours, 2):
            if other in team_mates(match, one):
                key = (one, other, match["MatchInfo"]["MapVariant"]["AssetId"])
                together[key].append(won(match, one) or won(match, other))
    found = answer("best_duo_on_which_map")
    assert {
        (row["xuid"], row["other_xuid"], row["map_id"]): (row["matches"], row["wins"])
        for row in found
    } == {key: (len(all_), sum(all_)) for key, all_ in together.items() if len(all_) >= 3}
    for row in found:
        duo = (row["xuid"], row["other_xuid"])
        rates = [one["win_rate"] for one in found if (one["xuid"], one["other_xuid"]) == duo]
        if row["place_of_map"] == 1:
            assert row["win_rate"] == max(rates)


def test_weekdays_and_hours_are_those_of_the_start(
    answer: Answer, matches: list[Any], tracked: list[str]
) -> None:
    expected: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0, 0])
    for xuid in tracked:
        for match in against_players(matches, xuid):
            local = started_local(match, xuid)
            slot = expected[xuid, local.isoweekday(), local.hour]
            slot[0] += 1
            slot[1] += won(match, xuid)
    found = answer("when_do_i_play_well")
    assert {(row["xuid"], row["weekday"], row["hour"]) for row in found} == set(expected)
    for row in found:
        count, wins = expected[row["xuid"], row["weekday"], row["hour"]]
        assert (row["matches"], row["win_rate"]) == (count, pytest.approx(wins / count))
    assert 7 in {row["weekday"] for row in found}, "Sundays are where engines differ"


def test_ranked_and_social_are_all_team_matches_of_matchmaking(
    answer: Answer, matches: list[Any], tracked: list[str]
) -> None:
    found = {row["xuid"]: row for row in answer("how_ranked_differs")}
    assert set(found) == set(tracked)
    for xuid, row in found.items():
        infos = [match["MatchInfo"] for match in against_players(matches, xuid)]
        counted = [one for one in infos if one["TeamsEnabled"] and one["LifecycleMode"] == 3]
        assert row["ranked_matches"] + row["social_matches"] == len(counted)
        assert row["ranked_matches"] > 0


def test_expectations_are_those_of_the_skill_service(
    answer: Answer, data_dir: Path, matches: list[Any], tracked: list[str]
) -> None:
    expected_of: dict[tuple[str, str], float] = {}
    for key, payload in rows(data_dir, "match_skill", "key, payload"):
        for one in json.loads(payload)["Value"] if payload else []:
            stats = (one.get("Result") or {}).get("StatPerformances") or {}
            both = [float(stats[stat]["Expected"]) for stat in ("Kills", "Deaths") if stats]
            if both and all(map(isfinite, both)):  # the API also says "NaN"
                expected_of[key, one["Id"][5:-1]] = both[0]
    found = answer("expected_against_actual")
    for xuid in tracked:
        gaps = []
        for match in against_players(matches, xuid):
            if (match["MatchId"], xuid) in expected_of:
                kills = core(mine(match, xuid), "Kills")
                gaps.append(kills - expected_of[match["MatchId"], xuid])
        parts = [row for row in found if row["xuid"] == xuid]
        count = sum(row["matches"] for row in parts)
        assert count == len(gaps) > 0
        above = sum(row["share_above_expected_kills"] * row["matches"] for row in parts)
        assert above == pytest.approx(sum(gap > 0 for gap in gaps))
        total = sum(row["kills_above_expected"] * row["matches"] for row in parts)
        assert total == pytest.approx(sum(gaps), abs=0.01)


def test_tilt_looks_at_the_match_before_in_the_same_session(
    answer: Answer,
    warehouse: duckdb.DuckDBPyConnection,
    matches: list[Any],
    tracked: list[str],
) -> None:
    session_of = sessions(warehouse)
    expected: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for xuid in tracked:
        last: dict[str, int] = {}
        for match in against_players(matches, xuid):
            session = session_of[xuid, match["MatchId"]]
            result = {2: "win", 3: "loss"}.get(last.get(session, 0))
            if result:
                expected[xuid, result].append(won(match, xuid))
            last[session] = mine(match, xuid)["Outcome"]
    assert {
        (row["xuid"], row["previous_result"]): (row["matches"], row["wins"])
        for row in answer("tilt_after_a_loss")
    } == {key: (len(all_), sum(all_)) for key, all_ in expected.items()}
