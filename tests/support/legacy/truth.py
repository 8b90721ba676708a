"""What the generated files hold, and what is true: for tests to compare with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.demo.film import FilmEvent
from tests.support.legacy.plan import LegacyPlan
from tests.support.legacy.world import LegacyWorld

Json = dict[str, Any]
Row = dict[str, Any]
OwnerMatch = tuple[str, str]
OwnerTable = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Owner:
    """A player with a database of the old application."""

    index: int
    xuid: str
    gamertag: str
    database: Path


@dataclass(frozen=True, slots=True)
class Defect:
    """One planted error: where it is, what was written and what is right."""

    kind: str
    owner: str
    """The owner's xuid."""
    table: str
    match_id: str | None
    written: object
    right: object
    column: str | None = None
    """None when it is about how many rows there are."""
    xuid: str | None = None
    """Whose row, where a match has several."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A season archive beside an owner's database."""

    owner: str
    path: Path
    match_ids: tuple[str, ...]
    deleted: bool
    """Whether its rows are gone from match_stats."""


@dataclass(slots=True)
class LegacyTruth:
    """Owners are named by xuid, matches by match id, everywhere."""

    root: Path
    plan: LegacyPlan
    world: LegacyWorld
    """Serve it with DemoServer: it knows all matches below, the orphans too."""
    owners: tuple[Owner, ...]
    matches: dict[str, tuple[str, ...]]
    """By owner: the matches of match_stats and of the archive, oldest first."""
    stats: dict[str, Json] = field(default_factory=dict)
    """By match: the match stats JSON of the API."""
    skill: dict[str, Json] = field(default_factory=dict)
    """By match: the skill JSON for all humans; custom games have none."""
    films: dict[str, list[FilmEvent]] = field(default_factory=dict)
    """By match: the events of the film, true duplicates included; absent without a film."""
    shifts: dict[OwnerMatch, int] = field(default_factory=dict)
    """Seconds by which start_time and end_time of that row are ahead of UTC: 0, 3600 or 7200."""
    sources: dict[OwnerMatch, str] = field(default_factory=dict)
    """`v3` for rows migrated from SQLite, `v4` for rows of the last sync."""
    rosters: dict[OwnerMatch, tuple[str, ...]] = field(default_factory=dict)
    """The xuids written to match_participants, after cuts, orphans' too; absent where none was."""
    events: dict[OwnerMatch, int] = field(default_factory=dict)
    """Distinct film events written (copies not counted, cuts applied), orphans' too."""
    orphans: dict[str, str] = field(default_factory=dict)
    """Matches without any match_stats row, and the owner whose file has their children."""
    orphan_rows: Counter[OwnerTable] = field(default_factory=Counter)
    """Rows of orphans; they are counted in `rows` and `distinct` as well."""
    defects: list[Defect] = field(default_factory=list)
    rows: dict[OwnerTable, int] = field(default_factory=dict)
    """Rows written, for every table that exists (0 for an empty one)."""
    distinct: dict[OwnerTable, int] = field(default_factory=dict)
    """Rows written but for planted copies."""
    archive: Archive | None = None
    backup: Path | None = None

    @property
    def unique(self) -> set[str]:
        """Every match of any owner, once."""
        return {match_id for matches in self.matches.values() for match_id in matches}

    @property
    def owner_rows(self) -> int:
        return sum(len(matches) for matches in self.matches.values())

    @property
    def owners_of(self) -> dict[str, tuple[str, ...]]:
        """By match: the owners that have it."""
        having: dict[str, list[str]] = {}
        for xuid, matches in self.matches.items():
            for match_id in matches:
                having.setdefault(match_id, []).append(xuid)
        return {match_id: tuple(owners) for match_id, owners in having.items()}

    @property
    def sharing(self) -> dict[int, int]:
        """How many matches one, two, three … owners have."""
        return dict(Counter(len(owners) for owners in self.owners_of.values()))

    def of_kind(self, kind: str) -> list[Defect]:
        return [defect for defect in self.defects if defect.kind == kind]
