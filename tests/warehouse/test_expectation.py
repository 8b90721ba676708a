"""What the API expected beside what happened: the payloads, and what the demo put into them."""

from __future__ import annotations

import json
from collections import defaultdict
from math import erf, exp, floor, isfinite, pi, sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import duckdb
import pytest

from tests.support.match_readings import core, is_firefight, mine, started_local
from tests.support.raw import rows

Warehouse = duckdb.DuckDBPyConnection
Expected = dict[tuple[str, str], dict[str, float]]
PUT_IN_KILLS = -0.2
"""By how much ingest/demo/skill.py shifts the expected kills."""
SPREAD = 3.0
"""The standard deviation that it adds."""


@pytest.fixture(scope="module")
def results(data_dir: Path) -> dict[tuple[str, str], Any]:
    """The skill result of each human, by match and xuid."""
    found = {}
    for match_id, payload in rows(data_dir, "match_skill", "key, payload"):
        for one in json.loads(payload)["Value"] if payload else []:
            if one["ResultCode"] == 0:
                found[match_id, one["Id"][5:-1]] = one["Result"]
    return found


@pytest.fixture(scope="module")
def expected(results: dict[tuple[str, str], Any], matches: list[Any]) -> Expected:
    """What was expected and what happened, for each human of each match without firefight."""
    by_id = {match["MatchId"]: match for match in matches if not is_firefight(match)}
    found: Expected = {}
    for (match_id, xuid), result in results.items():
        if match_id in by_id:
            player = mine(by_id[match_id], xuid)
            values: dict[str, float] = {}
            for stat in ("Kills", "Deaths"):
                performance = (result["StatPerformances"] or {}).get(stat)
                if performance and isfinite(float(performance["Expected"])):
                    values[stat.lower()] = core(player, stat)
                    values[f"expected {stat.lower()}"] = float(performance["Expected"])
            found[match_id, xuid] = values
    return found


@pytest.mark.parametrize("measure", ["kills", "deaths"])
def test_buckets_are_those_of_the_payloads(
    warehouse: Warehouse, expected: Expected, measure: str
) -> None:
    buckets: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for one in expected.values():
        if measure in one:
            predicted = one[f"expected {measure}"]
            buckets[2 * floor(predicted / 2)].append((predicted, one[measure]))
    found = warehouse.execute(
        """
        select bucket_from, bucket_to, samples, predicted, actual, actual_low, actual_high
        from marts.expectation_calibration where measure = ?
        """,
        [measure],
    ).fetchall()
    assert {row[0]: row[2] for row in found} == {key: len(one) for key, one in buckets.items()}
    for start, end, samples, predicted, actual, low, high in found:
        counts = [count for _, count in buckets[start]]
        mean = fmean(counts)
        assert end == start + 2
        assert predicted == pytest.approx(fmean(one for one, _ in buckets[start]))
        if samples == 1:
            assert (actual, low, high) == (mean, None, None)
            continue
        margin = 1.959964 * stdev(counts) / sqrt(samples)
        assert (actual, low, high) == pytest.approx((mean, mean - margin, mean + margin))


def test_the_calibration_finds_what_the_demo_put_in(warehouse: Warehouse) -> None:
    samples, gap = warehouse.sql(
        """
        select sum(samples), sum(samples * (predicted - actual)) / sum(samples)
        from marts.expectation_calibration where measure = 'kills'
        """
    ).fetchall()[0]
    assert samples > 500
    assert gap == pytest.approx(PUT_IN_KILLS, abs=1.96 * SPREAD / sqrt(samples))


def test_the_calibration_of_deaths_finds_what_the_demo_put_in(
    warehouse: Warehouse, expected: Expected
) -> None:
    """The demo adds noise to the deaths and drops the sign: the mean of a folded normal."""
    deaths = [one["deaths"] for one in expected.values() if "deaths" in one]
    put_in = fmean(
        SPREAD * sqrt(2 / pi) * exp(-(count**2) / (2 * SPREAD**2))
        + count * erf(count / (SPREAD * sqrt(2)))
        for count in deaths
    )
    samples, predicted, actual = warehouse.sql(
        """
        select sum(samples), sum(samples * predicted) / sum(samples),
            sum(samples * actual) / sum(samples)
        from marts.expectation_calibration where measure = 'deaths'
        """
    ).fetchall()[0]
    assert samples == len(deaths)
    assert actual == pytest.approx(fmean(deaths))
    assert predicted == pytest.approx(put_in, abs=1.96 * SPREAD / sqrt(samples))


def test_the_better_team_of_the_demo_wins_half_of_its_matches(
    warehouse: Warehouse, results: dict[tuple[str, str], Any], matches: list[Any]
) -> None:
    """The demo draws skill and result apart from each other."""
    gaps: dict[int, list[bool]] = defaultdict(list)
    for match in matches:
        outcomes = {one["TeamId"]: one["Outcome"] for one in match["Teams"]}
        result = next((one for key, one in results.items() if key[0] == match["MatchId"]), None)
        if is_firefight(match) or result is None or len(result["TeamMmrs"]) != 2:
            continue
        (_, first), (better, second) = sorted(result["TeamMmrs"].items(), key=lambda team: team[1])
        known = {
            mine(match, xuid)["LastTeamId"]
            for (match_id, xuid) in results
            if match_id == match["MatchId"] and mine(match, xuid)["Outcome"] in (2, 3)
        }
        if int(better) in known and outcomes.get(int(better)) in (2, 3) and first != second:
            gaps[25 * floor((second - first) / 25)].append(outcomes[int(better)] == 2)
    found = warehouse.sql(
        """
        select bucket_from, samples, round(actual * samples), predicted, actual_low, actual_high
        from marts.expectation_calibration where measure = 'favourite_wins'
        """
    ).fetchall()
    assert {row[0]: row[1:3] for row in found} == {
        key: (len(one), sum(one)) for key, one in gaps.items()
    }
    assert {row[3] for row in found} == {None}
    largest = max(found, key=lambda row: row[1])
    assert largest[4] < 0.5 < largest[5]


def test_the_gap_to_the_expectation_month_by_month(
    warehouse: Warehouse, expected: Expected, matches: list[Any], tracked: list[str]
) -> None:
    months: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
    for match in matches:
        for xuid in tracked:
            one = expected.get((match["MatchId"], xuid), {})
            if len(one) == 4:
                months[xuid, started_local(match, xuid).month].append(one)
    found = warehouse.sql(
        """
        select xuid, month(period_started_at_local), matches, kills_above_expected_per_match,
            deaths_above_expected_per_match, tier_played, tier_matches
        from marts.player_expectation where period = 'month'
        """
    ).fetchall()
    assert {row[:2]: row[2] for row in found} == {key: len(one) for key, one in months.items()}
    for xuid, month, _, kills, deaths, tier, tier_matches in found:
        mine_all = months[xuid, month]
        assert kills == pytest.approx(
            fmean(one["kills"] - one["expected kills"] for one in mine_all)
        )
        assert deaths == pytest.approx(
            fmean(one["deaths"] - one["expected deaths"] for one in mine_all)
        )
        assert tier is not None
        assert 0 < tier_matches <= len(mine_all)


def test_the_tier_played_is_the_nearest_one(
    warehouse: Warehouse,
    results: dict[tuple[str, str], Any],
    expected: Expected,
    tracked: list[str],
) -> None:
    for xuid in tracked:
        distances: dict[str, float] = defaultdict(float)
        for (match_id, player), result in results.items():
            one = expected.get((match_id, player), {})
            if player != xuid or len(one) != 4 or not result["Counterfactuals"]:
                continue
            for tier, values in result["Counterfactuals"]["TierCounterfactuals"].items():
                net = values["Kills"] - values["Deaths"]
                distances[tier] += one["kills"] - one["deaths"] - net
        nearest = min(distances, key=lambda tier: abs(distances[tier]))
        found = warehouse.execute(
            "select tier_played from marts.player_expectation where xuid = ? and period = 'all'",
            [xuid],
        ).fetchall()
        assert found == [(nearest,)]
