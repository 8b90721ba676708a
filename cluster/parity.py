"""Compares every table of a warehouse on DuckDB with the same table on Spark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCHEMAS = ("staging", "core", "marts", "audit", "reference")
SPELLED_BY_ENGINE = ("stg_payload_shapes", "int_payload_keys", "int_payload_changes")
"""Each engine has its own words for the shape of a document."""
DIGITS = 9
"""Sums of decimal numbers depend on their order beyond so many digits."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A table that is not the same, the column in which it is seen, and a row that shows it."""

    table: str
    column: str
    row: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One schema: what was compared, and what differs."""

    schema: str
    tables: int
    rows: int
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class _Table:
    schema: str
    name: str
    columns: Sequence[tuple[str, str]]
    spark: str

    @property
    def ours(self) -> str:
        return f'ours."{self.schema}"."{self.name}"'

    @property
    def label(self) -> str:
        return f"{self.schema}.{self.name}"


def compare(warehouse: Path, spark: Path) -> list[Compared]:
    """Row counts and a hash of each column. The order of the rows does not matter."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach '{warehouse}' as ours (read_only)")
        return [_compared(connection, schema, spark) for schema in SCHEMAS]


def _compared(connection: duckdb.DuckDBPyConnection, schema: str, spark: Path) -> Compared:
    rows, differences = 0, list[Difference]()
    names = _tables(connection, schema)
    for name in names:
        folder = spark / f"{schema}.db" / name
        if not folder.exists():
            differences.append(Difference(f"{schema}.{name}", "all", "Spark has no such table"))
            continue
        theirs = _rows_of(folder, f'ours."{schema}"."{name}"')
        columns, missing = _shared_columns(connection, schema, name, theirs)
        table = _Table(schema, name, columns, theirs)
        found, differing = _difference(connection, table)
        rows += found
        differences += [
            Difference(table.label, column, "Spark has no such column") for column in missing
        ]
        differences += differing
    return Compared(schema, len(names), rows, differences)


def _rows_of(folder: Path, ours: str) -> str:
    """A table of Spark as SQL. A table that is partitioned has no file where it has no row."""
    # a build that was killed leaves folders with such names, and Spark does not read them
    files = [
        str(path)
        for path in sorted(folder.rglob("part-*.parquet"))
        if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    ]
    return f"read_parquet({files})" if files else f"(select * from {ours} where false)"


def _tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    found = connection.execute(
        """
        select table_name from information_schema.tables
        where table_catalog = 'ours' and table_schema = ? and table_type = 'BASE TABLE'
        order by table_name
        """,
        [schema],
    ).fetchall()
    return [name for (name,) in found if name not in SPELLED_BY_ENGINE]


def _columns(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> list[tuple[str, str]]:
    return connection.execute(
        """
        select column_name, data_type from information_schema.columns
        where table_catalog = 'ours' and table_schema = ? and table_name = ?
        order by ordinal_position
        """,
        [schema, table],
    ).fetchall()


def _shared_columns(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, theirs: str
) -> tuple[list[tuple[str, str]], list[str]]:
    """The columns that both engines have, and the names of those that Spark has not."""
    described = connection.execute(f"describe select * from {theirs}").fetchall()
    on_spark = {name for name, *_ in described}
    columns = _columns(connection, schema, table)
    missing = [name for name, _ in columns if name not in on_spark]
    return [column for column in columns if column[0] in on_spark], missing


def _difference(
    connection: duckdb.DuckDBPyConnection, table: _Table
) -> tuple[int, list[Difference]]:
    """The rows of the table, and the columns that differ."""
    exact = [_exact(*column) for column in table.columns]
    # the last one is of whole rows: values could have changed places between rows
    digests = ", ".join(f"sum(hash({one}))" for one in [*exact, ", ".join(exact)])
    query = f"select count(*), {digests} from "
    ((ours, *mine),) = connection.execute(query + table.ours).fetchall()
    ((theirs, *others),) = connection.execute(query + table.spark).fetchall()
    names = [*(name for name, _ in table.columns), "whole rows"]
    differing = [name for name, one, other in zip(names, mine, others, strict=True) if one != other]
    if len(differing) > 1:
        differing.pop()  # the columns say more
    if ours != theirs:
        where = "DuckDB" if ours > theirs else "Spark"
        row = _row(connection, table, _only(table, where))
        said = f"{ours:,} rows on DuckDB, {theirs:,} on Spark; more often on {where}: {row}"
        return ours, [Difference(table.label, "number of rows", said)]
    return ours, [
        Difference(table.label, one, _example(connection, table, one)) for one in differing
    ]


def _example(connection: duckdb.DuckDBPyConnection, table: _Table, column: str) -> str:
    """A row of DuckDB with a value of this column that Spark has less often."""
    only = _only(table, "DuckDB")
    exact = next((_exact(*found) for found in table.columns if found[0] == column), None)
    if exact is None:
        return _row(connection, table, only)
    value = f"select {exact} from {table.ours} except all select {exact} from {table.spark} limit 1"
    return _row(
        connection, table, f'select * from ({only}) where "{column}" is not distinct from ({value})'
    )


def _only(table: _Table, where: str) -> str:
    """A query of the rows that one engine has more often than the other."""
    exact = ", ".join(f'{_exact(*column)} as "{column[0]}"' for column in table.columns)
    sides = [table.ours, table.spark] if where == "DuckDB" else [table.spark, table.ours]
    return f"select {exact} from {sides[0]} except all select {exact} from {sides[1]}"


def _row(connection: duckdb.DuckDBPyConnection, table: _Table, query: str) -> str:
    (row,) = connection.execute(query + " limit 1").fetchall()
    names = [name for name, _ in table.columns]
    return str(dict(zip(names, row, strict=True)))


def _exact(name: str, kind: str) -> str:
    """The value as both engines must have it."""
    value = f'cast("{name}" as {kind})'
    if kind in ("DOUBLE", "FLOAT"):
        # -0.0 is 0.0, and 17 digits depend on the order of a sum
        return f"printf('%.{DIGITS}g', {value} + 0.0)"
    return value
