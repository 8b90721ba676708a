"""A film that was decoded again shows its new events, and only its match is made again."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import read_payloads
from ingest.raw.store import open_for_writing
from tests.support.commands import dbt_build
from tests.support.landing import land
from tests.support.watched_server import WatchedServer


def events(folder: Path) -> dict[str, int]:
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as warehouse:
        counted = "select match_id, count(*) from core.highlight_events group by match_id"
        return dict(warehouse.sql(counted).fetchall())


@pytest.mark.slow
async def test_the_newest_decoding_counts(tmp_path: Path) -> None:
    async with WatchedServer(World(seed=2, players=1, matches=6)) as server:
        await land(server, tmp_path)
    dbt_build(tmp_path)
    before = events(tmp_path)
    payloads = read_payloads(tmp_path / "raw", Feed.MATCH_FILM)
    match_id, other = sorted(payloads)[:2]
    for dropped in (3, 5):
        document = json.loads(payloads[match_id])
        document["events"] = document["events"][dropped:]
        text = json.dumps(document, separators=(",", ":"))
        film = Row(feed=Feed.FILM_DECODINGS, key=match_id, status=Status.OK, payload=text)
        reading = {"match_id": other, "decoder_version": str(dropped), "reading": [1]}
        text = json.dumps(reading)
        key = f"weapons:{other}"
        read = Row(feed=Feed.FILM_READINGS, key=key, status=Status.OK, payload=text)
        with open_for_writing(tmp_path / "raw") as store:
            store.commit([film, read])
        dbt_build(tmp_path)
        assert events(tmp_path) == before | {match_id: before[match_id] - dropped}
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as warehouse:
        changed = warehouse.sql(
            """
            select distinct match_id from raw.changed_matches
            where table_name = 'core.highlight_events'
            """
        ).fetchall()
        readings = warehouse.sql(
            """
            select decoder, match_id, payload ->> '$.decoder_version'
            from staging.stg_film_readings order by sequence
            """
        ).fetchall()
    assert changed == [(match_id,)]
    assert readings == [("weapons", other, "3"), ("weapons", other, "5")]
    dbt_build(tmp_path, "--full-refresh")
    assert events(tmp_path) == before | {match_id: before[match_id] - 5}
