"""Counts what a build does: statements, raw files that are opened, and rows that are written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.support.commands import environment
from tests.support.dbt_process import SETTINGS, child, child_arguments, in_fork

_COUNTED = "counted.json"
_QUERY = """
    select
        count(*) filter (where type = 'QueryLog') as statements,
        list(distinct regexp_extract(message, '[^/"]+/landed_on=[^/"]+/[^"]+'))
            filter (where type = 'FileSystem' and contains(message, '"op":"OPEN"')
                and contains(message, '/landed_on=')) as files
    from duckdb_logs
"""
_WRITTEN = """
    select table_name, rows_written from raw.table_builds
    where built_in = (select build_number from raw.snapshot) and rows_written > 0
"""


@dataclass(frozen=True, slots=True)
class BuildCounts:
    """What one build did."""

    statements: int
    files: frozenset[str]
    rows_written: dict[str, int]


def counted_build(data_dir: Path, *arguments: str) -> BuildCounts:
    """`dbt build` in a process whose DuckDB notes what it does."""
    target = data_dir / "target"
    env = {**SETTINGS, **environment(data_dir)}
    given = child_arguments(["--no-write-json", "build", *arguments], env, target)
    code = in_fork(_counting_child, *given)
    assert code == 0, (target / "stdout").read_text()[-6_000:]
    found = json.loads((target / _COUNTED).read_text())
    with duckdb.connect(str(data_dir / "warehouse.duckdb"), read_only=True) as connection:
        written = dict(connection.execute(_WRITTEN).fetchall())
    return BuildCounts(found["statements"], frozenset(found["files"]), written)


def _counting_child(arguments: list[str], env: dict[str, str], target_path: str) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.duckdb.environments import Environment

    opened: list[Any] = []
    connect = Environment.initialize_db

    def connect_and_log(*given: Any, **named: Any) -> Any:
        connection = connect(*given, **named)
        logged = "call enable_logging(['FileSystem', 'QueryLog'], level = 'trace')"
        connection.execute(logged).fetchall()
        opened.append(connection)
        return connection

    close = DuckDBConnectionManager.close_all_connections

    def count_and_close() -> None:
        cursor = opened[-1].cursor()
        ((statements, files),) = cursor.execute(_QUERY).fetchall()
        text = json.dumps({"statements": statements, "files": files or []})
        Path(target_path, _COUNTED).write_text(text)
        close()  # type: ignore[no-untyped-call]  # dbt-duckdb declares no types for it

    # mypy expects that methods are never replaced
    Environment.initialize_db = staticmethod(connect_and_log)  # type: ignore[method-assign]
    DuckDBConnectionManager.close_all_connections = count_and_close  # type: ignore[method-assign]
    child(arguments, env, target_path)
