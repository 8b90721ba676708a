"""Which kill can belong to which death, and how many can be paired at most, by brute force."""

from __future__ import annotations

import random
from dataclasses import dataclass

Side = tuple[str, int]
"""A team, or a player without one."""


@dataclass(frozen=True)
class End:
    """A kill or a death of a film."""

    event_index: int
    event_type: str
    time_ms: int
    player: int
    side: Side


@dataclass(frozen=True)
class Group:
    """Kills and deaths of one match, so close to each other that they compete."""

    teams: dict[int, int]
    changed_team: frozenset[int]
    ends: list[End]

    @property
    def kills(self) -> list[End]:
        return [end for end in self.ends if end.event_type == "kill"]

    @property
    def deaths(self) -> list[End]:
        return [end for end in self.ends if end.event_type == "death"]

    def victims_of(self, kill: End) -> list[End]:
        return [death for death in self.deaths if _belong(kill, death)]

    def killers_of(self, death: End) -> list[End]:
        return [kill for kill in self.kills if _belong(kill, death)]


def _belong(kill: End, death: End) -> bool:
    return death.time_ms - kill.time_ms in (0, 1) and kill.side != death.side


def most_pairs(group: Group) -> int:
    """The size of a maximum matching, found by augmenting paths."""
    killer_of: dict[int, End] = {}

    def finds_a_victim(kill: End, seen: set[int]) -> bool:
        for death in group.victims_of(kill):
            if death.event_index in seen:
                continue
            seen.add(death.event_index)
            other = killer_of.get(death.event_index)
            if other is None or finds_a_victim(other, seen):
                killer_of[death.event_index] = kill
                return True
        return False

    return sum(finds_a_victim(kill, set()) for kill in group.kills)


def random_group(chance: random.Random) -> Group:
    """Up to 12 kills and 12 deaths in a few milliseconds, of teams or free-for-all."""
    players = chance.choice([2, 3, 4, 8, 12])
    teams: dict[int, int] = {}
    if chance.random() < 0.5:
        of = chance.choice([2, 2, 3])
        teams = {player: chance.randrange(of) for player in range(players)}
    changed = frozenset(player for player in teams if chance.random() < 0.1)
    span = chance.choice([1, 1, 2, 3, 5])
    moments = [("kill", span)] * chance.randint(0, 12) + [("death", span + 1)] * chance.randint(
        0, 12
    )
    chance.shuffle(moments)
    ends = []
    for index, (kind, within) in enumerate(moments):
        player = chance.randrange(players)
        in_team = player in teams and player not in changed
        side = ("team", teams[player]) if in_team else ("player", player)
        ends.append(End(index, kind, chance.randrange(within), player, side))
    return Group(teams, changed, ends)
