"""Rows of the warehouse as the page reads them: by column, and texts by their distinct values."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one view, in order."""

    columns: Sequence[str]
    rows: Sequence[Row]

    def as_json(self) -> dict[str, Any]:
        """Every column once; a page decodes it again (assets/js/40_tables_of_data.js)."""
        by_column = zip(*self.rows, strict=True) if self.rows else ((),) * len(self.columns)
        columns = {
            name: _column(values) for name, values in zip(self.columns, by_column, strict=True)
        }
        return {"rows": len(self.rows), "columns": columns}

    def values(self, column: str) -> list[Any]:
        """The values of one column."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows]

    def keeping(self, column: str, values: Container[Any]) -> Table:
        """The same rows; the column is empty where the value is none of these."""
        place = self.columns.index(column)
        rows = [
            row if row[place] in values else (*row[:place], None, *row[place + 1 :])
            for row in self.rows
        ]
        return Table(self.columns, rows)

    def by(self, column: str) -> Iterator[tuple[Any, Table]]:
        """The rows of each value of a column, by which the table must be sorted."""
        place = self.columns.index(column)
        for value, rows in groupby(self.rows, lambda row: row[place]):
            yield value, Table(self.columns, list(rows))


def read(
    warehouse: duckdb.DuckDBPyConnection, query: str, parameters: Iterable[object] = ()
) -> Table:
    """The rows of a query."""
    cursor = warehouse.execute(query, list(parameters))
    assert cursor.description is not None
    return Table([column[0] for column in cursor.description], cursor.fetchall())


def _column(values: Sequence[Any]) -> dict[str, Any]:
    found = [_value(value) for value in values]
    texts = list(dict.fromkeys(one for one in found if isinstance(one, str)))
    if not texts:
        return {"rows": found}
    places = {text: place for place, text in enumerate(texts)}
    return {"values": texts, "rows": [None if one is None else places[one] for one in found]}


def _value(value: Any) -> Any:
    """Times are milliseconds of a clock that is taken as UTC; a page has no other time zone."""
    if isinstance(value, datetime):
        return round(value.replace(tzinfo=UTC).timestamp() * 1000)
    if isinstance(value, date):
        return round(datetime.combine(value, time(), UTC).timestamp() * 1000)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value
