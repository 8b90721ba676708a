"""Plain readings of match stats, as the API sends them, for tests of the marts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

FIREFIGHT, SLAYER, FLAGS, STRONGHOLDS = 42, 6, 15, 11


def started(match: Any) -> datetime:
    return datetime.fromisoformat(match["MatchInfo"]["StartTime"]).replace(tzinfo=None)


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
