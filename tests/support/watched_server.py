"""The demo server, with counts of what was requested, and answers that a test chooses."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

from ingest.demo.api import DemoAnswer, endpoint_of
from ingest.demo.formats import dump
from ingest.demo.french import FRENCH
from ingest.demo.server import BLOBS, SPARTAN, DemoServer, response
from ingest.demo.world import World

CLEARANCE = "343-clearance"


@dataclass(slots=True)
class Override:
    """Answered instead of the real thing, for the first `times` requests or for all."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None


class WatchedServer(DemoServer):
    """`async with WatchedServer(world) as server:` serves the world at `server.url`."""

    def __init__(self, world: World, port: int = 0, delay: float = 0.0) -> None:
        super().__init__(world, port)
        self.delay = delay
        self.tokens: set[str] | None = None
        """The tokens that are valid; None for every token."""
        self.requests: Counter[str] = Counter()
        self.paths: Counter[str] = Counter()
        self.overrides: dict[str, Override] = {}
        self.violations: list[str] = []
        """Requests with a token where none may be sent, or without one where it is needed."""

    async def handle(self, request: web.Request) -> web.Response:
        self.requests[endpoint_of(request.path)] += 1
        is_french = request.headers.get("Accept-Language") == FRENCH
        self.paths[request.raw_path + (" in French" if is_french else "")] += 1
        if self.delay:
            await asyncio.sleep(self.delay)
        if not self._admits(request):
            return response(DemoAnswer(401, dump({"message": "no valid token"})))
        override = self._override(request.path)
        if override:
            return web.Response(
                status=override.status, body=override.body, headers=override.headers
            )
        return await super().handle(request)

    def _admits(self, request: web.Request) -> bool:
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
