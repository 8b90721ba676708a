"""Figures of a player from SQL, and how a page writes them."""

from __future__ import annotations

import duckdb

from tests.support.report_pages import MISSING

TOTALS = """
    select
        count(*) as matches,
        count_if(outcome = 2) / count(*) as win_rate,
        sum(kills) / greatest(sum(deaths), 1) as kd_ratio,
        avg(kda) as kda,
        100 * sum(shots_hit) / sum(shots_fired) as accuracy,
        avg(performance_score) as performance_score,
        sum(time_played_seconds) / 3600 as hours
    from marts.player_match_stats
    where xuid = ? and {condition}
"""


Written = dict[str, tuple[float | None, int]]
"""The value of each figure of the first card, and with how many decimals it is written."""


def expected(warehouse: duckdb.DuckDBPyConnection, xuid: str, condition: str) -> Written:
    row = warehouse.execute(TOTALS.format(condition=condition), [xuid]).fetchone()
    assert row is not None
    matches, win_rate, kd_ratio, kda, accuracy, score, hours = row
    return {
        "Matches": (matches, 0),
        "Win rate": (100 * win_rate, 1),
        "K/D": (kd_ratio, 2),
        "KDA": (kda, 2),
        "Accuracy": (accuracy, 1),
        "Performance": (score, 1),
        "Hours": (hours, 1),
    }


def agrees(shown: dict[str, str], wanted: Written) -> bool:
    """A half may be rounded either way: the page has kda and scores with four decimals."""
    for name, (value, decimals) in wanted.items():
        text = shown[name].replace(",", "").rstrip("%")
        if value is None:
            assert text == MISSING, name
        else:
            assert len(text.partition(".")[2]) == decimals, name
            assert abs(float(text) - value) <= 0.5 * 10**-decimals + 1e-4, (name, text, value)
    return True
