"""The numbers of one stint or team, before match stats write them out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from ingest.demo.blocks import Block, banished_of, block_of, empty_block, no_banished, sum_blocks
from ingest.demo.cast import Stint
from ingest.demo.game import MatchLog
from ingest.demo.modes import Mode

KILLED_PLAYER, KILL_ASSIST, SELF_DESTRUCTION = 1024030246, 638246808, 249491819
ADDED = (
    "Kills", "Deaths", "Suicides", "Betrayals", "GrenadeKills", "HeadshotKills", "MeleeKills",
    "PowerWeaponKills", "ShotsFired", "ShotsHit", "DamageDealt", "DamageTaken",
    "CalloutAssists", "VehicleDestroys", "DriverAssists", "Hijacks", "EmpAssists", "Spawns",
    "PersonalScore", "Score", "Assists",
)  # fmt: skip


@dataclass(slots=True)
class Line:
    """The numbers of one stint, before they are written out."""

    team: int
    counts: dict[str, int]
    spree: int
    medals: Counter[int]
    personal: Counter[tuple[int, int]]
    """Personal score awards by id and points each."""
    block: Block
    banished: Block
    seconds: float


def lines_of(log: MatchLog) -> list[Line]:
    """One line per stint, in the order of `log.stints`."""
    rng = Random(f"{log.match.seed}/stats")
    return [_line(rng, log.match.mode, stint) for stint in log.stints]


def _line(rng: Random, mode: Mode, stint: Stint) -> Line:
    personal = _personal(mode, stint)
    medals = Counter({medal.name_id: count for medal, count in stint.medals.items()})
    return Line(
        team=stint.team,
        counts=_counts(rng, stint, sum(points * n for (_, points), n in personal.items())),
        spree=stint.best_spree,
        medals=medals,
        personal=personal,
        block=block_of(rng, mode, stint),
        banished=banished_of(rng, stint) if mode.pve else {},
        seconds=(stint.to_ms - stint.from_ms) / 1000,
    )


def _personal(mode: Mode, stint: Stint) -> Counter[tuple[int, int]]:
    personal = Counter(
        {
            (KILLED_PLAYER, 100): 0 if mode.pve else stint.kills,
            (KILL_ASSIST, 50): 0 if mode.pve else stint.assists,
            (SELF_DESTRUCTION, -100): stint.suicides,
        }
    )
    for award in mode.awards:
        personal[award.name_id, award.points] += stint.awards[award.field]
    return +personal


def _counts(rng: Random, stint: Stint, personal_score: int) -> dict[str, int]:
    kills, deaths = stint.kills, stint.deaths
    by_hand = min(kills, int(kills * rng.random() * 0.25))
    grenades = min(kills - by_hand, int(kills * rng.random() * 0.15))
    power = min(kills - by_hand - grenades, int(kills * rng.random() * 0.2))
    fired = 14 * kills + 9 * deaths + rng.randrange(60)
    hit = int(fired * (0.3 + rng.random() * 0.3))
    return {
        "Score": stint.score,
        "PersonalScore": personal_score,
        "Kills": kills,
        "Deaths": deaths,
        "Assists": stint.assists,
        "Suicides": stint.suicides,
        "Betrayals": 0,
        "GrenadeKills": grenades,
        "HeadshotKills": int((kills - by_hand - grenades) * (0.4 + rng.random() * 0.5)),
        "MeleeKills": by_hand,
        "PowerWeaponKills": power,
        "ShotsFired": fired,
        "ShotsHit": hit,
        "DamageDealt": 230 * kills + 90 * stint.assists + rng.randrange(700),
        "DamageTaken": 225 * deaths + rng.randrange(900),
        "CalloutAssists": rng.randrange(3) * (stint.assists > 2),
        "VehicleDestroys": int(rng.random() < 0.04),
        "DriverAssists": 0,
        "Hijacks": 0,
        "EmpAssists": 0,
        "Spawns": deaths + 1,
    }


def sum_lines(mode: Mode, team: int, lines: Sequence[Line]) -> Line:
    """The team's line: sums of its players', only the longest spree is a maximum."""
    return Line(
        team=team,
        counts={key: sum(line.counts[key] for line in lines) for key in ADDED},
        spree=max((line.spree for line in lines), default=0),
        medals=sum((line.medals for line in lines), Counter()),
        personal=sum((line.personal for line in lines), Counter()),
        block=sum_blocks([empty_block(mode), *(line.block for line in lines)]),
        banished=sum_blocks([no_banished(mode), *(line.banished for line in lines)]),
        seconds=sum(line.seconds for line in lines),
    )
