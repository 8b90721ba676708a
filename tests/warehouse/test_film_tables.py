"""The tables of what films show, row by row, against a plain reading of the payloads."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.support.film_readings import FilmReading
from tests.support.film_tables import QUERIES, of_readings


@pytest.fixture(scope="module")
def readings(matches: list[Any], films: dict[str, Any]) -> list[FilmReading]:
    stats = {match["MatchId"]: match for match in matches}
    return [FilmReading(match_id, events, stats[match_id]) for match_id, events in films.items()]


@pytest.mark.parametrize("table", QUERIES)
def test_each_row_is_what_the_payloads_say(
    warehouse: duckdb.DuckDBPyConnection, readings: list[FilmReading], table: str
) -> None:
    found = warehouse.sql(QUERIES[table]).fetchall()
    expected = of_readings(table, readings)
    assert len(expected) > 20
    assert {*found} == expected
    assert len(found) == len(expected)
