"""Serves a demo world over real HTTP, on 127.0.0.1 only, and notes who asked for what."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

from ingest.demo.api import Answer, DemoApi, endpoint_of
from ingest.demo.formats import dump
from ingest.demo.world import World

SPARTAN, CLEARANCE = "x-343-authorization-spartan", "343-clearance"
BLOBS = "/ugcstorage/"


@dataclass(slots=True)
class Override:
    """Answered instead of the real thing, for the first `times` requests or for all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None


class DemoServer:
    """`async with DemoServer(world) as server:` serves the world at `server.url`."""

    def __init__(self, world: World, port: int = 0, delay: float = 0.0) -> None:
        self.world = world
        self.delay = delay
        self.url = ""
        self.tokens: set[str] | None = None
        self.requests: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        self.overrides: dict[str, Override] = {}
        self.violations: list[str] = []
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
            await self._runner.cleanup()
            self._runner = None

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.Response:
        endpoint = endpoint_of(request.path)
        self.requests[endpoint] += 1
        self.paths[request.raw_path] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if not self._admits(request):
            return _response(Answer(401, dump({"message": "no valid token"})))
        override = self._override(request.path)
        if override:
            return web.Response(
                status=override.status, body=override.body, headers=override.headers
            )
        query = {name: request.query.getall(name) for name in request.query}
        return _response(self._api.answer(endpoint, request.path, query))

    def _admits(self, request: web.Request) -> bool:
        """Blobs are public and must not get the token; everything else needs it."""
        if request.path.startswith(BLOBS):
            for name in (SPARTAN, CLEARANCE):
                if name in request.headers:
                    self.violations.append(f"{request.path}: sent {name} to the blob host")
            return True
        token = request.headers.get(SPARTAN)
        if token is None:
            self.violations.append(f"{request.path}: no {SPARTAN}")
            return False
        return self.tokens is None or token in self.tokens

    def _override(self, path: str) -> Override | None:
        override = self.overrides.get(path)
        if override is None or override.times == 0:
            return None
        if override.times is not None:
            override.times -= 1
        return override


def _response(answer: Answer) -> web.Response:
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
