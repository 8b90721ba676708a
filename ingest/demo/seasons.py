"""The seasons of the demo world: one every thirteen weeks since the game's launch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LAUNCH = datetime(2021, 11, 16, 18, tzinfo=UTC)
LENGTH = timedelta(weeks=13)


@dataclass(frozen=True, slots=True)
class Season:
    number: int
    start: datetime
    end: datetime

    @property
    def csr_path(self) -> str:
        return f"Csr/Seasons/CsrSeason{self.number}-1.json"

    @property
    def old_path(self) -> str:
        return f"Seasons/Season{self.number}.json"


SEASONS = tuple(Season(n + 1, LAUNCH + n * LENGTH, LAUNCH + (n + 1) * LENGTH) for n in range(40))


def season_at(moment: datetime) -> Season:
    number = (moment - LAUNCH) // LENGTH
    return SEASONS[min(max(number, 0), len(SEASONS) - 1)]
