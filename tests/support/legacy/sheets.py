"""What one owner's database would hold if the old application made no accidental errors.

Its systematic habits (local times, empty scores, matches without roster) are here; planted
errors come on top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from ingest.demo.assets import all_assets
from tests.support.legacy import reading
from tests.support.legacy.films import Block, event_objects, event_rows
from tests.support.legacy.truth import Json, LegacyTruth, Owner, Row

PARIS = ZoneInfo("Europe/Paris")
UTC = ZoneInfo("UTC")
SYNCED_AT = datetime(2026, 2, 14, 9, 30)
MIGRATED_AT = datetime(2026, 2, 1, 20, 15)
INT32_MAX = 2**31 - 1
EVERY_STEP_TRIED = 0xFFFF & ~32768
# Old rows spell the type of an event as the migration of that owner did.
OLD_SPELLINGS: tuple[Callable[[str], str], ...] = (str.capitalize, str.upper, str.capitalize)


@dataclass(slots=True)
class Sheet:
    """One owner's rows by table; rosters and films stay apart until they are written."""

    owner: Owner
    tables: dict[str, list[Row]] = field(default_factory=dict)
    rosters: dict[str, list[Row]] = field(default_factory=dict)
    films: list[Block] = field(default_factory=list)
    awards_again: list[Row] = field(default_factory=list)
    """Awards that a second sync appended."""


class SheetMaker:
    """Draws owners' rows from the truth, and notes in it what it decided."""

    def __init__(self, truth: LegacyTruth) -> None:
        self._truth = truth
        self._plan = truth.plan
        self._labels = reading.award_labels()
        self._names = asset_names()

    def sheet(self, owner: Owner, medal_limit: int | None) -> Sheet:
        """All matches of one owner, oldest first, and the children of its orphans."""
        rng = Random(f"{self._plan.seed}/sheet/{owner.index}")
        sheet = Sheet(owner)
        for name in ("match_stats", "player_match_stats", "medals_earned"):
            sheet.tables[name] = []
        sheet.tables["personal_score_awards"] = []
        played = self._truth.matches[owner.xuid]
        old = set(played[: round(len(played) * self._plan.v3_share)])
        for match_id in played:
            key = (owner.xuid, match_id)
            self._truth.sources[key] = "v3" if match_id in old else "v4"
            self._truth.shifts[key] = self._shift(rng, key)
            self._add_match(sheet, match_id)
            self._add_children(rng, sheet, match_id, medal_limit)
        return sheet

    def _shift(self, rng: Random, key: tuple[str, str]) -> int:
        """v3 rows are UTC; v4 bound the process's wall clock, Paris or a container's UTC."""
        local = rng.random() < self._plan.local_share
        if self._truth.sources[key] == "v3" or not local:
            return 0
        start = reading.start_of(self._truth.stats[key[1]])
        offset = start.replace(tzinfo=UTC).astimezone(PARIS).utcoffset()
        return int(offset.total_seconds()) if offset else 0

    def _add_match(self, sheet: Sheet, match_id: str) -> None:
        stats, skill = self._truth.stats[match_id], self._truth.skill.get(match_id)
        xuid = sheet.owner.xuid
        skilled = reading.skill_row(match_id, xuid, skill)
        if skilled:
            sheet.tables["player_match_stats"].append(skilled | {"created_at": SYNCED_AT})
        row = self.match_row(stats, xuid, self._truth.shifts[xuid, match_id], skilled)
        if self._truth.sources[xuid, match_id] == "v3":
            row |= _v3_columns(stats, xuid, self._friends(xuid))
            row["end_time"] = row["start_time"] + timedelta(seconds=row["time_played_seconds"])
        sheet.tables["match_stats"].append(row)

    def match_row(self, stats: Json, xuid: str, shift: int, skilled: Row | None) -> Row:
        """A match_stats row as v4 synced it."""
        start = reading.start_of(stats) + timedelta(seconds=shift)
        lasted = reading.whole_seconds(stats["MatchInfo"]["Duration"])
        assets = reading.asset_columns(stats, self._names)
        named = f"{assets['game_variant_name']} {assets['playlist_name']}".lower()
        expected = skilled or {}
        return {
            "match_id": stats["MatchId"],
            "start_time": start,
            "end_time": start + timedelta(seconds=lasted),
            **assets,
            **reading.own_columns(stats, xuid),
            "time_played_seconds": lasted,
            "my_team_score": None,
            "enemy_team_score": None,
            "team_mmr": expected.get("team_mmr"),
            "enemy_mmr": expected.get("enemy_mmr"),
            "is_ranked": False,
            "is_firefight": "firefight" in named,
            "left_early": False,
            "rank": None,
            "damage_dealt": None,
            "damage_taken": None,
            "known_teammates_count": None,
            "is_with_friends": None,
            "friends_xuids": None,
            "created_at": None,
            "updated_at": SYNCED_AT,
            "backfill_completed": EVERY_STEP_TRIED,
            "game_variant_category": stats["MatchInfo"]["GameVariantCategory"],
            "expected_kills": expected.get("kills_expected"),
            "expected_deaths": expected.get("deaths_expected"),
        }

    def _friends(self, xuid: str) -> list[str]:
        return [owner.xuid for owner in self._truth.owners if owner.xuid != xuid]

    def _add_children(
        self, rng: Random, sheet: Sheet, match_id: str, medal_limit: int | None
    ) -> None:
        shares = (rng.random(), rng.random(), rng.random())
        if shares[0] < self._plan.medals_share:
            sheet.tables["medals_earned"] += self.medals(match_id, sheet.owner, medal_limit)
        if shares[1] < self._plan.awards_share:
            sheet.tables["personal_score_awards"] += self.awards(match_id, sheet.owner)
        if shares[2] < self._plan.roster_share and self._plan.rosters:
            sheet.rosters[match_id] = self.roster(rng, match_id)
        old = self._truth.sources[sheet.owner.xuid, match_id] == "v3"
        sheet.films += self.film(match_id, sheet.owner, old)

    def medals(self, match_id: str, owner: Owner, limit: int | None) -> list[Row]:
        rows = reading.medal_rows(self._truth.stats[match_id], owner.xuid)
        return [row for row in rows if limit is None or row["medal_name_id"] <= limit]

    def awards(self, match_id: str, owner: Owner) -> list[Row]:
        rows = reading.award_rows(self._truth.stats[match_id], owner.xuid, self._labels)
        return [row | {"created_at": SYNCED_AT} for row in rows]

    def roster(self, rng: Random, match_id: str) -> list[Row]:
        """Some rosters were stored before shots and damage were, and never completed."""
        rows = reading.roster_rows(self._truth.stats[match_id])
        if rng.random() < 0.1:
            late = ("shots_fired", "shots_hit", "damage_dealt", "damage_taken")
            rows = [row | dict.fromkeys(late) for row in rows]
        return rows

    def film(self, match_id: str, owner: Owner, old: bool) -> list[Block]:
        seen = self._truth.world.film_decoded(self._truth.world.by_id[match_id])
        if not (self._plan.films and seen):
            return []
        spelled = OLD_SPELLINGS[owner.index % len(OLD_SPELLINGS)] if old else str
        rows = event_rows(match_id, event_objects(self._truth.films[match_id]), spelled)
        return [Block(match_id, rows, rows)] if rows else []


def asset_names() -> Mapping[tuple[str, str, str], str]:
    """What discovery calls each asset version."""
    return {key: payload["PublicName"] for key, payload in all_assets().items()}


def _v3_columns(stats: Json, xuid: str, friends: Sequence[str]) -> dict[str, Any]:
    """What only rows migrated from SQLite hold, or hold right."""
    player = reading.player_of(stats, xuid)
    core = reading.core_of(player)
    mine, theirs = reading.team_scores(stats, xuid)
    mates = (reading.signature_of(stats, xuid) or "").split(",")
    met = [friend for friend in friends if friend in mates]
    return {
        "time_played_seconds": reading.whole_seconds(player["ParticipationInfo"]["TimePlayed"]),
        "my_team_score": mine,
        "enemy_team_score": theirs,
        "rank": player["Rank"],
        "damage_dealt": float(core["DamageDealt"]),
        "damage_taken": float(core["DamageTaken"]),
        "is_firefight": None,
        "known_teammates_count": len(met),
        "is_with_friends": bool(met),
        "friends_xuids": ",".join(met) or None,
        "created_at": MIGRATED_AT,
        "updated_at": MIGRATED_AT,
        "backfill_completed": 0,
    }
