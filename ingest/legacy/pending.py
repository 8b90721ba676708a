"""Matches that only the old application's rows speak of: to be asked for while the API has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from ingest.payload.facts import instant, uuid_text
from ingest.raw import Feed, Status
from ingest.raw.ledger import Ledger
from ingest.raw.reading import scan_feed

_OF_A_MATCH = (
    Feed.LEGACY_MATCH_STATS,
    Feed.LEGACY_MATCH_REGISTRY,
    Feed.LEGACY_PLAYER_MATCH_ENRICHMENT,
    Feed.LEGACY_MATCH_PARTICIPANTS,
    Feed.LEGACY_MEDALS_EARNED,
    Feed.LEGACY_HIGHLIGHT_EVENTS,
    Feed.LEGACY_PERSONAL_SCORE_AWARDS,
)
"""Where a match can be known from, even if its own row is lost."""


@dataclass(frozen=True, slots=True)
class MigratedMatch:
    """A match the old application knew."""

    match_id: str
    owners: frozenset[str]
    started_at: datetime | None

    def requested_for(self, xuids: Collection[str]) -> str | None:
        """For which of these players to ask for it; for any where no owner is known."""
        asking = [xuid for xuid in xuids if xuid in self.owners or not self.owners]
        return asking[0] if asking else None


_FIELDS = {
    name: pl.col("payload").str.json_path_match(f"$.{name}").alias(name)
    for name in ("match_id", "start_time")
}


def migrated_matches(root: Path) -> list[MigratedMatch]:
    """Every match any legacy row speaks of, newest first, those without a start last."""
    owners: dict[str, set[str]] = {}
    starts: dict[str, datetime] = {}
    for match_id, owner, start in _mentions(root):
        owners.setdefault(match_id, set()).update([owner] if owner else [])
        if start is not None:
            starts[match_id] = max(start, starts.get(match_id, start))
    known = [MigratedMatch(one, frozenset(owners[one]), starts.get(one)) for one in owners]
    return sorted(
        known,
        key=lambda one: (one.started_at.timestamp() if one.started_at else 0.0, one.match_id),
        reverse=True,
    )


def _mentions(root: Path) -> Iterator[tuple[str, str | None, datetime | None]]:
    for feed in _OF_A_MATCH:
        rows = scan_feed(root, feed, _FIELDS["match_id"], "requested_for", _FIELDS["start_time"])
        for text, owner, start in rows.unique().iter_rows():
            match_id = uuid_text(text)
            if match_id is not None:
                yield match_id, owner, instant(start)


@dataclass(frozen=True, slots=True)
class Remaining:
    """How far the API's own answers have taken the place of migrated rows."""

    matches: int
    fetched: int
    gone: int

    @property
    def legacy_only(self) -> int:
        """Matches whose stats are only those of the old application."""
        return self.matches - self.fetched


def remaining(root: Path, ledger: Ledger) -> Remaining:
    """Count the migrated matches by what came of asking for their stats."""
    matches = migrated_matches(root)
    statuses = [ledger.status(Feed.MATCH_STATS, match.match_id) for match in matches]
    gone = (Status.GONE, Status.FORBIDDEN, Status.QUARANTINED)
    return Remaining(
        matches=len(matches),
        fetched=statuses.count(Status.OK),
        gone=sum(status in gone for status in statuses),
    )
