"""The kills, deaths, medals and objective feats of one match, minute by minute."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import NamedTuple

from ingest.demo.cast import Participant, Stint
from ingest.demo.medals import (
    KILLJOY,
    MULTI_KILLS,
    PVE_MEDALS,
    SKILL_MEDALS,
    SPREES,
    Medal,
)
from ingest.demo.modes import Award

# spnkr takes the bits of an event at these milliseconds for the end of the event.
REFUSED_WINDOWS = ((24_000, 24_001), (48_000, 48_003), (96_000, 96_007), (192_000, 192_015))
MULTI_KILL_MS = 4000


class Kill(NamedTuple):
    ms: int
    death_ms: int
    killer: Stint
    victim: Stint


class Fall(NamedTuple):
    """A death without a killer among the participants."""

    ms: int
    victim: Stint


class MedalEarned(NamedTuple):
    ms: int
    stint: Stint
    medal: Medal


class Feat(NamedTuple):
    ms: int
    stint: Stint
    award: Award


@dataclass(frozen=True, slots=True)
class Phase:
    """A period in which no player joins, leaves or changes team."""

    from_ms: int
    to_ms: int
    sides: tuple[tuple[Stint, ...], ...]

    @property
    def everybody(self) -> tuple[Stint, ...]:
        return tuple(stint for side in self.sides for stint in side)


def phases_of(cast: Sequence[Participant], teams: bool, first_ms: int, end_ms: int) -> list[Phase]:
    stints = [stint for participant in cast for stint in participant.stints]
    edges = {first_ms, end_ms}
    for stint in stints:
        edges.update(edge for edge in (stint.from_ms, stint.to_ms) if first_ms < edge < end_ms)
    ordered = sorted(edges)
    phases = []
    for start, stop in pairwise(ordered):
        here = [stint for stint in stints if stint.from_ms <= start and stint.to_ms >= stop]
        wanted = (0, 1) if teams else (None,)
        sides = tuple(tuple(s for s in here if team in (s.team, None)) for team in wanted)
        phases.append(Phase(start, stop, sides))
    return phases


def refusable(ms: int) -> bool:
    """Whether an event at `ms`, or a death up to two ms later, could make spnkr refuse the film."""
    return any(first - 2 <= ms <= last for first, last in REFUSED_WINDOWS)


def draw_times(rng: Random, count: int, first_ms: int, end_ms: int) -> list[int]:
    """Moments at least three ms apart, so that a kill and its death pair without doubt."""
    steps = (end_ms - first_ms) // 4 - 1
    chosen: set[int] = set()
    while len(chosen) < count:
        ms = first_ms + 4 * rng.randrange(steps)
        if not refusable(ms):
            chosen.add(ms)
    return sorted(ms if rng.random() < 0.5 else ms + 1 for ms in chosen)


def _phase_parts(phases: Sequence[Phase], times: Sequence[int]) -> Iterator[tuple[Phase, range]]:
    """The indices into `times` that fall in each phase."""
    done = 0
    for number, phase in enumerate(phases):
        last = number == len(phases) - 1
        stop = len(times) if last else bisect_left(times, phase.to_ms)
        yield phase, range(done, stop)
        done = stop


def team_kills(
    rng: Random, phases: Sequence[Phase], times: Sequence[int], killer_sides: Sequence[int]
) -> list[Kill]:
    kills: list[Kill] = []
    for phase, part in _phase_parts(phases, times):
        cast = [_drawn(rng, phase.sides[side], len(part), by_prowess=True) for side in (0, 1)]
        prey = [_drawn(rng, phase.sides[side], len(part), by_prowess=False) for side in (0, 1)]
        for offset, index in enumerate(part):
            side, ms = killer_sides[index], times[index]
            kills.append(Kill(ms, _death_ms(rng, ms), cast[side][offset], prey[1 - side][offset]))
        _assists(rng, phase, [killer_sides[index] for index in part])
    return kills


def solo_kills(rng: Random, phases: Sequence[Phase], times: Sequence[int]) -> list[Kill]:
    kills: list[Kill] = []
    for phase, part in _phase_parts(phases, times):
        everybody = phase.sides[0]
        killers = _drawn(rng, everybody, len(part), by_prowess=True)
        prey = _drawn(rng, everybody, len(part), by_prowess=False)
        for index, killer, victim in zip(part, killers, prey, strict=True):
            if victim is killer:
                victim = everybody[(everybody.index(killer) + 1) % len(everybody)]
            kills.append(Kill(times[index], _death_ms(rng, times[index]), killer, victim))
    return kills


def _drawn(rng: Random, side: Sequence[Stint], count: int, by_prowess: bool) -> list[Stint]:
    weights = [stint.fighter.prowess for stint in side] if by_prowess else None
    return rng.choices(side, weights, k=count)


def _death_ms(rng: Random, ms: int) -> int:
    return ms if rng.random() < 0.9 else ms + 1


def _assists(rng: Random, phase: Phase, killer_sides: Sequence[int]) -> None:
    for side, stints in enumerate(phase.sides):
        if len(stints) > 1:
            for helper in rng.choices(stints, k=int(0.45 * killer_sides.count(side))):
                helper.assists += 1


def score_fights(rng: Random, kills: Sequence[Kill], falls: Sequence[Fall]) -> list[MedalEarned]:
    """Count kills, deaths and sprees on the stints; return the medals earned on the way."""
    medals: list[MedalEarned] = []
    events: list[Kill | Fall] = [*kills, *falls]
    for event in sorted(events, key=lambda event: event.ms):
        victim = event.victim
        ended_spree = victim.spree
        victim.deaths += 1
        victim.spree = victim.multi = 0
        if isinstance(event, Kill):
            killer = event.killer
            _count_kill(killer, event.ms)
            if killer.fighter.player is not None:
                medals += _kill_medals(rng, killer, event.ms, ended_spree)
    return medals


def _count_kill(killer: Stint, ms: int) -> None:
    killer.kills += 1
    killer.spree += 1
    killer.best_spree = max(killer.best_spree, killer.spree)
    killer.multi = killer.multi + 1 if ms - killer.last_kill_ms <= MULTI_KILL_MS else 1
    killer.last_kill_ms = ms


def _kill_medals(rng: Random, killer: Stint, ms: int, ended_spree: int) -> Iterator[MedalEarned]:
    if killer.multi in MULTI_KILLS:
        yield earn(killer, ms, MULTI_KILLS[killer.multi])
    if killer.spree in SPREES:
        yield earn(killer, ms, SPREES[killer.spree])
    if ended_spree >= 5:
        yield earn(killer, ms, KILLJOY)
    if rng.random() < 0.15:
        yield earn(killer, ms, rng.choice(SKILL_MEDALS))


def earn(stint: Stint, ms: int, medal: Medal) -> MedalEarned:
    stint.medals[medal] += 1
    return MedalEarned(ms, stint, medal)


def fight_the_banished(
    rng: Random, phases: Sequence[Phase], first_ms: int, end_ms: int
) -> tuple[list[Fall], list[MedalEarned]]:
    """Firefight: many kills are not in the film, a few deaths, medals at their own moments."""
    for phase in phases:
        share = (phase.to_ms - phase.from_ms) / (end_ms - first_ms)
        for stint in phase.everybody:
            stint.kills += int(share * rng.randint(45, 110) * stint.fighter.prowess)
            stint.assists += int(share * rng.randint(12, 30))
    falls = []
    for ms in draw_times(rng, rng.randint(2, 12), first_ms, end_ms):
        victim = rng.choice(phase_at(phases, ms).everybody)
        victim.deaths += 1
        falls.append(Fall(ms, victim))
    medals = []
    for ms in draw_times(rng, rng.randint(20, 40), first_ms, end_ms):
        stint = rng.choice(phase_at(phases, ms).everybody)
        medals.append(earn(stint, ms, rng.choice(PVE_MEDALS)))
    return falls, medals


def phase_at(phases: Sequence[Phase], ms: int) -> Phase:
    return next((phase for phase in phases if ms < phase.to_ms), phases[-1])
