"""Parsing lists within lists stays within the memory limit, as DuckDB's issue 25948 did not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

DOCUMENTS = 300
LEAST_BYTES = 230_000
LIMIT = "400MB"


def test_large_documents_are_parsed_with_little_memory(data_dir: Path, matches: list[Any]) -> None:
    folder = data_dir / "target" / "compiled" / "halo" / "dbt_project" / "models"
    query = next(folder.rglob("stg_player_team_stats.sql")).read_text()
    document = enlarged(matches[0])
    assert len(document) >= LEAST_BYTES
    players = len(json.loads(document)["Players"])
    with duckdb.connect(config={"memory_limit": LIMIT, "threads": 2}) as connection:
        connection.execute(
            """
            attach ':memory:' as warehouse;
            create schema warehouse.raw;
            create schema warehouse.staging;
            """
        )
        connection.execute(
            f"""
            create table warehouse.staging.stg_match_stats as
            select range::varchar as match_id, 'a segment' as segment, range as sequence,
                'a run' as run_id
            from range({DOCUMENTS})
            """
        )
        connection.execute(
            f"""
            create view warehouse.raw.match_stats as
            select range::varchar as key, 'ok' as status, range as sequence, 'a run' as run_id,
                'a segment' as segment, getvariable('document') as payload
            from range({DOCUMENTS})
            """
        )
        connection.execute("set variable document = ?", [document])
        ((rows, listed),) = connection.execute(
            f"select count(*), count(distinct (match_id, player_id)) from ({query}) as made"
        ).fetchall()
    assert rows >= listed > 0
    assert listed == DOCUMENTS * players


def enlarged(match: Any) -> str:
    """Of ever more players, until the document has the size of the issue's."""
    players = match["Players"]
    more: list[Any] = []
    text = ""
    while len(text) < LEAST_BYTES:
        number = len(more)
        for player in players:
            more.append({**player, "PlayerId": f"xuid({10**15 + number})"})
            number += 1
        text = json.dumps({**match, "Players": more})
    return text
