"""Plain readings of match stats, as the API sends them, for tests of the marts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb

from tests.support.demo_warehouse import zone_of

FIREFIGHT, SLAYER, FLAGS, STRONGHOLDS = 42, 6, 15, 11
WON = 2


def started(match: Any) -> datetime:
    return datetime.fromisoformat(match["MatchInfo"]["StartTime"]).replace(tzinfo=None)


def started_local(match: Any, xuid: str) -> datetime:
    """As the clocks of the player show it."""
    moment = datetime.fromisoformat(match["MatchInfo"]["StartTime"])
    return moment.astimezone(zone_of(xuid)).replace(tzinfo=None)


def duration_seconds(match: Any) -> float:
    """How long the match was."""
    minutes, _, seconds = match["MatchInfo"]["Duration"].removeprefix("PT").rpartition("M")
    return 60 * float(minutes or 0) + float(seconds.removesuffix("S") or 0)


def mine(match: Any, xuid: str) -> Any:
    ids = {player["PlayerId"]: player for player in match["Players"]}
    return ids.get(f"xuid({xuid})")


def played(matches: list[Any], xuid: str) -> list[Any]:
    return [match for match in matches if mine(match, xuid)]


def is_firefight(match: Any) -> bool:
    return bool(match["MatchInfo"]["GameVariantCategory"] == FIREFIGHT)


def core(player: Any, stat: str) -> int:
    return sum(team["Stats"]["CoreStats"][stat] for team in player["PlayerTeamStats"])


def team_mates(match: Any, xuid: str) -> set[str]:
    """Humans on the same team, where there are teams."""
    team = mine(match, xuid)["LastTeamId"]
    if not match["MatchInfo"]["TeamsEnabled"]:
        return set()
    on_team = {one["PlayerId"] for one in match["Players"] if one["LastTeamId"] == team}
    return {one[5:-1] for one in on_team if one.startswith("xuid(")} - {xuid}


def against_players(matches: list[Any], xuid: str) -> list[Any]:
    return [match for match in played(matches, xuid) if not is_firefight(match)]


def won(match: Any, xuid: str) -> bool:
    return bool(mine(match, xuid)["Outcome"] == WON)


def sessions(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """Proven in test_player_marts."""
    found = warehouse.sql("select xuid, match_id, session_id from marts.player_match_stats")
    return {row[:2]: row[2] for row in found.fetchall()}
