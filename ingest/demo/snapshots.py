"""What the API says about a player as of now: match count, service record, career rank."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.demo.blocks import Block, sum_blocks, written
from ingest.demo.formats import Json, accuracy, duration, kda
from ingest.demo.game import LOSS, TIE, WIN, MatchLog
from ingest.demo.info import season_id
from ingest.demo.lines import ADDED, Line, lines_of
from ingest.demo.modes import invented_uuid
from ingest.demo.schedule import DemoPlayer, Match
from ingest.demo.stats import played_seconds, rounds_of
from ingest.demo.world import World

RECORD_TYPES = {"matchmade": "matchmaking", "custom": "custom", "local": "local"}
TIMES_OF_ZONES = {"StrongholdOccupationTime": "TotalZoneOccupationTime"}


def match_count(world: World, player: DemoPlayer) -> Json:
    customs = len(world.history(player.xuid, "custom"))
    matchmade = len(world.history(player.xuid, "matchmaking"))
    return {
        "CustomMatchesPlayedCount": customs,
        "MatchesPlayedCount": customs + matchmade,
        "MatchmadeMatchesPlayedCount": matchmade,
        "LocalMatchesPlayedCount": 0,
    }


def career_rank(world: World, player: DemoPlayer) -> Json:
    matches = len(world.history(player.xuid))
    return {
        "CurrentProgress": {
            "Rank": min(matches // 4, 271),
            "PartialProgress": matches * 137 % 900,
            "HasReachedMaxRank": matches // 4 > 271,
        },
        "SpartanId": f"spartan-{invented_uuid(player.xuid)}",
    }


class _Record:
    """Adds up one player's matches."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(ADDED, 0))
        self.outcomes: Counter[int] = Counter()
        self.medals: Counter[int] = Counter()
        self.personal: Counter[tuple[int, int]] = Counter()
        self.blocks: dict[str, list[Block]] = {}
        self.meetings: dict[str, Counter[str]] = {"PvpStats": Counter(), "PveStats": Counter()}
        self.rounds = [0, 0, 0]
        self.spree = 0
        self.kda = 0.0
        self.seconds = 0.0

    def add(self, log: MatchLog, player_id: str) -> None:
        mine = next(p for p in log.participants if p.fighter.player_id == player_id)
        self.outcomes[mine.outcome] += 1
        self.seconds += played_seconds(log, mine)
        by_stint = dict(zip(log.stints, lines_of(log), strict=True))
        for stint in mine.stints:
            rounds = rounds_of(log, mine, stint)
            self.rounds = [old + new for old, new in zip(self.rounds, rounds, strict=True)]
            self._add_line(log.match, by_stint[stint])
        self.kda += kda(*(sum(getattr(stint, name) for stint in mine.stints)
                          for name in ("kills", "assists", "deaths")))  # fmt: skip

    def _add_line(self, match: Match, line: Line) -> None:
        self.counts.update(line.counts)
        self.medals.update(line.medals)
        self.personal.update(line.personal)
        self.spree = max(self.spree, line.spree)
        if match.mode.block:
            self.blocks.setdefault(match.mode.block, []).append(line.block)
        meeting = self.meetings["PveStats" if match.mode.pve else "PvpStats"]
        meeting.update({key: line.counts[key] for key in ("Kills", "Deaths", "Assists")})
        meeting.update({key: int(value) for key, value in line.banished.items()})


def service_record(world: World, player: DemoPlayer, record_type: str) -> Json:
    matches = world.history(player.xuid, RECORD_TYPES[record_type])
    record = _Record()
    for match in matches:
        record.add(world.log(match), f"xuid({player.xuid})")
    payload: Json = {
        "Subqueries": _subqueries(matches if record_type == "matchmade" else []),
        "TimePlayed": duration(record.seconds, 7),
        "MatchesCompleted": len(matches),
        "Wins": record.outcomes[WIN],
        "Losses": record.outcomes[LOSS],
        "Ties": record.outcomes[TIE],
        "CoreStats": _core(record, len(matches)),
    }
    for name, blocks in record.blocks.items():
        payload[name] = _renamed(written(sum_blocks(blocks)))
    payload |= {name: dict(meeting) for name, meeting in record.meetings.items() if meeting}
    return payload


def _core(record: _Record, matches: int) -> Json:
    n = record.counts
    core: Json = {
        "Score": n["Score"],
        "PersonalScore": n["PersonalScore"],
        "RoundsWon": record.rounds[0],
        "RoundsLost": record.rounds[1],
        "RoundsTied": record.rounds[2],
        "Kills": n["Kills"],
        "Deaths": n["Deaths"],
        "Assists": n["Assists"],
        "AverageKDA": record.kda / matches if matches else 0.0,
    }
    names = (
        "Suicides Betrayals GrenadeKills HeadshotKills MeleeKills PowerWeaponKills ShotsFired "
        "ShotsHit Accuracy DamageDealt DamageTaken CalloutAssists VehicleDestroys DriverAssists "
        "Hijacks EmpAssists"
    )
    core |= {name: n[name] for name in names.split()}
    core["Accuracy"] = accuracy(n["ShotsHit"], n["ShotsFired"])
    core["MaxKillingSpree"] = record.spree
    core["Medals"] = [
        {"NameId": medal, "Count": count, "TotalPersonalScoreAwarded": 0}
        for medal, count in record.medals.items()
    ]
    core["PersonalScores"] = [
        {"NameId": name_id, "Count": count, "TotalPersonalScoreAwarded": count * points}
        for (name_id, points), count in record.personal.items()
    ]
    return core | {"Spawns": n["Spawns"], "ObjectivesCompleted": 0}


def _renamed(block: Json) -> Json:
    """Service records call strongholds zones and leave out what only makes sense in a match."""
    left_out = ("LivesRemaining", "EliminationOrder")
    return {
        TIMES_OF_ZONES.get(key, key.replace("Stronghold", "Zone")): value
        for key, value in block.items()
        if key not in left_out
    }


def _subqueries(matches: Sequence[Match]) -> Json:
    from_play = [match.mode for match in matches]
    if not from_play:
        return dict.fromkeys(
            ("SeasonIds", "GameVariantCategories", "IsRanked", "PlaylistAssetIds",
             "GameplayInteractions")
        )  # fmt: skip
    return {
        "SeasonIds": sorted({season_id(match) for match in matches}),
        "GameVariantCategories": sorted({mode.category for mode in from_play}),
        "IsRanked": sorted({mode.ranked for mode in from_play}),
        "PlaylistAssetIds": sorted({mode.playlist.asset_id for mode in from_play}),
        "GameplayInteractions": None,
    }
