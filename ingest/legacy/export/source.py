"""The warehouse that dbt built, attached for reading only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import StorageError, UsageError
from ingest.legacy.export.database import BUILT
from ingest.warehouse.sql import first_line, is_locked, quoted_text


@dataclass(frozen=True, slots=True)
class TrackedPlayer:
    """A player with a schema of views in the warehouse."""

    xuid: str
    gamertag: str | None
    schema: str


@contextmanager
def attached(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has the warehouse beside it, so that it can write to other files."""
    with duckdb.connect() as connection:
        # Rows that do not fit in memory wait where they would if the warehouse itself were open.
        connection.execute(f"set temp_directory = {quoted_text(f'{path}.tmp')}")
        connection.execute("set TimeZone = 'UTC'")
        try:
            connection.execute(f"attach {quoted_text(str(path))} as {BUILT} (read_only)")
        except duckdb.Error as error:
            if is_locked(error):
                raise StorageError(
                    f"{path} is being written by another process",
                    "run this again when `dbt build` is done",
                ) from None
            raise StorageError(f"{path} cannot be opened: {first_line(error)}") from None
        yield connection


def tracked_players(connection: duckdb.DuckDBPyConnection) -> list[TrackedPlayer]:
    """Everybody with a schema, in an order that stays the same."""
    require(connection, ["core.tracked_players"])
    rows = connection.execute(
        f"select xuid, gamertag, schema_name from {BUILT}.core.tracked_players order by xuid"
    )
    return [TrackedPlayer(*row) for row in rows.fetchall()]


def require(connection: duckdb.DuckDBPyConnection, wanted: list[str]) -> None:
    """Each of these tables and views has been built."""
    rows = connection.execute(
        """
        select table_schema || '.' || table_name from information_schema.tables
        where table_catalog = ?
        """,
        [BUILT],
    )
    missing = sorted(set(wanted) - {name for (name,) in rows.fetchall()})
    if missing:
        more = f" and {len(missing) - 1} more" if missing[1:] else ""
        raise UsageError(f"the warehouse has no {missing[0]}{more}", "run `dbt build` first")
