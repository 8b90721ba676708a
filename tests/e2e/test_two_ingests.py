"""A second ingest at once, and one after another was killed: the lock is the process's own."""

from __future__ import annotations

import asyncio
import re
import socket
from pathlib import Path

import pytest
from aiohttp import web

from ingest.demo.api import endpoint_of
from ingest.demo.world import World
from ingest.raw import Feed
from tests.support.commands import FEW, account, environment, ingest, rates, started
from tests.support.landing import is_whole
from tests.support.raw import content
from tests.support.watched_server import WatchedServer


class GatedServer(WatchedServer):
    """Gives no match stats until it is opened: a run that waits for them cannot end."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.opened = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        if endpoint_of(request.path) == "match_stats":
            await self.opened.wait()
        return await super().handle(request)


@pytest.mark.fault("S6")
@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
async def test_the_second_of_two_ingests_names_the_first(rounds: int, tmp_path: Path) -> None:
    for number in range(rounds):
        data_dir = tmp_path / f"{number}"
        async with GatedServer(World(seed=number, players=1, matches=10)) as server:
            env = environment(data_dir, **account(server.url))
            arguments = ("run", "--player", server.world.players[0].xuid, *FEW)
            both = [await started(*arguments, env=env, cwd=tmp_path) for _ in range(2)]
            ends = [asyncio.create_task(one.communicate()) for one in both]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            server.opened.set()
            told = await asyncio.gather(*ends)
        codes = [one.returncode for one in both]
        assert sorted(codes, key=str) == [0, 5], told
        loser = codes.index(5)
        (line,) = told[loser][1].decode().splitlines()
        winner = rf"pid {both[1 - loser].pid} on {re.escape(socket.gethostname())}"
        assert re.search(rf"{winner} since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", line), line
        assert is_whole(data_dir)
        assert len(content(data_dir, (Feed.MATCH_STATS,))) == 10


@pytest.mark.fault("S7")
async def test_a_killed_ingest_leaves_no_lock_to_remove(tmp_path: Path) -> None:
    world = World(players=1, matches=40)
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(20)))
        arguments = ("run", "--player", world.players[0].xuid, *FEW)
        process = await started(*arguments, env=env, cwd=tmp_path)
        while server.requests["match_stats"] < 2:
            await asyncio.sleep(0.02)
        process.kill()
        await process.communicate()
        again = await ingest(*arguments, env={**env, **account(server.url)}, cwd=tmp_path)
    assert again.code == 0, again.err
    assert is_whole(tmp_path / "data")
