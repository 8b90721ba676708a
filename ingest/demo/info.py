"""MatchInfo, which match stats and the match history share, and the history's results."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from ingest.demo.formats import Json, duration, timestamp
from ingest.demo.game import MatchLog
from ingest.demo.modes import invented_uuid
from ingest.demo.schedule import Match
from ingest.demo.seasons import season_at
from ingest.demo.world import assets_of

ASSET_KINDS = {"MapVariant": 2, "UgcGameVariant": 6, "Playlist": 3, "PlaylistMapModePair": 7}


def match_info(log: MatchLog) -> Json:
    match = log.match
    rng = Random(f"{match.seed}/info")
    season = season_at(match.start)
    end = match.start + timedelta(milliseconds=log.duration_ms + log.intro_ms + 1)
    assets = {
        key: {"AssetKind": ASSET_KINDS[key], "AssetId": asset.asset_id, "VersionId": version}
        for key, (asset, version) in assets_of(match).items()
    }
    info = {
        "StartTime": timestamp(match.start),
        "EndTime": timestamp(end),
        "Duration": duration(log.duration_ms / 1000 + rng.randrange(-9999, 0) / 1e7, 7),
        "LifecycleMode": 1 if match.custom else 3,
        "GameVariantCategory": match.mode.category,
        "LevelId": match.arena.level_id,
        "MapVariant": assets["MapVariant"],
        "UgcGameVariant": assets["UgcGameVariant"],
        "ClearanceId": invented_uuid("clearance", season.number),
        "Playlist": assets.get("Playlist"),
        "PlaylistExperience": None if match.custom else match.mode.experience,
        "PlaylistMapModePair": assets.get("PlaylistMapModePair"),
        "SeasonId": None if match.custom else season_id(match),
        "PlayableDuration": duration(playable_seconds(log), 3),
        "TeamsEnabled": match.mode.teams,
        "TeamScoringEnabled": match.mode.teams,
    }
    if not match.old_shape:
        info["GameplayInteraction"] = 2 if match.mode.pve else 1
    return info


def season_id(match: Match) -> str:
    season = season_at(match.start)
    return season.old_path if match.old_shape else season.csr_path


def history_result(log: MatchLog, xuid: str) -> Json:
    mine = next(p for p in log.participants if p.fighter.player_id == f"xuid({xuid})")
    return {
        "MatchId": log.match.match_id,
        "MatchInfo": match_info(log),
        "LastTeamId": mine.last_team,
        "Outcome": mine.outcome,
        "Rank": mine.rank,
        "PresentAtEndOfMatch": not mine.left,
    }


def playable_seconds(log: MatchLog) -> float:
    pause = 15.1 if log.match.mode.scoring == "rounds" else 0
    return log.duration_ms / 1000 - pause
