"""The old application's reading of match and skill JSON, its habits included.

Written from the description of that application, not from the warehouse's models.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support.legacy.award_labels import LABELS, OTHER

Json = dict[str, Any]
Row = dict[str, Any]
AssetNames = Mapping[tuple[str, str, str], str]

XUID = re.compile(r"\d{12,20}")
DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
ASSET_COLUMNS = (
    ("playlist", "Playlist", "playlist"),
    ("map", "MapVariant", "map"),
    ("pair", "PlaylistMapModePair", "map_mode_pair"),
    ("game_variant", "UgcGameVariant", "game_variant"),
)
AWARDS_CSV = Path(__file__).parents[3] / "seeds" / "personal_score_award_names.csv"


def award_labels() -> dict[int, tuple[str, str]]:
    """Label and category by award id; a file of the old application has no id."""
    with AWARDS_CSV.open(encoding="utf-8", newline="") as file:
        return {
            int(row["award_id"]): (
                LABELS.get(int(row["award_id"]), OTHER),
                row["award_category"],
            )
            for row in csv.DictReader(file)
        }


def start_of(stats: Json) -> datetime:
    """The match's start, naive UTC, fraction of a second kept."""
    moment = datetime.fromisoformat(stats["MatchInfo"]["StartTime"])
    return moment.astimezone(UTC).replace(tzinfo=None)


def whole_seconds(duration: str) -> int:
    found = DURATION.fullmatch(duration)
    if found is None:
        return 0
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return int(hours * 3600 + minutes * 60 + seconds)


def player_of(stats: Json, xuid: str) -> Json:
    """The first entry whose id contains the digits."""
    return next(player for player in stats["Players"] if xuid in player["PlayerId"])


def core_of(player: Json) -> Json:
    """The first team's numbers; those after a change of sides are overlooked."""
    core: Json = player["PlayerTeamStats"][0]["Stats"]["CoreStats"]
    return core


def humans_of(stats: Json) -> Iterator[tuple[str, Json]]:
    """Xuid and entry of each player; bots have no such digits."""
    for player in stats["Players"]:
        found = XUID.search(player["PlayerId"])
        if found:
            yield found[0], player


def asset_columns(stats: Json, names: AssetNames) -> Row:
    columns: Row = {}
    for column, key, kind in ASSET_COLUMNS:
        asset = stats["MatchInfo"][key]
        columns[f"{column}_id"] = asset and asset["AssetId"]
        columns[f"{column}_name"] = asset and names[kind, asset["AssetId"], asset["VersionId"]]
    return columns


def signature_of(stats: Json, xuid: str) -> str | None:
    team = player_of(stats, xuid)["LastTeamId"]
    mates = [
        other
        for other, player in humans_of(stats)
        if player["LastTeamId"] == team and other != xuid
    ]
    return ",".join(sorted(mates)) or None


def own_columns(stats: Json, xuid: str) -> Row:
    """The owner's part of a match_stats row."""
    player = player_of(stats, xuid)
    core = core_of(player)
    life = whole_seconds(core["AverageLifeDuration"])
    return {
        "outcome": player["Outcome"],
        "team_id": player["LastTeamId"],
        "kills": core["Kills"] or 0,
        "deaths": core["Deaths"] or 0,
        "assists": core["Assists"] or 0,
        "kda": core["KDA"],
        "accuracy": core["Accuracy"],
        "headshot_kills": core["HeadshotKills"],
        "max_killing_spree": core["MaxKillingSpree"],
        "avg_life_seconds": float(life) if life else None,
        "shots_fired": core["ShotsFired"],
        "shots_hit": core["ShotsHit"],
        "teammates_signature": signature_of(stats, xuid),
    }


def roster_rows(stats: Json) -> list[Row]:
    return [
        _roster_row(stats["MatchId"], xuid, player) for xuid, player in humans_of(stats)
    ]  # fmt: skip


def _roster_row(match_id: str, xuid: str, player: Json) -> Row:
    core = core_of(player)
    personal = core["PersonalScore"]
    life = whole_seconds(core["AverageLifeDuration"])
    return {
        "match_id": match_id,
        "xuid": xuid,
        "team_id": player["LastTeamId"],
        "outcome": player["Outcome"],
        "gamertag": None,
        "rank": player["Rank"],
        "score": core["Score"] if personal is None else personal,
        "kills": core["Kills"] or 0,
        "deaths": core["Deaths"] or 0,
        "assists": core["Assists"] or 0,
        "shots_fired": core["ShotsFired"],
        "shots_hit": core["ShotsHit"],
        "damage_dealt": float(core["DamageDealt"]),
        "damage_taken": float(core["DamageTaken"]),
        "avg_life_seconds": float(life) if life else None,
    }


def medal_rows(stats: Json, xuid: str) -> list[Row]:
    """Medals, unlike everything else, are summed over all teams the player was on."""
    counts: Counter[int] = Counter()
    for stint in player_of(stats, xuid)["PlayerTeamStats"]:
        for medal in stint["Stats"]["CoreStats"]["Medals"]:
            counts[medal["NameId"]] += medal["Count"]
    match_id = stats["MatchId"]
    return [
        {"match_id": match_id, "medal_name_id": medal, "count": count}
        for medal, count in counts.items()
    ]


def award_rows(stats: Json, xuid: str, labels: Mapping[int, tuple[str, str]]) -> list[Row]:
    """The first list of awards that is not empty, under names several awards share."""
    lists = (
        stint["Stats"]["CoreStats"]["PersonalScores"]
        for stint in player_of(stats, xuid)["PlayerTeamStats"]
    )
    return [
        {
            "match_id": stats["MatchId"],
            "xuid": xuid,
            "award_name": labels[award["NameId"]][0],
            "award_category": labels[award["NameId"]][1],
            "award_count": award["Count"],
            "award_score": award["TotalPersonalScoreAwarded"],
        }
        for award in next(filter(None, lists), [])
    ]


def skill_row(match_id: str, xuid: str, skill: Json | None) -> Row | None:
    """The owner's skill; enemy MMR is that of the first other team."""
    values = skill["Value"] if skill else []
    result = next((v["Result"] for v in values if v["Id"] == f"xuid({xuid})"), None)
    if result is None:
        return None
    own = str(result["TeamId"])
    enemies = (mmr for team, mmr in result["TeamMmrs"].items() if team != own)
    row: Row = {
        "match_id": match_id,
        "xuid": xuid,
        "team_id": result["TeamId"],
        "team_mmr": result["TeamMmr"],
        "enemy_mmr": next(enemies, None),
    }
    for stat in ("Kills", "Deaths", "Assists"):
        numbers = result["StatPerformances"].get(stat, {})
        for key, column in (("Expected", "expected"), ("StdDev", "stddev")):
            number = numbers.get(key)
            # the API writes what it cannot compute as the text NaN
            row[f"{stat.lower()}_{column}"] = None if number is None else float(number)
    return row


def team_scores(stats: Json, xuid: str) -> tuple[int | None, int | None]:
    """Ours and the best other team's, as the match says."""
    mine = player_of(stats, xuid)["LastTeamId"]
    scores = {t["TeamId"]: t["Stats"]["CoreStats"]["Score"] for t in stats["Teams"]}
    others = [score for team, score in scores.items() if team != mine]
    return scores.get(mine), max(others, default=None)


def personal_team_scores(stats: Json, xuid: str) -> tuple[int, int]:
    """What v3 put in place of a score of zero."""
    mine = player_of(stats, xuid)["LastTeamId"]
    sums = {t["TeamId"]: t["Stats"]["CoreStats"]["PersonalScore"] for t in stats["Teams"]}
    others = [total for team, total in sums.items() if team != mine]
    return sums.get(mine, 0), max(others, default=0)
