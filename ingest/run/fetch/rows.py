"""The rows a step can end with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from ingest.api.pacing import Withdrawn
from ingest.api.requester import Answer
from ingest.raw import Feed, Row, Status
from ingest.run.context import RunContext
from ingest.run.fetch.outcome import Outcome


def blank_row(context: RunContext, feed: Feed, key: str, requested_for: str | None) -> Row:
    """A row to be completed: its feed, key and the number of this attempt."""
    attempt = context.store.ledger.next_attempt(feed, key)
    return Row(
        feed=feed, key=key, status=Status.FAILED, attempt=attempt, requested_for=requested_for
    )


def landed(blank: Row, payload: str, http_status: int = 200) -> Row:
    """The document, as it came."""
    return replace(blank, status=Status.OK, payload=payload, http_status=http_status)


def settled(blank: Row, outcome: Outcome, http_status: int | None) -> Row:
    """No document, for a reason."""
    return replace(
        blank,
        status=outcome.status,
        reason=outcome.reason,
        next_try_at=outcome.next_try_at,
        http_status=http_status,
    )


def quarantined(blank: Row, answer: Answer, reason: object) -> Row:
    """Bytes that must not become a payload; kept for a look."""
    return replace(
        blank,
        status=Status.QUARANTINED,
        body=answer.body,
        reason=str(reason),
        http_status=answer.status,
    )


def failed(blank: Row, reason: object) -> Row:
    """No answer; the next run asks again."""
    return replace(blank, status=Status.FAILED, reason=str(reason))


def noted(blank: Row) -> Row:
    """A reminder to a later run of something that this run left out."""
    return replace(
        blank, status=Status.NOT_YET, attempt=0, reason="seen in a match, not requested yet"
    )


async def unless_withdrawn(step: Callable[[], Awaitable[list[Row]]]) -> list[Row]:
    """The rows of a step, or none when the run ended before its request was sent."""
    try:
        return await step()
    except Withdrawn:
        return []


def changed_or_not(context: RunContext, row: Row) -> Row:
    """In a feed that keeps history, content seen before lands as `unchanged`."""
    before = context.store.ledger.version(row.feed, row.key)
    if before is None or before.sha256 != row.sha256:
        return row
    return replace(row, status=Status.UNCHANGED, payload=None)


def is_due_today(context: RunContext, feed: Feed, key: str) -> bool:
    """Whether a key of a feed that keeps history is to be looked at: once a UTC day."""
    if context.options.retried:
        return context.store.ledger.status(feed, key) in context.options.retried
    if context.store.ledger.is_open(feed, key):
        return context.store.ledger.is_wanted(feed, key, context.now())
    version = context.store.ledger.version(feed, key)
    return version is None or version.landed_at.date() != context.now().date()
