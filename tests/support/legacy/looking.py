"""Reads generated files the plain way, to compare them with the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from tests.support.legacy.truth import LegacyTruth, Owner

Events = list[tuple[Any, ...]]


def ask(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(statement, values).fetchall()


def layout(owner: Owner) -> dict[str, dict[str, str]]:
    """By table: types by column, in physical order."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in ask(
        owner.database,
        "select table_name, column_name, data_type from duckdb_columns()"
        " order by table_name, column_index",
    ):
        tables.setdefault(table, {})[column] = data_type
    return tables


def row_counts(owner: Owner) -> dict[str, int]:
    """By table."""
    with duckdb.connect(str(owner.database), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        return {
            table: connection.execute(f"select count(*) from {table}").fetchall()[0][0]
            for (table,) in tables
        }


def stored_film(owner: Owner, match_id: str | None) -> Events:
    """Type, time, player, hint and medal of each stored event, in the order of the file."""
    stored = ask(
        owner.database,
        "select lower(event_type), time_ms, xuid, type_hint, raw_json from highlight_events"
        " where match_id = ? order by rowid",
        match_id,
    )
    return [(*row[:4], json.loads(row[4])["medal_value"]) for row in stored]


def true_film(truth: LegacyTruth, match_id: str | None) -> Events:
    """The same of the film itself."""
    film = truth.films[match_id or ""]
    return [(event.kind, event.ms, event.player.xuid, event.hint, event.value) for event in film]
