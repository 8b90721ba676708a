"""`ingest export`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ingest.cli import complete
from ingest.errors import UsageError
from ingest.log import LOG
from ingest.settings import load_settings
from ingest.warehouse.connect import reading
from ingest.warehouse.export_target import checked_target, to_file, to_stdout
from ingest.warehouse.location import warehouse_file
from ingest.warehouse.table_export import FileFormat, format_of, selection, table

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
    raw_dir = load_settings(os.environ).raw_dir
    is_stdout = output == STDOUT
    target = None if output is None or is_stdout else checked_target(Path(output), path, raw_dir)
    chosen = format_of(output if output and target else "", file_format)
    if is_stdout and chosen == "parquet":
        raise UsageError("parquet cannot go to standard output: name a file, or take csv or jsonl")
    with reading(path) as warehouse:
        source = (
            selection(warehouse, sql) if sql is not None else table(warehouse, table_name or "")
        )
        if is_stdout:
            rows = to_stdout(warehouse, source, chosen)
        else:
            stem = source.name if table_name else "query"
            target = target or checked_target(Path(f"{stem}.{chosen}"), path, raw_dir)
            rows = to_file(warehouse, source, chosen, target)
    LOG.info(f"{rows:,} rows of {source.name} written to {target or 'standard output'}")
    return 0
