"""A demo world whose matches are shared the way a plan says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from ingest.demo.schedule import Entry, Match, pause_seconds, plan_match
from ingest.demo.world import World
from tests.support.legacy.plan import OWNERS, LegacyPlan, Shares

FIRST_DAY = datetime(2023, 1, 7, tzinfo=UTC)
LAST_DAY = datetime(2026, 2, 13, tzinfo=UTC)
# The demo's film holds its last mode event twice where the index leaves this remainder.
ECHO_EVERY, ECHO = 40, 3
SPARE_INDICES = 1_000_000


class LegacyWorld(World):
    """All matches of the plan and the orphans, in the order they were played."""

    def __init__(self, plan: LegacyPlan) -> None:
        super().__init__(plan.seed, OWNERS, 0)
        rng = Random(f"{plan.seed}/legacy")
        self.orphans: dict[str, str] = {}
        """Match id and the only owner of each match the old application forgot."""
        parties = [(party, False) for party in _parties(plan.shares)]
        parties += [((number % (OWNERS - 1),), True) for number in range(plan.planted.orphans)]
        rng.shuffle(parties)
        echoes = _echoes(parties, plan.planted.true_duplicate_films)
        for position, ((party, orphan), start) in enumerate(
            zip(parties, _starts(rng, len(parties)), strict=True)
        ):
            echo = position in echoes
            custom = not (orphan or echo) and rng.random() < plan.custom_share
            entry = Entry(tuple(self.players[owner] for owner in party), custom)
            late = position * 2 >= len(parties)
            match = _planned(plan.seed, position, start, entry, late, promised=echo or orphan)
            self._add(match)
            if orphan:
                self.orphans[match.match_id] = entry.party[0].xuid

    def _add(self, match: Match) -> None:
        self.matches.append(match)
        self.by_id[match.match_id] = match
        self._remember(match)

    def film_decoded(self, match: Match) -> bool:
        """Whether the old application, which read films with spnkr alone, got any event."""
        return match.film_available and not match.film_refused_by_spnkr


def _parties(shares: Shares) -> Iterator[tuple[int, ...]]:
    for party, matches in shares.items():
        yield from [party] * matches


def _echoes(parties: list[tuple[tuple[int, ...], bool]], wanted: int) -> set[int]:
    """Positions of the first owner's matches whose film is to hold an event twice."""
    fitting = [n for n, (party, orphan) in enumerate(parties) if 0 in party and not orphan]
    return set(fitting[:wanted])


def _planned(
    seed: int, position: int, start: datetime, entry: Entry, late: bool, promised: bool
) -> Match:
    """The match of that index, or a spare one that has a film with an event held twice."""
    if not promised:
        return plan_match(seed, position, start, entry, late)
    first = SPARE_INDICES + position * SPARE_INDICES + ECHO
    for index in count(first, ECHO_EVERY):
        match = plan_match(seed, index, start, entry, late)
        readable = match.film_available and not match.film_refused_by_spnkr
        if readable and match.mode.awards and match.mode.teams and not match.mode.pve:
            return match
    raise AssertionError("unreachable: the indices do not end")


def _starts(rng: Random, wanted: int) -> Iterator[datetime]:
    """Evenings of a few matches, spread over winters and summers alike."""
    evenings = [rng.randint(3, 9) for _ in range(wanted)]
    while sum(evenings) - evenings[-1] >= wanted:
        evenings.pop()
    step = (LAST_DAY - FIRST_DAY) / len(evenings)
    planned = 0
    for number, matches in enumerate(evenings):
        day = (FIRST_DAY + number * step).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = day + timedelta(hours=18, minutes=30, milliseconds=rng.randrange(7_200_000))
        for _ in range(min(matches, wanted - planned)):
            yield moment
            planned += 1
            moment += timedelta(seconds=pause_seconds(rng), milliseconds=rng.randrange(1000))
