"""What an answer other than 200 means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.api.requester import Answer
from ingest.raw import Status
from ingest.run.fetch.not_yet import STATS_APPEAR_WITHIN
from ingest.run.fetch.outcome import Outcome, outcome_of

START = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AGES = st.timedeltas(-timedelta(days=1), timedelta(days=30))


def answered(status: int, now: datetime) -> Outcome:
    return outcome_of(Answer(status, b"no document"), now, START, STATS_APPEAR_WITHIN)


@pytest.mark.fault("F2")
@given(AGES)
def test_410_is_gone_at_every_age(age: timedelta) -> None:
    assert answered(410, START + age) == Outcome(Status.GONE, "HTTP 410", None)


@pytest.mark.fault("N4")
@given(AGES)
def test_403_is_asked_again_in_thirty_days(age: timedelta) -> None:
    now = START + age
    assert answered(403, now) == Outcome(Status.FORBIDDEN, "HTTP 403", now + 30 * DAY)


@given(AGES)
def test_400_is_quarantined(age: timedelta) -> None:
    assert answered(400, START + age) == Outcome(Status.QUARANTINED, "HTTP 400", None)


@given(st.integers(201, 599).filter(lambda status: status not in (400, 403, 404, 410)), AGES)
def test_every_other_status_failed_and_says_which(status: int, age: timedelta) -> None:
    assert answered(status, START + age) == Outcome(Status.FAILED, f"HTTP {status}", None)
