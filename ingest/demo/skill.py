"""Match skill: one value per asked player, with the gaps the real service has."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ingest.demo.cast import Participant
from ingest.demo.formats import Json
from ingest.demo.game import MatchLog
from ingest.demo.schedule import Match

TIERS = ("Bronze", "Silver", "Gold", "Platinum", "Diamond", "Onyx")
TIER_WIDTH, SUB_TIER_WIDTH, ONYX = 300, 50, 1500
UNRANKED = {
    "Value": -1,
    "MeasurementMatchesRemaining": 5,
    "Tier": "",
    "TierStart": 0,
    "SubTier": 0,
    "NextTier": "",
    "NextTierStart": 0,
    "NextSubTier": 0,
    "InitialMeasurementMatches": 5,
}


def match_skill(log: MatchLog, xuids: Sequence[str]) -> tuple[bool, Json]:
    """The payload, and whether every asked player took part."""
    humans = {p.fighter.player.xuid: p for p in log.participants if p.fighter.player}
    values = [_value(log, xuid, humans.get(xuid)) for xuid in xuids]
    return all(xuid in humans for xuid in xuids), {"Value": values}


def _value(log: MatchLog, xuid: str, participant: Participant | None) -> Json:
    rng = Random(f"{log.match.seed}/skill/{xuid}")
    forgotten = participant is None or (participant.left and rng.random() < 0.5)
    return {
        "Id": f"xuid({xuid})",
        "ResultCode": 1 if forgotten else 0,
        "Result": None if forgotten or participant is None else _result(rng, log, participant),
    }


def _result(rng: Random, log: MatchLog, participant: Participant) -> Json:
    mmrs = _team_mmrs(log)
    luck = rng.random()
    expected = _expected(rng, participant)
    performances = {
        "Kills": _performance(rng, sum(s.kills for s in participant.stints), expected["Kills"]),
        "Deaths": _performance(rng, sum(s.deaths for s in participant.stints), expected["Deaths"]),
    }
    if luck < 0.01:
        performances["Kills"]["Expected"] = "NaN"
    unmeasured = luck > 0.97
    before = _csr_value(log.match, participant)
    return {
        "TeamMmr": mmrs[str(participant.last_team)],
        "RankRecap": {
            "PreMatchCsr": _csr(before),
            "PostMatchCsr": _csr(before if before < 0 else max(1, before + rng.randint(-14, 14))),
        },
        "StatPerformances": {} if unmeasured else performances,
        "TeamId": participant.last_team,
        "TeamMmrs": mmrs,
        "RankedRewards": None,
        "Counterfactuals": None if unmeasured else _counterfactuals(expected),
    }


def _team_mmrs(log: MatchLog) -> dict[str, float]:
    rng = Random(f"{log.match.seed}/mmr")
    teams = sorted({participant.last_team for participant in log.participants})
    level = rng.gauss(1150, 180)
    return {str(team): round(level + rng.gauss(0, 40), 12) for team in teams}


def _expected(rng: Random, participant: Participant) -> dict[str, float]:
    kills = sum(stint.kills for stint in participant.stints)
    deaths = sum(stint.deaths for stint in participant.stints)
    # Negative expectations are real.
    return {"Kills": kills + rng.gauss(0, 3) - 0.2, "Deaths": abs(deaths + rng.gauss(0, 3))}


def _performance(rng: Random, count: int, expected: float) -> Json:
    return {"Count": count, "Expected": expected, "StdDev": 3 + rng.random() * 3}


def _counterfactuals(expected: dict[str, float]) -> Json:
    kills, deaths = expected["Kills"], expected["Deaths"]
    tiers = {
        tier: {"Kills": kills * (0.25 + 0.15 * n), "Deaths": deaths * (1.4 - 0.08 * n)}
        for n, tier in enumerate(TIERS)
    }
    return {"SelfCounterfactuals": expected, "TierCounterfactuals": tiers}


def _csr_value(match: Match, participant: Participant) -> int:
    """A player's level is steady; it drifts with the matches. -1 means no rank here."""
    steady = Random(f"csr/{participant.fighter.player_id}")
    level = steady.randint(150, 1750)
    if not match.mode.ranked or steady.random() < 0.08:
        return -1
    return max(1, level + (match.index * 7) % 60)


def _csr(value: int) -> Json:
    if value < 0:
        return dict(UNRANKED)
    tier = min(value, ONYX) // TIER_WIDTH
    step = 0 if value >= ONYX else value % TIER_WIDTH // SUB_TIER_WIDTH
    up = min(tier + (step == 5), 5)
    return {
        "Value": value,
        "MeasurementMatchesRemaining": 0,
        "Tier": TIERS[tier],
        "TierStart": tier * TIER_WIDTH + step * SUB_TIER_WIDTH,
        "SubTier": step,
        "NextTier": TIERS[up],
        "NextTierStart": min(tier * TIER_WIDTH + (step + 1) * SUB_TIER_WIDTH, ONYX),
        "NextSubTier": 0 if up == 5 else (step + 1) % 6,
        "InitialMeasurementMatches": 5,
    }
