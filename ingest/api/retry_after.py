"""How long a server asks us to stay away, in every form it has for saying so."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from ingest.api.dates import server_date

LONGEST_PAUSE = 15 * 60.0
"""The longest pause: a server that names the year 2099 is not followed."""


def seconds_asked(retry_after: str | None, date: str | None) -> float | None:
    """Seconds from now, at most `LONGEST_PAUSE`; None when nothing sensible was asked for."""
    text = (retry_after or "").strip()
    try:
        seconds = float(text)
    except ValueError:
        seconds = _until(text, date)
    if not seconds > 0:  # also what is not a number
        return None
    return min(seconds, LONGEST_PAUSE)


def _until(text: str, date: str | None) -> float:
    """Seconds to that date by the clock of the server that wrote it, else by ours."""
    then = server_date(text)
    if then is None:
        return math.nan
    return (then - (server_date(date) or datetime.now(UTC))).total_seconds()
