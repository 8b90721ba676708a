"""Every stat of a player in the payloads is a column, with the payload's value."""

from __future__ import annotations

from typing import Any

import duckdb

from tests.support.core_stats import NOT_IN_ROSTERS, STATS, core_stats_of
from tests.support.project_rules import listed_core_stats


def test_every_stat_of_the_payload_has_a_column_here(matches: list[Any]) -> None:
    sent = {
        name
        for match in matches
        for player in match["Players"]
        for team in player["PlayerTeamStats"]
        for name in team["Stats"]["CoreStats"]
    }
    assert sent - NOT_IN_ROSTERS == set(STATS.values())
    assert listed_core_stats() <= set(STATS), "add a new column to tests/support/core_stats.py"


def test_participants_say_what_the_payload_says(
    warehouse: duckdb.DuckDBPyConnection, matches: list[Any]
) -> None:
    columns = ", ".join(STATS)
    rows = warehouse.sql(f"select match_id, player_id, {columns} from core.match_participants")
    found = {row[:2]: row[2:] for row in rows.fetchall()}
    expected = {
        (match["MatchId"], player["PlayerId"]): core_stats_of(player)
        for match in matches
        for player in match["Players"]
        if len(player["PlayerTeamStats"]) == 1
    }
    assert len(expected) > 500
    assert {key: found[key] for key in expected} == expected
