"""When a document that does not exist yet is requested again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.api.requester import Answer
from ingest.raw import Status
from ingest.run.fetch.not_yet import FILM_APPEARS_WITHIN, STATS_APPEAR_WITHIN
from ingest.run.fetch.outcome import Outcome, not_there, outcome_of

START = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
INSTANTS = st.datetimes(datetime(2021, 11, 15), datetime(2030, 1, 1), timezones=st.just(UTC))
AGES = st.timedeltas(-timedelta(days=1), timedelta(days=30))
# Written down here once more, in hours: the schedules are a promise, not a detail.
STATS_HOURS = (1, 6, 48)
FILM_HOURS = (1, 6, 24, 7 * 24)


def answered(status: int, now: datetime, film: bool = False) -> Outcome:
    schedule = FILM_APPEARS_WITHIN if film else STATS_APPEAR_WITHIN
    return outcome_of(Answer(status, b"no document"), now, START, schedule)


def expected(age: timedelta, hours: tuple[int, ...]) -> tuple[Status, datetime | None]:
    later = [START + timedelta(hours=n) for n in hours if timedelta(hours=n) > age]
    return (Status.NOT_YET, min(later)) if later else (Status.GONE, None)


@pytest.mark.fault("N6")
@pytest.mark.parametrize(
    ("age", "again_at_hour"),
    [
        (-HOUR, 1),
        (timedelta(0), 1),
        (59 * MINUTE, 1),
        (HOUR, 6),
        (HOUR + MINUTE, 6),
        (6 * HOUR - timedelta(microseconds=1), 6),
        (6 * HOUR, 48),
        (47 * HOUR, 48),
        (48 * HOUR, None),
        (365 * DAY, None),
    ],
)
def test_missing_stats_are_looked_for_by_the_age_of_the_match(
    age: timedelta, again_at_hour: int | None
) -> None:
    outcome = answered(404, START + age)
    if again_at_hour is None:
        assert outcome == Outcome(Status.GONE, "HTTP 404", None)
    else:
        again = START + timedelta(hours=again_at_hour)
        assert outcome == Outcome(Status.NOT_YET, "HTTP 404", again)


@pytest.mark.fault("F1", "F2")
@pytest.mark.parametrize(
    ("age", "again_at_hour"),
    [
        (timedelta(0), 1),
        (HOUR, 6),
        (6 * HOUR, 24),
        (23 * HOUR, 24),
        (24 * HOUR, 168),
        (2 * DAY, 168),
        (7 * DAY - MINUTE, 168),
        (7 * DAY, None),
        (8 * DAY, None),
    ],
)
def test_missing_films_are_looked_for_a_week_long(
    age: timedelta, again_at_hour: int | None
) -> None:
    outcome = answered(404, START + age, film=True)
    if again_at_hour is None:
        assert outcome == Outcome(Status.GONE, "HTTP 404", None)
    else:
        again = START + timedelta(hours=again_at_hour)
        assert outcome == Outcome(Status.NOT_YET, "HTTP 404", again)


@given(AGES, st.booleans())
def test_the_next_look_is_the_first_point_of_the_schedule_after_now(
    age: timedelta, film: bool
) -> None:
    now = START + age
    outcome = answered(404, now, film)
    assert (outcome.status, outcome.next_try_at) == expected(
        age, FILM_HOURS if film else STATS_HOURS
    )
    assert outcome.next_try_at is None or outcome.next_try_at > now


@pytest.mark.parametrize("film", [False, True])
def test_following_the_schedule_ends_after_as_many_looks_as_it_has_points(film: bool) -> None:
    now, looks = START, 0
    while True:
        outcome = answered(404, now, film)
        if outcome.next_try_at is None:
            break
        now, looks = outcome.next_try_at, looks + 1
    assert outcome.status is Status.GONE
    assert looks == len(FILM_HOURS if film else STATS_HOURS)


@given(INSTANTS, st.booleans())
def test_a_match_of_unknown_age_is_gone_at_once(now: datetime, film: bool) -> None:
    schedule = FILM_APPEARS_WITHIN if film else STATS_APPEAR_WITHIN
    outcome = outcome_of(Answer(404, b""), now, None, schedule)
    assert outcome == Outcome(Status.GONE, "HTTP 404", None)
    assert not_there(now, None, schedule, "why") == Outcome(Status.GONE, "why", None)


@given(INSTANTS)
def test_without_a_schedule_what_is_missing_is_gone(now: datetime) -> None:
    assert outcome_of(Answer(404, b""), now, now, ()).status is Status.GONE


def test_a_match_that_starts_at_the_end_of_time_is_looked_for_tomorrow() -> None:
    answer = Answer(404, b"")
    never = datetime.max.replace(tzinfo=UTC)
    outcome = outcome_of(answer, START, never, STATS_APPEAR_WITHIN)
    assert outcome.status is Status.NOT_YET
    assert outcome.next_try_at == START + timedelta(days=1, hours=1)
