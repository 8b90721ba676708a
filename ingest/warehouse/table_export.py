"""Writes a table, or the rows of a query, to a file that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, get_args

import duckdb

from ingest.errors import StorageError, UsageError
from ingest.warehouse.connect import interruptible
from ingest.warehouse.sql import first_line, quoted_name, quoted_text

FileFormat = Literal["parquet", "csv", "jsonl"]
COMPRESSED = (".gz", ".zst")

_OPTIONS: Mapping[FileFormat, str] = {
    "parquet": "format parquet",
    "csv": "format csv, header true",
    "jsonl": "format json, timestampformat '%Y-%m-%dT%H:%M:%S.%f'",
}
# A spreadsheet runs a cell that begins like this; a gamertag or a map name is a stranger's text.
_GUARD = """case when left({0}::varchar, 1) in ('=', '+', '-', '@', chr(9), chr(13))
    then '''' || {0}::varchar else {0}::varchar end"""
# JSON has no NaN and no infinity, and DuckDB's timestamp format would lose the time zone.
_FINITE = "case when isfinite({0}) then {0} end"
_IN_UTC = "strftime({0}, '%Y-%m-%dT%H:%M:%S.%fZ')"
# Parquet has no such integer: DuckDB would write a double, which is not exact.
_EXACT = "{0}::decimal(38, 0)"
_WRITTEN_AS: Mapping[FileFormat, Mapping[str, str]] = {
    "parquet": {"hugeint": _EXACT, "uhugeint": _EXACT},
    "csv": dict.fromkeys(("varchar", "enum", "blob", "union"), _GUARD),
    "jsonl": {"float": _FINITE, "double": _FINITE, "timestamp with time zone": _IN_UTC},
}


@dataclass(frozen=True, slots=True)
class Exported:
    """What is written: its name for people, and the query of its rows."""

    name: str
    query: str
    is_of_user: bool = False
    """Whether a mistake in the query is the user's."""


def format_of(file_name: str, given: FileFormat | None) -> FileFormat:
    """The format of the option, or of the suffix of the file."""
    path = Path(file_name)
    is_compressed = path.suffix in COMPRESSED
    suffix = path.with_suffix("").suffix if is_compressed else path.suffix
    named = next((one for one in get_args(FileFormat) if suffix == f".{one}"), None)
    known = "use .parquet, .csv or .jsonl; .gz and .zst compress csv and jsonl"
    if named is None and (suffix or is_compressed):
        raise UsageError(f"no format is known for {path.name!r}: {known}")
    if named == "parquet" and is_compressed:
        raise UsageError(
            f"{path.name!r}: Parquet is compressed already", f"leave out {path.suffix}"
        )
    if named and given and named != given:
        raise UsageError(
            f"--format {given} contradicts the name {path.name!r}", "leave one of them out"
        )
    return named or given or "parquet"


def table(warehouse: duckdb.DuckDBPyConnection, wanted: str) -> Exported:
    """The table of that name in any case. Only names of the warehouse get into a query."""
    rows = warehouse.execute(
        """
        select schema_name, table_name, current_database() from duckdb_tables()
        where database_name = current_database() and not internal
        union all
        select schema_name, view_name, current_database() from duckdb_views()
        where database_name = current_database() and not internal
        order by all
        """
    ).fetchall()
    tables = {
        f"{schema}.{name}".casefold(): (schema, name, catalog) for schema, name, catalog in rows
    }
    if found := tables.get(wanted.casefold()):
        schema, name, catalog = found
        return Exported(f"{schema}.{name}", f"from {quoted_name(catalog, schema, name)}")
    near = [".".join(tables[name][:2]) for name in get_close_matches(wanted.casefold(), tables)]
    schemas = ", ".join(sorted({schema for schema, _, _ in rows}))
    hint = f"did you mean {', '.join(near)}?" if near else f"its schemas are {schemas or 'empty'}"
    raise UsageError(f"{wanted!r} is no table of the warehouse", hint)


def selection(warehouse: duckdb.DuckDBPyConnection, sql: str) -> Exported:
    """The rows of one SELECT. A statement that would write is refused."""
    try:
        statements = warehouse.extract_statements(sql)
    except duckdb.Error as error:
        raise UsageError(f"--sql cannot be read: {first_line(error)}") from None
    if len(statements) != 1 or statements[0].type is not duckdb.StatementType.SELECT:
        raise UsageError("--sql takes one SELECT", "the warehouse is only read")
    return Exported("the query", _without_end(statements[0].query), is_of_user=True)


def _without_end(statement: str) -> str:
    """The statement without its semicolon, which a comment may follow."""
    text = statement.encode()
    for start, kind in reversed(duckdb.tokenize(statement)):
        if kind == duckdb.token_type.comment:
            continue
        return text[:start].decode() if text[start:].startswith(b";") else statement
    return statement


def write(
    warehouse: duckdb.DuckDBPyConnection,
    source: Exported,
    file_format: FileFormat,
    target: Path,
) -> int:
    """Stream the rows to the file; returns how many they were."""
    try:
        query = _written_query(warehouse, source, file_format)
        options = f"{_OPTIONS[file_format]}, use_tmp_file false"
        copy = f"copy ({query}) to {quoted_text(str(target))} ({options})"
        rows = interruptible(warehouse, lambda: warehouse.execute(copy).fetchall())
    except duckdb.Error as error:
        is_mistake = source.is_of_user and isinstance(
            error, duckdb.ProgrammingError | duckdb.DataError
        )
        kind = UsageError if is_mistake else StorageError
        raise kind(f"{source.name} cannot be exported: {first_line(error)}") from None
    return int(rows[0][0])


def _written_query(
    warehouse: duckdb.DuckDBPyConnection, source: Exported, file_format: FileFormat
) -> str:
    """All rows, with what the format cannot take as it is put differently."""
    rows = f"({source.query}\n)"  # a comment may end the query
    relation = warehouse.sql(f"select * from {rows}")
    written_as = _WRITTEN_AS[file_format]
    replaced = ", ".join(
        f"{written_as[kind.id].format(quoted_name(column))} as {quoted_name(column)}"
        for column, kind in zip(relation.columns, relation.types, strict=True)
        if kind.id in written_as
    )
    return f"select * {f'replace ({replaced})' if replaced else ''} from {rows}"
