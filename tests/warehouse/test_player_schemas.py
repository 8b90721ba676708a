"""A schema for every tracked player, whatever the name, for as long as the player is tracked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.players import Player
from ingest.raw.our_documents import tracked_players_row
from ingest.raw.store import open_for_writing
from tests.support.commands import MODELS_ONLY, dbt_build
from tests.support.landing import land
from tests.support.watched_server import WatchedServer

NAMES = {
    "Space Name": "player_space_name",
    "Éclair Ünï": "player_eclair_uni",
    "狐火": "player__{xuid}",
    "It's Me": "player_it_s_me",
    'Quo"te"d': "player_quo_te_d",
    "; drop schema": "player_drop_schema",
    "A B": "player_a_b_{xuid}",
    "a-b": "player_a_b_{xuid}",
    "Fire 🔥": "player_fire",
}


@pytest.mark.slow
@pytest.mark.fault("D7", "X1")
async def test_every_name_gets_its_own_schema_until_it_is_removed(
    tmp_path: Path,
) -> None:
    world = World(seed=3, players=2, matches=4)
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
    people = [player.xuid for player in (*world.players, *world.strangers)]
    players = [Player(xuid, name) for xuid, name in zip(people, NAMES, strict=False)]
    track(tmp_path, players)
    dbt_build(tmp_path, *MODELS_ONLY)
    expected = {NAMES[player.gamertag or ""].format(xuid=player.xuid): player for player in players}
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        assert schemas(connection) == set(expected)
        for schema, player in expected.items():
            told = connection.sql(f"select value from {schema}.sync_meta where key = 'gamertag'")
            assert told.fetchall() == [(player.gamertag,)]
        mine = connection.sql("select count(*) from player_space_name.match_stats").fetchall()
        assert mine == [(4,)]
        connection.execute("create table player_fire.notes as select 'mine' as note")
        connection.execute("create macro player_drop_schema.twice(n) as 2 * n")
        connection.execute("create schema player_notes")
        connection.execute("create view player_notes.sessions as select 1 as mine")
        connection.execute("drop view player_space_name.sessions")
        connection.execute("create table player_space_name.sessions as select 2 as mine")

    track(tmp_path, players[:2])
    dbt_build(tmp_path, *MODELS_ONLY, "--select", "+tracked_players")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        kept = {"player_space_name", "player_eclair_uni", "player_fire", "player_drop_schema"}
        kept |= {"player_notes"}
        assert connection.sql("from player_notes.sessions").fetchall() == [(1,)]
        assert connection.sql("from player_space_name.sessions").fetchall() == [(2,)]
        assert schemas(connection) == kept, "nobody's own table is dropped"
        left = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'player_fire'"
        )
        assert left.fetchall() == [("notes",)]


def track(data_dir: Path, players: Iterable[Player]) -> None:
    with open_for_writing(data_dir / "raw") as store:
        store.commit(tracked_players_row(store, players))


def schemas(connection: duckdb.DuckDBPyConnection) -> set[str]:
    found = connection.sql(
        """
        select schema_name from information_schema.schemata
        where catalog_name = current_database() and starts_with(schema_name, 'player_')
        """
    )
    return {name for (name,) in found.fetchall()}


async def test_a_part_of_the_project_can_be_built_alone_on_a_new_file(tmp_path: Path) -> None:
    async with WatchedServer(World(seed=3, players=1, matches=2)) as server:
        await land(server, tmp_path)
    dbt_build(tmp_path, *MODELS_ONLY, "--select", "stg_assets")
