"""The mode blocks of match stats. Floats are seconds until they are written out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import Random

from ingest.demo.cast import Stint
from ingest.demo.formats import Json, duration, kda
from ingest.demo.modes import Mode

Block = dict[str, int | float]

_NAMES = {
    "CaptureTheFlagStats": (
        "FlagCaptureAssists FlagCaptures FlagCarriersKilled FlagGrabs FlagReturnersKilled "
        "FlagReturns FlagSecures FlagSteals KillsAsFlagCarrier KillsAsFlagReturner "
        "TimeAsFlagCarrier"
    ),
    "ZonesStats": (
        "StrongholdCaptures StrongholdDefensiveKills StrongholdOffensiveKills StrongholdSecures "
        "StrongholdOccupationTime StrongholdScoringTicks"
    ),
    "OddballStats": (
        "KillsAsSkullCarrier LongestTimeAsSkullCarrier SkullCarriersKilled SkullGrabs "
        "TimeAsSkullCarrier SkullScoringTicks"
    ),
    "InfectionStats": (
        "AlphasKilled SpartansInfected SpartansInfectedAsAlpha KillsAsLastSpartanStanding "
        "LastSpartansStandingInfected RoundsAsAlpha RoundsAsLastSpartanStanding "
        "RoundsFinishedAsInfected RoundsSurvivedAsSpartan RoundsSurvivedAsLastSpartanStanding "
        "TimeAsLastSpartanStanding InfectedKilled"
    ),
    "EliminationStats": (
        "AlliesRevived EliminationAssists Eliminations EnemyRevivesDenied Executions "
        "KillsAsLastPlayerStanding LastPlayersStandingKilled RoundsSurvived TimesRevivedByAlly "
        "LivesRemaining EliminationOrder"
    ),
}
_FIELDS = {block: tuple(names.split()) for block, names in _NAMES.items()}
BANISHED = (
    "Marine", "Grunt", "Jackal", "Elite", "Brute", "Hunter", "Skimmer", "Sentinel", "Boss",
)  # fmt: skip
BANISHED_WEIGHTS = (0, 30, 34, 10, 13, 1, 10, 0, 2)
# The 2022 payloads name every block, absent ones as null.
OLD_BLOCKS = (
    "BombStats", "CaptureTheFlagStats", "EliminationStats", "ExtractionStats",
    "InfectionStats", "OddballStats", "ZonesStats", "StockpileStats", "PvpStats", "PveStats",
)  # fmt: skip


def block_of(rng: Random, mode: Mode, stint: Stint) -> Block:
    """The stint's own mode block: the feats of the log, and plausible numbers around them."""
    if mode.block is None:
        return {}
    fields = _FIELDS[mode.block]
    feats = {award.field for award in mode.awards}
    block: Block = {
        field: stint.awards[field] if field in feats else _plausible(rng, mode, stint, field)
        for field in fields
    }
    if "TimeAsSkullCarrier" in block:
        block["LongestTimeAsSkullCarrier"] = block["TimeAsSkullCarrier"] / 2
    return block


def empty_block(mode: Mode) -> Block:
    """What a team without players has."""
    fields = _FIELDS[mode.block] if mode.block else ()
    return {field: 0.0 if _is_time(field) else 0 for field in fields}


def _is_time(field: str) -> bool:
    return "Time" in field and "Times" not in field


def _plausible(rng: Random, mode: Mode, stint: Stint, field: str) -> int | float:
    if _is_time(field):
        return rng.randrange(0, 600) / 10
    if field.endswith("ScoringTicks"):
        return stint.score
    if field in ("LivesRemaining", "EliminationOrder") or mode.pve:
        return 0
    if field == "InfectedKilled":
        return stint.kills // 2
    return min(stint.kills, rng.randrange(4))


def banished_of(rng: Random, stint: Stint) -> Block:
    kinds = rng.choices(BANISHED, BANISHED_WEIGHTS, k=stint.kills)
    return {f"{kind}Kills": kinds.count(kind) for kind in BANISHED}


def no_banished(mode: Mode) -> Block:
    return {f"{kind}Kills": 0 for kind in BANISHED} if mode.pve else {}


def sum_blocks(blocks: Iterable[Mapping[str, int | float]]) -> Block:
    total: Block = {}
    for block in blocks:
        for key, value in block.items():
            if key.startswith("Longest"):
                total[key] = max(total.get(key, 0.0), value)
            else:
                total[key] = total.get(key, 0) + value
    return total


def written(block: Mapping[str, int | float]) -> Json:
    return {
        key: duration(value, 1) if isinstance(value, float) else value
        for key, value in block.items()
    }


def versus(kills: int, deaths: int, assists: int) -> Json:
    return {
        "Kills": kills,
        "Deaths": deaths,
        "Assists": assists,
        "KDA": kda(kills, assists, deaths),
    }
