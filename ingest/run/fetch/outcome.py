"""From an HTTP status to the status of a row, and when to ask again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.api.requester import Answer
from ingest.raw import Status
from ingest.run.fetch.not_yet import next_look

FORBIDDEN_AGAIN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Status, schedule and reason of an answer without a usable document."""

    status: Status
    reason: str
    next_try_at: datetime | None = None


def outcome_of(
    answer: Answer, now: datetime, started_at: datetime | None, schedule: Sequence[timedelta]
) -> Outcome:
    """What an answer other than 200 means for a match that started then."""
    reason = f"HTTP {answer.status}"
    if answer.status == 404:
        return not_there(now, started_at, schedule, reason)
    if answer.status == 410:
        return Outcome(Status.GONE, reason)
    if answer.status == 403:
        return refused_for_now(now)
    if answer.status == 400:
        return Outcome(Status.QUARANTINED, reason)
    return Outcome(Status.FAILED, reason)


def refused_for_now(now: datetime) -> Outcome:
    """Private, or not for this account: that may change, but not from one day to the next."""
    return Outcome(Status.FORBIDDEN, "HTTP 403", now + FORBIDDEN_AGAIN_AFTER)


def not_there(
    now: datetime, started_at: datetime | None, schedule: Sequence[timedelta], reason: str
) -> Outcome:
    """Not there yet, or never."""
    again = next_look(now, started_at, schedule)
    return Outcome(Status.GONE if again is None else Status.NOT_YET, reason, again)
