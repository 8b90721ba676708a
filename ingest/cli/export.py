"""`ingest export`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import duckdb
import typer

from ingest.cli import complete
from ingest.errors import StorageError, UsageError
from ingest.log import LOG
from ingest.settings import load_settings
from ingest.terminal import unwritable
from ingest.warehouse.connect import reading
from ingest.warehouse.location import warehouse_file
from ingest.warehouse.table_export import FileFormat, Source, format_of, selection, table, write

HELP = """Write one table or view of the warehouse, or the rows of a query, to a file.

The warehouse is only read. The suffix of the file selects the format.

Examples: `ingest export marts.player_sessions` ·
`ingest export core.match_registry --output matches.csv` ·
`ingest export --sql "from marts.player_medals where medal_count > 99" --output medals.csv` ·
`ingest export player_demo_falcon.match_stats --format jsonl --output -`
"""
STDOUT = "-"


def export(
    table_name: Annotated[
        str | None,
        typer.Argument(
            help="schema.table, e.g. marts.player_sessions.",
            metavar="TABLE",
            autocompletion=complete.tables,
        ),
    ] = None,
    sql: Annotated[
        str | None, typer.Option("--sql", metavar="QUERY", help="One SELECT instead of a TABLE.")
    ] = None,
    file_format: Annotated[
        FileFormat | None,
        typer.Option(
            "--format",
            help="What to write, by default what FILE ends in, or parquet; csv guards against "
            "formulas.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Where to, by default TABLE.FORMAT; - is stdout."),
    ] = None,
) -> int:
    """Check what is asked for, write it, say what was written."""
    if (table_name is None) == (sql is None):
        raise UsageError("name a TABLE, such as marts.player_sessions, or give one --sql QUERY")
    if table_name is not None and not all(table_name.partition(".")):
        raise UsageError(f"{table_name!r} is not schema.table, such as marts.player_sessions")
    path = warehouse_file(os.environ)
    is_stdout = output == STDOUT
    target = None if output is None or is_stdout else _checked_target(Path(output), path)
    chosen = format_of(output if output and target else "", file_format)
    if is_stdout and chosen == "parquet":
        raise UsageError("parquet cannot go to standard output: name a file, or take csv or jsonl")
    with reading(path) as warehouse:
        source = (
            selection(warehouse, sql) if sql is not None else table(warehouse, table_name or "")
        )
        if is_stdout:
            rows = _to_stdout(warehouse, source, chosen)
        else:
            stem = source.name if table_name else "query"
            target = target or _checked_target(Path(f"{stem}.{chosen}"), path)
            with _replacing(target) as temporary:
                rows = write(warehouse, source, chosen, temporary)
    LOG.info(f"{rows:,} rows of {source.name} written to {target or 'standard output'}")
    return 0


def _to_stdout(
    warehouse: duckdb.DuckDBPyConnection, source: Source, file_format: FileFormat
) -> int:
    """By way of a file: DuckDB would truncate behind `>>`, and a slow reader lock out dbt."""
    if sys.stdout is None:
        raise StorageError("standard output is closed", "name a file with --output")
    try:
        with TemporaryDirectory(prefix="ingest-export-") as folder:
            temporary = Path(folder) / "rows"
            rows = write(warehouse, source, file_format, temporary)
            warehouse.close()
            with temporary.open("rb") as content:
                shutil.copyfileobj(content, sys.stdout.buffer)
            sys.stdout.flush()
    except OSError as error:
        raise unwritable(error) from None
    return rows


def _checked_target(target: Path, warehouse: Path) -> Path:
    """A link is followed; what is raw, or is no file (a folder, /dev/null), is not replaced."""
    try:
        resolved = target.resolve()
        if resolved.is_relative_to(load_settings(os.environ).raw_dir.resolve()):
            raise UsageError(
                f"{target} is among raw data, which never changes", "name another file"
            )
        if resolved.exists():
            if resolved.samefile(warehouse):
                raise UsageError(f"{target} is the warehouse itself", "name another file")
            if not resolved.is_file():
                raise StorageError(f"{target} is not a file", "name one with --output")
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
    return StorageError(f"{target} cannot be written: {why}", "name another file with --output")
