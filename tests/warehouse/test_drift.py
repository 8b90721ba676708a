"""Two hundred documents changed in each way: landed as they came, built green, told where."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.errors import EXIT_DONE
from tests.support.commands import dbt_build
from tests.support.corpus import plant, recipes
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import WatchedServer


@pytest.mark.fault("D1", "D3")
@pytest.mark.slow
async def test_two_hundred_changed_documents_of_each_kind(tmp_path: Path) -> None:
    bodies = [*recipes(malformed=0, unusual=0, drifted=200)]
    async with WatchedServer(World(seed=34, players=1, matches=900)) as server:
        planted = plant(server, bodies)
        assert (await land(server, tmp_path)).exit_code == EXIT_DONE
    assert len(planted) == 800
    landed = dict(rows(tmp_path, "match_stats", "key, payload"))
    assert [one.kind for key, one in planted.items() if landed[key].encode() != one.body] == []
    dbt_build(tmp_path)
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        told = connection.sql(
            "select change, path from audit.schema_drift where feed = 'match_stats'"
        ).fetchall()
        known = connection.sql("select match_id from core.match_registry").fetchall()
    assert {one.drift for one in planted.values() if one.drift} <= set(told)
    assert set(planted) <= {match_id for (match_id,) in known}
