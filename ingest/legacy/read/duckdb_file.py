"""Reads DuckDB and Parquet files of the old application without changing a byte beside them."""

from __future__ import annotations

import fcntl
import glob
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import duckdb

from ingest.legacy.read.find import FoundFile, Kind, Unreadable
from ingest.legacy.read.table import LegacyTable
from ingest.warehouse.sql import quoted_name, quoted_text

_AT_ONCE = 10_000
_BACKUP_TIME = re.compile(r"_\d{8}_\d{6}$")
"""Ends the name of a backup, after the name of the table."""
_OURS = frozenset({"key", "status", "payload", "sha256", "landed_at"})


@contextmanager
def open_duckdb(found: FoundFile) -> Iterator[list[LegacyTable]]:
    """The tables of a file, proved readable to the last row before any is handed out."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ingest-")))
        connection = stack.enter_context(duckdb.connect(config={"temp_directory": str(scratch)}))
        try:
            # of the whole database: every cursor is a session of its own
            connection.execute("set global timezone = 'UTC'")
            if found.kind is Kind.PARQUET:
                yield _parquet_tables(connection, found)
                return
            stack.enter_context(not_being_written(found.path))
            _attach(connection, found, scratch)
            yield [
                _table(connection, name, f"old.{quoted_name(name)}") for name in _names(connection)
            ]
        except (duckdb.Error, OSError) as error:
            raise Unreadable(f"cannot be read: {str(error).splitlines()[0]}") from error


@contextmanager
def not_being_written(path: Path) -> Iterator[int]:
    """DuckDB locks the file it writes to, so no writer can start while we read."""
    # closing any other handle of the file would give the lock up, hence this one is handed out
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.lockf(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise Unreadable("is in use; close the old application and run this again") from None
        yield handle
    finally:
        os.close(handle)


def _attach(connection: duckdb.DuckDBPyConnection, found: FoundFile, scratch: Path) -> None:
    path, mode = found.path, "(read_only)"
    if len(found.parts) > 1:
        # A log can only be read by replaying it into its database, so that happens to copies.
        for part in reversed(found.parts):  # the file last: closing it gives its lock up
            shutil.copyfile(part, scratch / part.name)
        path, mode = scratch / path.name, ""
    connection.execute(f"attach {quoted_text(str(path))} as old {mode}")


def _names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables only: a view of version 5 shows rows of another table once more."""
    listed = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = 'old' and schema_name = 'main' order by table_name"
    )
    return [name for (name,) in listed.fetchall()]


def _parquet_tables(connection: duckdb.DuckDBPyConnection, found: FoundFile) -> list[LegacyTable]:
    """An archive of matches, or a backup: one file per table, named after it."""
    source = f"read_parquet({quoted_text(glob.escape(str(found.path)))}, hive_partitioning = false)"
    columns = dict(_columns(connection, source))
    if columns.keys() >= _OURS:
        return []
    is_archive = columns.keys() >= {"match_id", "start_time", "outcome"}
    name = "match_stats" if is_archive else _BACKUP_TIME.sub("", found.path.stem)
    return [_table(connection, name, source, row_number="file_row_number")]


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, source: str, row_number: str = "rowid"
) -> LegacyTable:
    columns = _columns(connection, source)
    proof = connection.execute(f"select count(*), bit_xor(hash(old_row)) from {source} as old_row")
    counted = proof.fetchone()
    assert counted is not None
    members = ", ".join(
        f"{quoted_text(column)}, {_as_json(column, kind)}" for column, kind in columns
    )

    def read() -> Iterator[tuple[int, str]]:
        cursor = connection.cursor()
        cursor.execute(f"select {row_number}, json_object({members}) from {source}")
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows

    def values(column: str) -> list[str]:
        cursor = connection.cursor()
        cursor.execute(
            f"select distinct cast({quoted_name(column)} as varchar) from {source} order by 1"
        )
        return [value for (value,) in cursor.fetchall() if value]

    return LegacyTable(name, counted[0], tuple(column for column, _ in columns), read, values)


def _columns(connection: duckdb.DuckDBPyConnection, source: str) -> list[tuple[str, str]]:
    described = connection.execute(f"describe select * from {source}").fetchall()
    return [(row[0], row[1]) for row in described]


def _as_json(column: str, kind: str) -> str:
    """Floats in their shortest spelling (61.08, not 61.08000183); no JSON has a NaN but as text."""
    value = quoted_name(column)
    text = f"cast({value} as varchar)"
    if kind in ("FLOAT", "DOUBLE"):
        number = f"to_json(cast({text} as double))"
        # as the API spells them: Spark reads no other spelling
        spelled = f"case when isnan({value}) then 'NaN' when {value} > 0 then 'Infinity' "
        spelled += f"when {value} < 0 then '-Infinity' end"
        return f"case when isfinite({value}) then {number} else to_json({spelled}) end"
    return text if "FLOAT" in kind or "DOUBLE" in kind else value
