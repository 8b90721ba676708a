"""`ingest export`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal, NamedTuple

import duckdb
import typer

from ingest.cli import complete
from ingest.errors import StorageError, UsageError
from ingest.log import LOG
from ingest.settings import load_settings
from ingest.terminal import unwritable
from ingest.warehouse import warehouse_file

HELP = """Write one table or view of the warehouse to a file.

The warehouse is only read.

Examples: `ingest export marts.player_sessions` ·
`ingest export core.match_registry --format csv --output matches.csv` ·
`ingest export player_demo_falcon.match_stats --format jsonl --output -`
"""
Format = Literal["parquet", "csv", "jsonl"]
STDOUT = "-"

OPTIONS: dict[Format, str] = {
    "parquet": "format parquet",
    "csv": "format csv, header true",
    "jsonl": "format json, timestampformat '%Y-%m-%dT%H:%M:%S.%f'",
}
# A spreadsheet runs a cell that begins like this; a gamertag or a map name is a stranger's text.
GUARD = """case when left({0}::varchar, 1) in ('=', '+', '-', '@', chr(9), chr(13))
    then '''' || {0}::varchar else {0}::varchar end"""
# JSON has no NaN and no infinity, and DuckDB's timestamp format would lose the time zone.
FINITE = "case when isfinite({0}) then {0} end"
IN_UTC = "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')"
# Parquet has no such integer: DuckDB would write a double, which is not exact.
EXACT = "{0}::decimal(38, 0)"
WRITTEN_AS: dict[Format, dict[str, str]] = {
    "parquet": {"hugeint": EXACT, "uhugeint": EXACT},
    "csv": dict.fromkeys(("varchar", "enum", "blob", "union"), GUARD),
    "jsonl": {"float": FINITE, "double": FINITE, "timestamp with time zone": IN_UTC},
}


class Table(NamedTuple):
    """A table or view, spelled as the warehouse spells it."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def export(
    table: Annotated[
        str,
        typer.Argument(
            help="schema.table, e.g. marts.player_sessions.",
            metavar="TABLE",
            autocompletion=complete.tables,
        ),
    ],
    file_format: Annotated[
        Format, typer.Option("--format", help="What to write; csv guards against formulas.")
    ] = "parquet",
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where to, by default TABLE.FORMAT; - is stdout."),
    ] = None,
) -> int:
    """Check what is asked for, write it, say what was written."""
    if output == STDOUT and file_format == "parquet":
        raise UsageError("parquet cannot go to standard output: name a file, or take csv or jsonl")
    if not all(table.partition(".")):
        raise UsageError(f"{table!r} is not schema.table, such as marts.player_sessions")
    path = warehouse_file(os.environ)
    if output == STDOUT:
        return _to_stdout(path, table, file_format)
    with _opened(path) as warehouse:
        found = _find(warehouse, table)
        name = f"{found}.{file_format}" if output is None else output
        target = _checked_target(Path(name), path)
        with _replacing(target) as temporary:
            rows = _copy(warehouse, found, file_format, temporary)
    _say(rows, found, target)
    return 0


def _to_stdout(path: Path, table: str, file_format: Format) -> int:
    """By way of a file: DuckDB would truncate behind `>>`, and a slow reader lock out dbt."""
    if sys.stdout is None:
        raise StorageError("standard output is closed; name a file with --output")
    try:
        with TemporaryDirectory(prefix="ingest-export-") as folder:
            temporary = Path(folder) / "rows"
            with _opened(path) as warehouse:
                found = _find(warehouse, table)
                rows = _copy(warehouse, found, file_format, temporary)
            with temporary.open("rb") as content:
                shutil.copyfileobj(content, sys.stdout.buffer)
            sys.stdout.flush()
    except OSError as error:
        raise unwritable(error) from None
    _say(rows, found, "standard output")
    return 0


def _say(rows: int, table: Table, where: object) -> None:
    LOG.info(f"{rows:,} rows of {table} written to {where}")


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, read-only; times with a zone come out in UTC wherever we are."""
    try:
        connection = duckdb.connect(str(path), read_only=True)
        connection.execute("set TimeZone = 'UTC'")
    except duckdb.Error as error:
        if "lock on file" in str(error) or "used by another process" in str(error):
            raise StorageError(
                f"{path} is being written by another process; export when `dbt build` is done"
            ) from None
        raise StorageError(f"{path} cannot be opened: {_first_line(error)}") from None
    with connection:
        yield connection


def _find(warehouse: duckdb.DuckDBPyConnection, wanted: str) -> Table:
    """The table of that name, in whatever case; only names the warehouse has get into a query."""
    rows = warehouse.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where database_name = current_database() and not internal
        union all
        select schema_name, view_name from duckdb_views()
        where database_name = current_database() and not internal
        order by all
        """
    ).fetchall()
    tables = {str(table).casefold(): table for table in (Table(*row) for row in rows)}
    if found := tables.get(wanted.casefold()):
        return found
    near = [str(tables[name]) for name in get_close_matches(wanted.casefold(), tables)]
    schemas = ", ".join(sorted({schema for schema, _ in rows}))
    hint = f"did you mean {', '.join(near)}?" if near else f"its schemas are {schemas or 'empty'}"
    raise UsageError(f"{wanted!r} is no table of the warehouse; {hint}")


def _checked_target(target: Path, warehouse: Path) -> Path:
    """A link is followed; what is raw, or is no file (a folder, /dev/null), is not replaced."""
    try:
        resolved = target.resolve()
        if resolved.is_relative_to(load_settings(os.environ).raw_dir.resolve()):
            raise UsageError(f"{target} is among raw data, which never changes; name another file")
        if resolved.exists():
            if resolved.samefile(warehouse):
                raise UsageError(f"{target} is the warehouse itself; name another file")
            if not resolved.is_file():
                raise StorageError(f"{target} is not a file; name one with --output")
    except (OSError, RuntimeError) as error:
        raise _unwritable(target, error) from None
    return resolved if target.is_symlink() else target


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place in one step, once it is complete."""
    # The target's own name comes last: DuckDB compresses what ends in .gz or .zst.
    temporary = target.with_name(f".part-{os.getpid()}-{target.name}")
    try:
        temporary.touch(exist_ok=False)
    except OSError as error:
        raise _unwritable(target, error) from None
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _unwritable(target: Path, error: Exception) -> StorageError:
    why = getattr(error, "strerror", error)
    return StorageError(f"{target} cannot be written: {why}; name another file with --output")


def _copy(
    warehouse: duckdb.DuckDBPyConnection, table: Table, file_format: Format, target: Path
) -> int:
    """Stream the table to the file; returns how many rows that were."""
    # On a thread of its own, because DuckDB may notice a Ctrl-C only when it is done.
    with ThreadPoolExecutor(1) as pool:
        try:
            query = _query(warehouse, table, file_format)
            options = f"{OPTIONS[file_format]}, use_tmp_file false"
            copy = f"copy ({query}) to {_text(str(target))} ({options})"
            job = pool.submit(lambda: warehouse.execute(copy).fetchall())
            while not job.done():  # a signal may wake another thread than this one
                wait([job], 0.2)
            return int(job.result()[0][0])
        except duckdb.Error as error:
            raise StorageError(f"{table} cannot be exported: {_first_line(error)}") from None
        except KeyboardInterrupt:
            warehouse.interrupt()
            raise


def _query(warehouse: duckdb.DuckDBPyConnection, table: Table, file_format: Format) -> str:
    """Everything in the table, with what the format cannot take as it is put differently."""
    catalog = warehouse.execute("select current_database()").fetchall()[0][0]
    source = ".".join(_name(part) for part in (catalog, *table))
    relation = warehouse.sql(f"from {source}")
    written_as = WRITTEN_AS[file_format]
    replaced = ", ".join(
        f"{written_as[kind.id].format(_name(column))} as {_name(column)}"
        for column, kind in zip(relation.columns, relation.types, strict=True)
        if kind.id in written_as
    )
    return f"select * {f'replace ({replaced})' if replaced else ''} from {source}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
