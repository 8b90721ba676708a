"""Reads version 3: a SQLite file that kept the API's own JSON."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from ingest.legacy.read.duckdb_file import not_being_written
from ingest.legacy.read.find import FoundFile, Unreadable
from ingest.legacy.read.table import LegacyTable
from ingest.legacy.read.table_names import snake_case


@contextmanager
def open_sqlite(found: FoundFile) -> Iterator[list[LegacyTable]]:
    """The tables of a file under their names in snake case, proved readable."""
    with ExitStack() as stack:
        try:
            stack.enter_context(not_being_written(found.path))
            path = _settled(found, stack)
            uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = stack.enter_context(closing(sqlite3.connect(uri, uri=True)))
            # old rows hold broken text here and there: a marked character is better than a lost row
            connection.text_factory = lambda data: data.decode("utf-8", errors="replace")
            damage = connection.execute("pragma integrity_check(1)").fetchone()[0]
            if damage != "ok":
                raise Unreadable(f"is damaged: {damage}")
            listed = connection.execute(
                "select name from sqlite_master where type = 'table' "
                "and name not like 'sqlite_%' order by name"
            )
            yield [_table(connection, name) for (name,) in listed.fetchall()]
        except (sqlite3.Error, OSError) as error:
            raise Unreadable(f"cannot be read: {error}") from error


def _settled(found: FoundFile, stack: ExitStack) -> Path:
    """The file itself, or a copy in which SQLite makes good what a crash left beside it."""
    path = found.path
    if len(found.parts) == 1:
        return path
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ingest-")))
    for part in reversed(found.parts):  # the file last: closing it gives its lock up
        shutil.copyfile(part, scratch / part.name)
    with closing(sqlite3.connect(scratch / path.name)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("pragma journal_mode = delete")
    return scratch / path.name


def _table(connection: sqlite3.Connection, name: str) -> LegacyTable:
    source = '"' + name.replace('"', '""') + '"'
    header = connection.execute(f"select * from {source} limit 0").description
    columns = tuple(snake_case(column[0]) for column in header)
    counted = connection.execute(f"select count(*) from {source}").fetchone()[0]

    def read() -> Iterator[tuple[int, str]]:
        rows = connection.execute(f"select * from {source}")
        for number, row in enumerate(rows):
            values = dict(zip(columns, map(_plain, row), strict=True))
            yield number, json.dumps(values, ensure_ascii=False, allow_nan=False)

    def values(column: str) -> list[str]:
        place = columns.index(column)
        rows = connection.execute(f"select * from {source}")
        return sorted({str(row[place]) for row in rows if row[place] is not None})

    return LegacyTable(snake_case(name), counted, columns, read, values)


def _plain(value: Any) -> Any:
    """What JSON can hold; a number that is none becomes text, as the API writes it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    return value
