"""Who is in a match, on which team and for how long: leavers, joiners, backfill, switchers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from ingest.demo.medals import Medal
from ingest.demo.schedule import DemoPlayer, Match


@dataclass(frozen=True, slots=True, eq=False)
class Fighter:
    """A human or, when `player` is None, a bot."""

    player_id: str
    player: DemoPlayer | None
    prowess: float
    difficulty: int | None = None


@dataclass(slots=True, eq=False)
class Stint:
    """A fighter's time on one team, with everything counted during it."""

    fighter: Fighter
    team: int
    from_ms: int
    to_ms: int
    kills: int = 0
    deaths: int = 0
    assists: int = 0
    suicides: int = 0
    score: int = 0
    best_spree: int = 0
    spree: int = 0
    multi: int = 0
    last_kill_ms: int = -60_000
    medals: Counter[Medal] = field(default_factory=Counter)
    awards: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, eq=False)
class Participant:
    fighter: Fighter
    stints: list[Stint]
    joined_in_progress: bool = False
    present_at_beginning: bool = True
    left: bool = False
    outcome: int = 0
    rank: int = 0

    @property
    def last_team(self) -> int:
        return self.stints[-1].team

    @property
    def joined_ms(self) -> int:
        return self.stints[0].from_ms

    @property
    def left_ms(self) -> int:
        return self.stints[-1].to_ms


def gather(
    rng: Random, match: Match, strangers: Sequence[DemoPlayer], first_ms: int, end_ms: int
) -> list[Participant]:
    """Everybody who takes part, after the match's accidents."""
    seats = match.mode.seats if not match.custom else rng.choice((4, 6, 8))
    guests = seats - len(match.players)
    bots = rng.randint(0, guests) if match.custom and rng.random() < 0.6 else 0
    humans = rng.sample(strangers, guests - bots + 1)
    spare = humans.pop()
    fighters = [_human(rng, player) for player in (*match.players, *humans)]
    fighters += [_bot(rng, n) for n in rng.sample(range(60), bots)]
    cast = [
        Participant(fighter, [Stint(fighter, team, first_ms, end_ms)])
        for fighter, team in zip(fighters, _teams(match, len(fighters)), strict=True)
    ]
    for participant in cast:
        # Customs add their bots just after the start, and the API says so.
        participant.present_at_beginning = participant.fighter.player is not None
    rng.shuffle(cast)
    if not match.custom:
        _accidents(rng, match, cast, spare, end_ms)
    return cast


def _human(rng: Random, player: DemoPlayer) -> Fighter:
    return Fighter(f"xuid({player.xuid})", player, 0.5 + rng.random())


def _bot(rng: Random, number: int) -> Fighter:
    return Fighter(f"bid({number}.0)", None, 0.4 + rng.random() / 3, rng.randint(1, 4))


def _teams(match: Match, fighters: int) -> list[int]:
    if match.mode.pve:
        return [0] * fighters
    if not match.mode.teams:
        return list(range(fighters))
    if match.opposed:
        return [n % 2 for n in range(fighters)]
    size = (fighters + 1) // 2
    home = match.index % 2
    return [home] * size + [1 - home] * (fighters - size)


def _accidents(
    rng: Random, match: Match, cast: list[Participant], spare: DemoPlayer, end_ms: int
) -> None:
    luck = rng.random()
    chosen = rng.choice(cast)
    moment = rng.randint(end_ms // 3, end_ms // 2)
    if luck < 0.012 and match.mode.teams and not match.mode.pve:
        _switch_team(chosen, moment, end_ms)
    elif luck < 0.10:
        _leave(chosen, moment)
    elif luck < 0.15:
        _leave(chosen, moment)
        _join(cast, _human(rng, spare), chosen.last_team, moment + rng.randint(2000, 9000), end_ms)
    elif luck < 0.23 and match.mode.teams and not match.mode.pve:
        _leave(chosen, moment)
        replaced = rng.randint(end_ms * 2 // 3, end_ms * 3 // 4) if rng.random() < 0.4 else end_ms
        bot = _join(cast, _bot(rng, rng.randrange(60)), chosen.last_team, moment + 500, replaced)
        if replaced < end_ms:
            bot.left = True
            _join(cast, _human(rng, spare), chosen.last_team, replaced, end_ms)


def _leave(participant: Participant, moment: int) -> None:
    participant.stints[-1].to_ms = moment
    participant.left = True


def _switch_team(participant: Participant, moment: int, end_ms: int) -> None:
    first = participant.stints[0]
    first.to_ms = moment
    participant.stints.append(Stint(participant.fighter, 1 - first.team, moment, end_ms))


def _join(
    cast: list[Participant], fighter: Fighter, team: int, moment: int, end_ms: int
) -> Participant:
    joiner = Participant(
        fighter,
        [Stint(fighter, team, moment, end_ms)],
        joined_in_progress=True,
        present_at_beginning=False,
    )
    cast.append(joiner)
    return joiner
