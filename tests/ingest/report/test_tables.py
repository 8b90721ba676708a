"""Rows on their way into a page: a page must find again what the warehouse said."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.report.tables import Table, read

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
)
COLUMNS = st.lists(
    st.one_of(st.tuples(VALUES, VALUES, VALUES), st.tuples(*[st.none() | st.text()] * 3)),
    min_size=1,
    max_size=4,
)


def decoded(table: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What js/40_tables_of_data.js does."""
    columns = []
    for column in table["columns"].values():
        values = column.get("values")
        rows = column["rows"]
        columns.append([one if values is None or one is None else values[one] for one in rows])
    return list(zip(*columns, strict=True))


@given(COLUMNS)
def test_a_page_reads_the_rows_of_the_warehouse(columns: list[tuple[Any, ...]]) -> None:
    rows = list(zip(*columns, strict=True))
    table = Table([f"column_{place}" for place in range(len(columns))], rows)
    assert decoded(json.loads(json.dumps(table.as_json()))) == rows


def test_a_text_stands_once() -> None:
    table = Table(["map"], [("Saltpan",), (None,), ("Saltpan",), ("Causeway",)])
    assert table.as_json() == {
        "rows": 4,
        "columns": {"map": {"values": ["Saltpan", "Causeway"], "rows": [0, None, 0, 1]}},
    }


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 3, 4, 5, 6, 7), 1772600767000),
        (date(2026, 3, 4), 1772582400000),
        (Decimal("1.50"), 1.5),
        (math.nan, None),
        (math.inf, None),
        (3.0, 3),
    ],
)
def test_what_json_has_no_word_for(value: Any, written: Any) -> None:
    assert decoded(Table(["one"], [(value,)]).as_json()) == [(written,)]


def test_times_do_not_depend_on_the_time_zone_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    ((seen,),) = decoded(Table(["at"], [(datetime(2026, 7, 1, 12),)]).as_json())
    assert seen == datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp() * 1000


def test_no_rows_keep_their_columns() -> None:
    with duckdb.connect() as warehouse:
        table = read(warehouse, "select 1 as one, 'a' as two where false")
    assert table.as_json() == {"rows": 0, "columns": {"one": {"rows": []}, "two": {"rows": []}}}


def test_rows_are_cut_at_each_value() -> None:
    table = Table(["match_id", "kills"], [("a", 1), ("a", 2), ("b", 3)])
    assert [(key, part.rows) for key, part in table.by("match_id")] == [
        ("a", [("a", 1), ("a", 2)]),
        ("b", [("b", 3)]),
    ]
