"""The marts against a plain reading of the raw payloads, in Python."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.raw import rows

FIREFIGHT = 42


def humans(match: Any) -> dict[str, Any]:
    ids = {player["PlayerId"]: player for player in match["Players"]}
    return {one[5:-1]: player for one, player in ids.items() if one.startswith("xuid(")}


def count(player: Any, stat: str) -> int:
    """Over all teams the player was on."""
    return sum(team["Stats"]["CoreStats"][stat] for team in player["PlayerTeamStats"])


def test_teammates_are_counted_over_all_matches_and_not_without_teams(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    expected: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for match in matches:
        players, teams = humans(match), match["MatchInfo"]["TeamsEnabled"]
        for mine in set(tracked) & set(players):
            for other in set(players) - {mine}:
                met = expected[mine, other]
                met["together"] += 1
                if teams and players[mine]["LastTeamId"] == players[other]["LastTeamId"]:
                    met["same"] += 1
                    met["won"] += players[mine]["Outcome"] == 2
                elif teams:
                    met["opposite"] += 1
    found = warehouse.sql(
        """
        select xuid, teammate_xuid, matches_together, same_team_count, opposite_team_count,
            wins_together
        from marts.teammates
        """
    ).fetchall()
    assert {row[:2]: row[2:] for row in found} == {
        pair: (met["together"], met["same"], met["opposite"], met["won"])
        for pair, met in expected.items()
    }


def test_antagonists_count_every_pair_of_every_film(
    warehouse: duckdb.DuckDBPyConnection, data_dir: Path, tracked: list[str]
) -> None:
    """Kills among humans by a greedy reading of the events: no two kills share a moment here."""
    kills: Counter[tuple[str, str]] = Counter()
    for (payload,) in rows(data_dir, "match_film", "payload"):
        events = json.loads(payload)["events"] if payload else []
        deaths = [one for one in events if one["event_type"] == "death"]
        for kill in (one for one in events if one["event_type"] == "kill"):
            gaps = [(one["time_ms"] - kill["time_ms"], one) for one in deaths]
            near = [one for gap, one in gaps if gap in (0, 1) and one["xuid"] != kill["xuid"]]
            if len(near) == 1:
                kills[kill["xuid"], near[0]["xuid"]] += 1
    mine = warehouse.sql("select xuid, opponent_xuid, times_killed from marts.antagonists")
    found = {row[:2]: row[2] for row in mine.fetchall() if row[2]}
    assert found == {pair: n for pair, n in kills.items() if pair[0] in set(tracked)}
    theirs = warehouse.sql("select opponent_xuid, xuid, times_killed_by from marts.antagonists")
    found = {row[:2]: row[2] for row in theirs.fetchall() if row[2]}
    assert found == {pair: n for pair, n in kills.items() if pair[1] in set(tracked)}


def test_totals_of_a_player_leave_firefight_out(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for match in matches:
        if match["MatchInfo"]["GameVariantCategory"] == FIREFIGHT:
            continue
        for xuid, player in humans(match).items():
            if xuid in set(tracked):
                totals = expected[xuid]
                totals["matches"] += 1
                totals["wins"] += player["Outcome"] == 2
                totals["kills"] += count(player, "Kills")
                totals["fired"] += count(player, "ShotsFired")
                totals["hit"] += count(player, "ShotsHit")
    found = warehouse.sql(
        "select xuid, matches, wins, kills, accuracy, win_rate from marts.player_global_stats"
    ).fetchall()
    assert {row[0]: row[1:4] for row in found} == {
        xuid: (one["matches"], one["wins"], one["kills"]) for xuid, one in expected.items()
    }
    for xuid, *_, accuracy, win_rate in found:
        one = expected[xuid]
        assert accuracy == pytest.approx(100 * one["hit"] / one["fired"])
        assert win_rate == pytest.approx(one["wins"] / one["matches"])


@pytest.mark.parametrize("mart", ["player_map_stats", "player_mode_stats"])
def test_parts_add_up_to_the_whole(warehouse: duckdb.DuckDBPyConnection, mart: str) -> None:
    parts = warehouse.sql(
        f"""
        select xuid, sum(matches), sum(kills) from marts.{mart}
        {"where mode_category <> 'Firefight'" if mart == "player_mode_stats" else ""}
        group by xuid
        """
    ).fetchall()
    whole = warehouse.sql("select xuid, matches, kills from marts.player_global_stats").fetchall()
    assert sorted(parts) == sorted(whole)


def test_medals_of_a_player_add_up(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], tracked: list[str]
) -> None:
    expected: Counter[tuple[str, int]] = Counter()
    for match in matches:
        for xuid, player in humans(match).items():
            for team in player["PlayerTeamStats"] if xuid in set(tracked) else []:
                for medal in team["Stats"]["CoreStats"]["Medals"]:
                    expected[xuid, medal["NameId"]] += medal["Count"]
    found = warehouse.sql("select xuid, medal_id, medal_count, name_en from marts.player_medals")
    rows_found = found.fetchall()
    assert {row[:2]: row[2] for row in rows_found} == dict(expected)
    assert all(row[3] for row in rows_found)


def test_rosters_say_of_everybody_what_the_json_says_of_all_teams_together(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any]
) -> None:
    summed = {"kills": "Kills", "deaths": "Deaths", "spawns": "Spawns", "score": "Score"}
    expected = {}
    for match in matches:
        for player in match["Players"]:
            teams = [team["Stats"]["CoreStats"] for team in player["PlayerTeamStats"]]
            sums = [sum(team[stat] for team in teams) for stat in summed.values()]
            spree = max(team["MaxKillingSpree"] for team in teams)
            expected[match["MatchId"], player["PlayerId"]] = (*sums, spree, len(teams))
    found = warehouse.sql(
        f"""
        select match_id, player_id, {", ".join(summed)}, max_killing_spree, team_count
        from core.match_participants
        """
    ).fetchall()
    assert {row[:2]: row[2:] for row in found} == expected


def test_coverage_is_shown_in_words(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any], films: dict[str, Any]
) -> None:
    found = dict(warehouse.sql("select data_type, summary from marts.match_coverage").fetchall())
    count, share = len(matches), 100 * len(films) // len(matches)
    assert found["match_stats"] == f"100 % of {count} matches have stats"
    assert found["match_film"].startswith(f"{share} % of {count} matches have films; ")
    assert found["match_film"].endswith(" gone")


def test_players_who_changed_team_are_in_this_world(matches: list[Any]) -> None:
    changed = [
        one for match in matches for one in match["Players"] if len(one["PlayerTeamStats"]) > 1
    ]
    assert changed, "or the sums above prove less than they say"


def test_a_film_is_available_or_gone_as_in_the_world(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    found = warehouse.sql(
        "select match_id, availability, film_status, manifest_status from marts.film_availability"
    ).fetchall()
    assert len(found) > 80
    for match_id, availability, film_status, manifest_status in found:
        if world.by_id[match_id].film_available:
            assert (availability, manifest_status) == ("available", "ok"), match_id
        else:
            assert (availability, film_status) == ("gone", "gone"), match_id
