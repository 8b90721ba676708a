"""Serves a demo world over real HTTP, on 127.0.0.1 only."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web

from ingest.demo.api import DemoAnswer, DemoApi, endpoint_of
from ingest.demo.formats import dump
from ingest.demo.world import World

SPARTAN = "x-343-authorization-spartan"
BLOBS = "/ugcstorage/"
_TURNS_TO_OPEN = 5


class DemoServer:
    """`async with DemoServer(world) as server:` serves the world at `server.url`."""

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self.url = ""
        self._port = port
        self._api = DemoApi(world)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner:
            await accepted_connections_are_open()
            await self._runner.cleanup()
            self._runner = None

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.Response:
        """DemoAnswer one request. Blobs are public; everything else needs a token."""
        if SPARTAN not in request.headers and not request.path.startswith(BLOBS):
            return response(DemoAnswer(401, dump({"message": "no valid token"})))
        query = {name: request.query.getall(name) for name in request.query}
        language = request.headers.get("Accept-Language", "")
        endpoint = endpoint_of(request.path)
        return response(self._api.answer(endpoint, request.path, query, language))


async def accepted_connections_are_open() -> None:
    """Before a server ends: asyncio never closes a connection that it has just accepted then."""
    for _ in range(_TURNS_TO_OPEN):
        await asyncio.sleep(0)


def response(answer: DemoAnswer) -> web.Response:
    """What aiohttp sends for an answer."""
    if answer.json:
        return web.Response(
            status=answer.status,
            body=answer.body,
            content_type="application/json",
            charset="utf-8",
        )
    return web.Response(
        status=answer.status, body=answer.body, content_type="application/octet-stream"
    )
