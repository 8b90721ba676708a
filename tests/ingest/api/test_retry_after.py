"""How long a server asks us to stay away, in whatever form it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.api.retry_after import seconds_asked

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DATE = format_datetime(NOON, usegmt=True)
QUARTER = 15 * 60


def in_(seconds: float) -> str:
    return format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.fault("N7")
@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("1", 1),
        ("0.5", 0.5),
        (" 30 ", 30),
        ("900", QUARTER),
        ("901", QUARTER),
        ("86400", QUARTER),
        ("1e9", QUARTER),
        ("inf", QUARTER),
        (in_(10), 10),
        (in_(899), 899),
        (in_(86400), QUARTER),
        ("Thu, 31 Dec 2099 23:59:59 GMT", QUARTER),
        ("Sunday, 01-Mar-26 12:00:20 GMT", 20),
        ("Sun, 01 Mar 2026 13:00:05 +0100", 5),
        (None, None),
        ("", None),
        ("0", None),
        ("-1", None),
        ("-inf", None),
        ("nan", None),
        (in_(0), None),
        (in_(-3600), None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
        ("Sun, 99 Mar 2026 12:00:05 GMT", None),
        ("Sun, 01 Mar 99999 12:00:05 GMT", None),
    ],
)
def test_seconds_dates_and_nonsense(asked: str | None, seconds: float | None) -> None:
    assert seconds_asked(asked, DATE) == seconds


@pytest.mark.fault("N7", "S12")
@pytest.mark.parametrize("wrong_by", [timedelta(hours=1), timedelta(days=-1), timedelta(days=400)])
def test_a_date_is_read_by_the_clock_of_the_server(wrong_by: timedelta) -> None:
    server = datetime.now(UTC) + wrong_by
    asked = format_datetime(server + timedelta(seconds=40))
    assert seconds_asked(asked, format_datetime(server)) == 40


@pytest.mark.fault("N7")
def test_without_the_servers_clock_ours_has_to_do() -> None:
    asked = format_datetime(datetime.now(UTC) + timedelta(seconds=100))
    for date in (None, "", "yesterday"):
        seconds = seconds_asked(asked, date)
        assert seconds is not None
        assert 30 < seconds <= 100


@pytest.mark.fault("N7")
@given(st.text(max_size=40), st.none() | st.text(max_size=40))
def test_any_text_is_a_pause_within_reason_or_none(asked: str, date: str | None) -> None:
    seconds = seconds_asked(asked, date)
    assert seconds is None or 0 < seconds <= QUARTER


@pytest.mark.fault("N7")
@given(st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)))
def test_any_date_is_a_pause_within_reason_or_none(moment: datetime) -> None:
    seconds = seconds_asked(format_datetime(moment), DATE)
    ahead = (moment.replace(microsecond=0) - NOON).total_seconds()
    assert seconds == (min(ahead, QUARTER) if ahead > 0 else None)
