"""Reads old files and what was landed of them the plain way, to hold one against the other."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.legacy.migrate.migration import migrate
from ingest.legacy.migrate.report import Migration
from ingest.raw import FEEDS, Feed
from ingest.raw.store import open_for_writing
from tests.support.raw import query

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LandedRow:
    """A raw row of a legacy feed."""

    feed: str
    key: str
    payload: str
    requested_for: str | None
    origin: str

    @property
    def values(self) -> Values:
        values: Values = json.loads(self.payload, parse_constant=_no_constant)
        return values


def migrated(data_dir: Path, path: Path) -> tuple[Migration, list[str]]:
    """Migrate in this process; the lines it said."""
    lines: list[str] = []
    with open_for_writing(_raw(data_dir)) as store:
        return migrate(store, path, lines.append), lines


def landed(data_dir: Path) -> list[LandedRow]:
    """Every row of every legacy feed, inventories left out."""
    pattern = data_dir / "raw" / "legacy_*" / "*" / "*.parquet"
    found = query(
        "select regexp_extract(filename, 'raw/([a-z_]+)/', 1), key, payload, requested_for, origin"
        f" from read_parquet('{pattern}', filename = true) where status = 'ok'"
    )
    return [LandedRow(*row) for row in found if row[0] != Feed.LEGACY_FILES]


def keys(data_dir: Path) -> Counter[tuple[str, str]]:
    """How often each key lies in a legacy feed or was landed as an answer of the API."""
    pattern = data_dir / "raw" / "*" / "*" / "*.parquet"
    found = query(
        "select regexp_extract(filename, 'raw/([a-z_]+)/', 1), key"
        f" from read_parquet('{pattern}', filename = true)"
    )
    return Counter((feed, key) for feed, key in found if feed != Feed.DOCUMENTS)


def landed_of(data_dir: Path, file: Path) -> dict[str, list[LandedRow]]:
    """The landed rows of a file, by table."""
    wanted = sha256(file)
    tables: dict[str, list[LandedRow]] = {}
    for row in landed(data_dir):
        file_hash, table, _ = row.key.split(":")
        if file_hash == wanted:
            tables.setdefault(table, []).append(row)
    return tables


def sha256(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def feed_named(table: str) -> str:
    """The contract: a feed per table, one for all others."""
    name = f"legacy_{table}"
    return name if name in set(Feed) - set(FEEDS) else Feed.LEGACY_OTHER


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a folder: times of files and folders, modes, bytes."""
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        stat = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path.relative_to(folder))] = (stat.st_mtime_ns, stat.st_mode, content)
    return found


def tables_of(file: Path, scratch: Path) -> dict[str, dict[int, Values]]:
    """By table and row number: a DuckDB file's own values, its write-ahead log's included."""
    scratch.mkdir()
    for part in (file, file.with_name(file.name + ".wal")):
        if part.exists():
            shutil.copyfile(part, scratch / part.name)
    with duckdb.connect(str(scratch / file.name)) as connection:
        connection.execute("set timezone = 'UTC'")
        names = connection.execute("select table_name from duckdb_tables()").fetchall()
        return {
            name: dict(_rows(connection, f'select rowid, * from "{name}"')) for (name,) in names
        }


def parquet_rows(file: Path) -> dict[int, Values]:
    """By row number."""
    with duckdb.connect() as connection:
        select = f"select file_row_number, * from read_parquet('{file}', hive_partitioning = false)"
        return dict(_rows(connection, select))


def _rows(connection: duckdb.DuckDBPyConnection, select: str) -> Iterator[tuple[int, Values]]:
    """Rows with their values as a landed payload must show them."""
    found = connection.execute(select)
    columns = [(column[0], str(column[1])) for column in found.description or []]
    for number, *row in found.fetchall():
        named = zip(columns[1:], row, strict=True)
        yield number, {name: _expected(value, kind) for (name, kind), value in named}


def _expected(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "JSON":
        return json.loads(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if kind == "FLOAT":
        return Single(value)
    return value if isinstance(value, (str, int, float, bool)) else Spelled(value)


class Single(float):
    """A number of 32 bits: equal to every spelling that is read back as the same 32 bits."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, float)) and struct.pack("f", self) == struct.pack("f", other)

    __hash__ = float.__hash__


@dataclass(frozen=True)
class Spelled:
    """A value that JSON has no type for: equal to text that says the same."""

    value: Any

    def __eq__(self, other: object) -> bool:
        if isinstance(self.value, datetime):
            return isinstance(other, str) and datetime.fromisoformat(other) == self.value
        return other == str(self.value)


def _no_constant(name: str) -> Any:
    raise AssertionError(f"{name} is not JSON")


def _raw(data_dir: Path) -> Path:
    data_dir.mkdir(exist_ok=True)
    return data_dir / "raw"
