"""Serves thousands of distinct matches fast: a few real-shaped bodies under ever new match ids."""

from __future__ import annotations

import asyncio
import sys
from uuid import UUID

from aiohttp import web

from ingest.demo.formats import dump
from ingest.demo.info import history_result
from ingest.demo.stats import match_stats
from ingest.demo.world import World

PLAYER = "2999000000000001"
_TEMPLATES = 50


def match_id(number: int) -> str:
    """The id of the n-th match."""
    return str(UUID(int=(0xBE9C << 112) | (4 << 76) | (8 << 60) | number))


class Bodies:
    """Rendered once; only the match id is put in for each request."""

    def __init__(self, matches: int) -> None:
        world = World(seed=1, players=1, matches=_TEMPLATES)
        logs = [world.log(match) for match in world.matches if not match.custom]
        xuid = world.players[0].xuid
        self.matches = matches
        self.stats = [(log.match.match_id.encode(), dump(match_stats(log))) for log in logs]
        self.entries = [
            (log.match.match_id.encode(), dump(history_result(log, xuid))) for log in logs
        ]

    def stats_of(self, wanted: str) -> bytes:
        """Stats of a match."""
        own, body = self.stats[UUID(wanted).int % len(self.stats)]
        return body.replace(own, wanted.encode())

    def page(self, start: int) -> bytes:
        """A history page."""
        numbers = range(start, min(start + 25, self.matches))
        entries = []
        for number in numbers:
            own, body = self.entries[number % len(self.entries)]
            entries.append(body.replace(own, match_id(number).encode()))
        head = f'{{"Start":{start},"Count":25,"ResultCount":{len(numbers)},"Results":['
        return head.encode() + b",".join(entries) + b'],"Links":{}}'


async def serve(matches: int) -> None:
    """Serve on a free port, print it, until killed."""
    bodies = Bodies(matches)

    async def stats(request: web.Request) -> web.Response:
        return web.Response(body=bodies.stats_of(request.match_info["match_id"]))

    async def history(request: web.Request) -> web.Response:
        return web.Response(body=bodies.page(int(request.query["start"])))

    async def users(_: web.Request) -> web.Response:
        return web.Response(body=f'[{{"xuid":"{PLAYER}","gamertag":"Bench"}}]'.encode())

    application = web.Application()
    application.router.add_get("/hi/matches/{match_id}/stats", stats)
    application.router.add_get("/hi/players/{player}/matches", history)
    application.router.add_get("/users", users)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
