"""Requests for players who share matches: one store for all, one store for each, and the least."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from aiohttp import web

from ingest.api.credentials import Tokens
from ingest.demo.api import endpoint_of
from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.settings import Settings

MATCHES = 40
PLAYERS = (2, 4, 8, 16)
SHARES = (0.25, 0.6, 0.95)
_OF_A_MATCH = ("match_stats", "match_skill", "film_manifest", "film_chunk")
_PAGE = 25


@dataclass(frozen=True, slots=True)
class Sharing:
    """Requests about matches and histories."""

    players: int
    share: float
    one_store: int
    store_each: int
    least: int


class _Counting(DemoServer):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.requests = 0

    async def handle(self, request: web.Request) -> web.Response:
        self.requests += endpoint_of(request.path) in (*_OF_A_MATCH, "history")
        return await super().handle(request)


def measure_sharing(
    players: Sequence[int] = PLAYERS, shares: Sequence[float] = SHARES
) -> list[Sharing]:
    """Every number of players with every share."""
    return [asyncio.run(_measure(number, share)) for number in players for share in shares]


async def _measure(players: int, share: float) -> Sharing:
    world = World(seed=3, players=players, matches=0)
    shared = round(MATCHES * share)
    world.play(shared)
    for player in world.players:
        world.play(MATCHES - shared, [player])
    names = [player.xuid for player in world.players]
    one_store = await _requests(world, names)
    # all players have equally many matches of each kind
    store_each = players * await _requests(world, names[:1])
    matches = shared + players * (MATCHES - shared)
    pages = players * (ceil(MATCHES / _PAGE) + (MATCHES % _PAGE == 0))
    return Sharing(players, share, one_store, store_each, len(_OF_A_MATCH) * matches + pages)


async def _requests(world: World, names: list[str]) -> int:
    async with _Counting(world) as server:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings.model_validate({"data_dir": folder, "api_url": server.url})
            request = RunRequest(settings, RunOptions(), names, Tokens("bench", "bench"))
            await run(request, Progress(quiet=True), None)
        return server.requests
