"""When a document that does not exist yet is requested again: the rule for `not_yet`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

STATS_APPEAR_WITHIN = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=48))
FILM_APPEARS_WITHIN = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(days=7),
)
"""Ages of a match at which to request again; after the last one the document is gone."""

STILL_RECORDING_AGAIN_AFTER = timedelta(hours=1)
"""For a film whose match has not ended, from now on."""


def next_look(
    now: datetime, started_at: datetime | None, schedule: Sequence[timedelta]
) -> datetime | None:
    """When to request again, by the age of the match; None when the document will never exist."""
    if started_at is None:
        return None
    # a start far in the future is nonsense, and the end of time plus an hour is an error
    started_at = min(started_at, now + timedelta(days=1))
    return next((started_at + age for age in schedule if now < started_at + age), None)
