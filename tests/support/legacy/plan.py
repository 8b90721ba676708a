"""What to generate: who shares which matches, and how many defects of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

OWNERS = 4
A, B, C, D = range(OWNERS)
Shares = Mapping[tuple[int, ...], int]

# The overlaps of the real set: 1,748 owner rows, 1,289 matches.
REAL_SHARES: Shares = {
    (A, B, C, D): 18,
    (A, B, C): 138,
    (A, B): 5,
    (A, C): 5,
    (B, C): 119,
    (A,): 75,
    (B,): 238,
    (C,): 691,
}
SMALL_SHARES: Shares = {
    (A, B, C, D): 2,
    (A, B, C): 7,
    (A, B): 1,
    (A, C): 1,
    (B, C): 6,
    (A,): 4,
    (B,): 11,
    (C,): 29,
}


@dataclass(frozen=True, slots=True)
class Planted:
    """How many defects of each kind are planted, over all owners unless said otherwise."""

    doubled_films_share: float = 0.97
    """Of owner A's films: landed a second time as a later block."""
    interleaved_films: int = 1
    """Of owner B's films: each row written twice in a row."""
    partly_doubled_films: int = 1
    """Of owner C's films: the second copy is only a part."""
    garbled_films: int = 3
    """A few gamertags with NUL bytes or garbage."""
    true_duplicate_films: int = 2
    """At least so many films of owner A really hold one event twice."""
    corrupt_scores: int = 6
    """A team score of 0 replaced by the team's personal score."""
    names_equal_to_ids: int = 30
    missing_names: int = 12
    cut_rosters: int = 6
    cut_films: int = 6
    orphans: int = 4
    """Matches with children in an owner's file but without a row in any match_stats."""
    doubled_awards: int = 12
    disagreements: int = 4
    """One participant's kills or assists differ between two owners' copies."""
    nan_accuracies: int = 1
    garbage_aliases: int = 1
    emoji_aliases: int = 1


NOTHING_PLANTED = Planted(0.0, *([0] * (len(fields(Planted)) - 1)))


@dataclass(frozen=True, slots=True)
class LegacyPlan:
    """One set of owners' files; the same plan gives the same rows."""

    shares: Shares = field(default_factory=lambda: REAL_SHARES)
    planted: Planted = field(default_factory=Planted)
    seed: int = 11
    custom_share: float = 0.03
    v3_share: float = 0.12
    """Of an owner's matches, the oldest: migrated from SQLite (UTC, team scores, friends)."""
    local_share: float = 0.6
    """Of the rows synced by v4: start_time on the Europe/Paris wall clock, the others UTC."""
    roster_share: float = 0.85
    medals_share: float = 0.8
    awards_share: float = 0.95
    films: bool = True
    rosters: bool = True
    archive: Literal["none", "copied", "deleted"] = "copied"
    """Season archive of owner B: rows still in match_stats, or rows removed from it."""
    backup: bool = False
    """A byte-identical copy of owner A's file in a backup folder."""


def small_plan(planted: Planted | None = None) -> LegacyPlan:
    """About sixty matches in the same proportions."""
    return LegacyPlan(shares=SMALL_SHARES, planted=planted or Planted())
