"""Who plays what when: the plan of all matches, drawn from the seed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from ingest.demo.modes import CUSTOM_MODES, MODE_BY_KEY, MODES, Map, Mode

NEWEST_DAY = datetime(2026, 6, 30, tzinfo=UTC)
CUSTOM_SHARE = 0.04
PARTY_SIZES = (1, 2, 3, 4)
PARTY_WEIGHTS = (76, 17, 4.5, 2.5)
FIRST_XUID = 2_999_000_000_000_000


@dataclass(frozen=True, slots=True)
class DemoPlayer:
    xuid: str
    gamertag: str


@dataclass(frozen=True, slots=True)
class Match:
    """One planned match. Everything about it follows from `seed`."""

    index: int
    match_id: str
    seed: str
    start: datetime
    mode: Mode
    arena: Map
    players: tuple[DemoPlayer, ...]
    opposed: bool
    custom: bool
    late: bool
    old_shape: bool
    film_available: bool
    film_refused_by_spnkr: bool
    film_version: int


@dataclass(frozen=True, slots=True)
class Entry:
    party: tuple[DemoPlayer, ...]
    custom: bool


def plan(seed: int, players: Sequence[DemoPlayer], matches: int) -> list[Match]:
    rng = Random(f"{seed}/schedule")
    entries = [Entry(party, False) for party in _parties(rng, players, matches)]
    customs = round(matches * CUSTOM_SHARE)
    entries += [Entry(party, True) for party in _parties(rng, players, customs)]
    rng.shuffle(entries)
    rounds = _rounds(entries)
    planned: list[Match] = []
    for slot, together in zip(_evenings(rng, len(rounds)), rounds, strict=True):
        for entry in together:
            index = len(planned)
            late = index * 2 >= len(entries)
            start = slot + timedelta(milliseconds=rng.randrange(20_000))
            planned.append(plan_match(seed, index, start, entry, late))
    return sorted(planned, key=lambda match: (match.start, match.index))


def _parties(
    rng: Random, players: Sequence[DemoPlayer], matches: int
) -> list[tuple[DemoPlayer, ...]]:
    """Parties in which every player appears exactly `matches` times."""
    left = dict.fromkeys(players, matches) if matches else {}
    parties = []
    while left:
        size = min(rng.choices(PARTY_SIZES, PARTY_WEIGHTS)[0], len(left))
        party: list[DemoPlayer] = []
        while len(party) < size:
            free = [player for player in left if player not in party]
            party.append(rng.choices(free, [left[player] for player in free])[0])
        for player in party:
            left[player] -= 1
            if not left[player]:
                del left[player]
        parties.append(tuple(party))
    return parties


def _rounds(entries: list[Entry]) -> list[list[Entry]]:
    """Group entries that can run at the same time because they share no player."""
    rounds: list[list[Entry]] = []
    busy: set[DemoPlayer] = set()
    for entry in entries:
        if not rounds or busy.intersection(entry.party):
            rounds.append([])
            busy = set()
        rounds[-1].append(entry)
        busy.update(entry.party)
    return rounds


def _evenings(rng: Random, count: int) -> list[datetime]:
    slots: list[datetime] = []
    day = NEWEST_DAY
    while len(slots) < count:
        moment = day + timedelta(hours=18, minutes=30, seconds=rng.randrange(7200))
        evening = []
        for _ in range(rng.randint(4, 9)):
            evening.append(moment)
            moment += timedelta(seconds=pause_seconds(rng))
        slots += reversed(evening)
        day -= timedelta(days=rng.choice((1, 1, 1, 2, 3)))
    return sorted(slots[:count])


def pause_seconds(rng: Random) -> int:
    """From one start to the next: longer than any match, so no player is in two at once."""
    return rng.randint(750, 900)


def plan_match(
    seed: int, index: int, start: datetime, entry: Entry, late: bool, film: bool | None = None
) -> Match:
    """Plan one match; `film` True promises a modern match whose film is there and decodes."""
    match_seed = f"{seed}/{index}"
    rng = Random(f"{match_seed}/plan")
    match_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    mode = _pick_mode(rng, entry)
    opposed = len(entry.party) > 4 or (
        len(entry.party) == 2 and mode.teams and not mode.pve and rng.random() < 0.2
    )
    available = rng.random() < 0.92 if film is None else film
    refusable = available and film is None and not mode.pve and not entry.custom
    return Match(
        index=index,
        match_id=match_id,
        seed=match_seed,
        start=start,
        mode=mode,
        arena=rng.choice(mode.maps),
        players=entry.party,
        opposed=opposed,
        custom=entry.custom,
        late=late,
        old_shape=film is None and not mode.pve and rng.random() < 0.033,
        film_available=available,
        film_refused_by_spnkr=refusable and rng.random() < 0.022,
        film_version=rng.choice((38, 39, 40, 41, 41)),
    )


def _pick_mode(rng: Random, entry: Entry) -> Mode:
    if entry.custom:
        return rng.choice(CUSTOM_MODES)
    if len(entry.party) > 8:
        return MODE_BY_KEY["total_control"]
    fitting = [mode for mode in MODES if mode.seats >= len(entry.party)]
    return rng.choices(fitting, [mode.weight for mode in fitting])[0]


ANIMALS = (
    "Falcon", "Otter", "Badger", "Heron", "Lynx", "Marten", "Osprey", "Plover", "Raven",
    "Stoat", "Tapir", "Urchin", "Viper", "Walrus", "Yak", "Zebu", "Bison", "Crane", "Dingo",
    "Ermine", "Ferret", "Gecko", "Hare", "Ibex", "Jackal", "Kestrel",
)  # fmt: skip
ODD_NAMES = ("Éclair Invité", "O'Stranger", "Señor Nadie", "Zoë Passante", "L'Inconnu")


def invent_people(
    seed: int, tracked: int, strangers: int
) -> tuple[list[DemoPlayer], list[DemoPlayer]]:
    rng = Random(f"{seed}/people")
    xuids = [str(FIRST_XUID + n) for n in rng.sample(range(10**12), tracked + strangers)]
    names = [_tracked_name(n) for n in range(tracked)]
    names += [*ODD_NAMES, *(f"Stranger {n:04}" for n in range(strangers))][:strangers]
    people = [DemoPlayer(xuid, name) for xuid, name in zip(xuids, names, strict=True)]
    return people[:tracked], people[tracked:]


def _tracked_name(number: int) -> str:
    lap, animal = divmod(number, len(ANIMALS))
    return f"Demo {ANIMALS[animal]}" + (f" {lap + 1}" if lap else "")
