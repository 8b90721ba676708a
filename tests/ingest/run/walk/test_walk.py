"""A walk leaves no hole, however it ends and whatever happens to the list meanwhile."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.demo.info import history_result
from ingest.demo.world import World
from ingest.raw import Feed
from ingest.run.options import RunOptions
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

STATS = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS}))


def known(data_dir: Path) -> set[str]:
    return {key.split(":")[1] for (key,) in rows(data_dir, "player_matches", "key")}


def wanted(world: World) -> set[str]:
    return {match.match_id for match in world.matches if not match.custom}


@pytest.mark.parametrize("limit", [1, 10, 25, 30, 49, 50])
async def test_a_limited_run_lands_the_newest_and_a_later_one_the_rest(
    limit: int, tmp_path: Path
) -> None:
    world = World(seed=2, players=1, matches=40)
    newest = [one.match_id for one in world.history(world.players[0].xuid, "matchmaking")]
    async with WatchedServer(world) as server:
        await land(server, tmp_path, replace(STATS, max_matches=limit))
        assert known(tmp_path) == set(newest[:limit])
        await land(server, tmp_path, STATS)
        assert known(tmp_path) == wanted(world)


async def test_a_limit_lower_than_what_is_new_leaves_no_hole(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=30)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, STATS)
        world.play(60)
        await land(server, tmp_path, replace(STATS, max_matches=10))
        await land(server, tmp_path, STATS)
        assert known(tmp_path) == wanted(world)


@pytest.mark.fault("N19")
async def test_a_page_lost_in_a_later_walk_leaves_no_hole(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=30)
    path = f"/hi/players/xuid({world.players[0].xuid})/matches"
    async with WatchedServer(world, delay=0.02) as server:
        await land(server, tmp_path, STATS)
        world.play(60)
        server.requests.clear()

        async def lose_all_but_the_first_page() -> None:
            while server.requests["history"] < 1:
                await asyncio.sleep(0.001)
            server.overrides[path] = Override(status=404)

        lost, _ = await asyncio.gather(land(server, tmp_path, STATS), lose_all_but_the_first_page())
        assert lost.exit_code == 3
        assert 0 < len(known(tmp_path)) < len(wanted(world))
        del server.overrides[path]
        assert (await land(server, tmp_path, STATS)).exit_code == 0
        assert known(tmp_path) == wanted(world)


@pytest.mark.fault("N18")
async def test_matches_played_during_a_walk_are_found_by_it_or_the_next(tmp_path: Path) -> None:
    world = World(seed=2, players=2, matches=60)
    async with WatchedServer(world, delay=0.01) as server:

        async def play_on() -> None:
            for page in range(1, 5):
                while server.requests["history"] < page:
                    await asyncio.sleep(0.001)
                world.play(1)

        await asyncio.gather(land(server, tmp_path, STATS), play_on())
        await land(server, tmp_path, STATS)
        assert known(tmp_path) == wanted(world)


async def test_custom_matches_are_found_by_their_own_walk(tmp_path: Path) -> None:
    world = World(seed=2, players=2, matches=60)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, STATS)
        assert known(tmp_path) == wanted(world)
        await land(server, tmp_path, replace(STATS, match_type="all"))
        assert known(tmp_path) == {match.match_id for match in world.matches}


async def test_a_full_walk_asks_for_every_page_and_for_no_match(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=60)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, STATS)
        server.requests.clear()
        summary = await land(server, tmp_path, replace(STATS, full=True))
        assert server.requests["history"] == 3
        assert set(server.requests) == {"history"}
        assert summary.matches_known_skipped == 60


async def test_walks_of_different_types_never_stop_each_other_short(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=30)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, replace(STATS, match_type="all"))
        world.play(60)
        # these are landed by a walk of another type, newer than what that one walked
        await land(server, tmp_path, STATS)
        server.requests.clear()
        await land(server, tmp_path, replace(STATS, match_type="all"))
        assert server.requests["history"] == 3
        assert known(tmp_path) == {match.match_id for match in world.matches}


async def test_a_limited_run_does_not_forget_that_the_end_was_reached(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=80)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, STATS)
        world.play(1)
        await land(server, tmp_path, replace(STATS, max_matches=10))
        server.requests.clear()
        await land(server, tmp_path, STATS)
        assert server.requests["history"] == 1
        assert known(tmp_path) == wanted(world)


async def test_a_run_for_one_type_leaves_open_matches_of_others_alone(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=30)
    customs = {one.match_id for one in world.history(world.players[0].xuid, "custom")}
    async with WatchedServer(world) as server:
        only_history = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES}), match_type="all")
        await land(server, tmp_path, only_history)
        for match_type in ("custom", "local"):
            await land(server, tmp_path, replace(STATS, match_type=match_type))
            assert {key for (key,) in rows(tmp_path, "match_stats", "key")} == customs
        await land(server, tmp_path, STATS)
        landed = {key for (key,) in rows(tmp_path, "match_stats", "key")}
        assert landed == customs | wanted(world)


async def test_an_entry_without_an_id_loses_nothing_else(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=3)
    xuid = world.players[0].xuid
    entries = [history_result(world.log(one), xuid) for one in world.history(xuid, "matchmaking")]
    del entries[1]["MatchId"]
    page = {"Start": 0, "Count": 25, "ResultCount": 3, "Results": entries, "Links": {}}
    async with WatchedServer(world) as server:
        path = f"/hi/players/xuid({xuid})/matches"
        server.overrides[path] = Override(body=json.dumps(page).encode())
        summary = await land(server, tmp_path, STATS)
        assert summary.exit_code == 3
        assert len(known(tmp_path)) == 2
