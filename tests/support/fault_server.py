"""The demo's API behind a server that can do to a request whatever a network can do.

It speaks HTTP over a bare socket, so that answers may stop, drip, lie about their length or never
come.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from ingest.demo.api import DemoApi, endpoint_of
from ingest.demo.server import accepted_connections_are_open
from ingest.demo.world import World

Send = Callable[[asyncio.StreamWriter, "Asked"], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request as it came, and the answer it should have got."""

    at: float
    endpoint: str
    path: str
    headers: dict[str, str]
    status: int
    body: bytes
    is_json: bool

    @property
    def content_type(self) -> str:
        return "application/json; charset=utf-8" if self.is_json else "application/octet-stream"


@dataclass
class Fault:
    """What is done to the requests for a path, after the first few and for as many as it says."""

    send: Send
    times: int | None = None
    after: int = 0


@dataclass
class FaultServer:
    """`async with FaultServer(world) as server:` serves the world at `server.url`, faults apart."""

    world: World
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    fate: Callable[[Asked], Send | None] = lambda _: None
    """Decides about the requests to whose path no fault belongs."""
    before: Callable[[Asked], None] = lambda _: None
    """Happens before a request is looked at."""

    def __post_init__(self) -> None:
        self._api = DemoApi(self.world)
        self._maker = ThreadPoolExecutor(1)
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def requests(self) -> Counter[str]:
        return Counter(one.endpoint for one in self.asked)

    def paths(self, endpoint: str) -> list[str]:
        """What was asked for there, each path once."""
        return list(dict.fromkeys(one.path for one in self.asked if one.endpoint == endpoint))

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await accepted_connections_are_open()
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._maker.shutdown()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    asked = await self._read(await reader.readuntil(b"\r\n\r\n"))
                    self.asked.append(asked)
                    await self._chosen(asked)(writer, asked)
                    await writer.drain()
        finally:
            self._connections.discard(task)
            writer.transport.abort() if writer.is_closing() else writer.close()

    async def _read(self, head: bytes) -> Asked:
        now = time.monotonic()  # not after the answer was made, which may take a while
        first, *lines = head.decode("latin-1").split("\r\n")
        target = urlsplit(first.split(" ")[1])
        path = unquote(target.path)
        endpoint = endpoint_of(path)
        headers = dict(line.split(": ", 1) for line in lines if line)
        self.before(Asked(now, endpoint, path, headers, 0, b"", True))
        # made in another thread: what arrives meanwhile is to be noted when it does
        answer = await asyncio.get_running_loop().run_in_executor(
            self._maker, self._api.answer, endpoint, path, parse_qs(target.query)
        )
        found = (answer.status, answer.body, answer.json)
        return Asked(now, endpoint, path, headers, *found)

    def _chosen(self, asked: Asked) -> Send:
        fault = self.faults.get(asked.path)
        if fault is None:
            return self.fate(asked) or as_it_should
        if fault.after:
            fault.after -= 1
            return as_it_should
        if fault.times == 0:
            return as_it_should
        if fault.times is not None:
            fault.times -= 1
        return fault.send


def response(
    status: int, body: bytes, content_type: str = "application/json", **headers: str
) -> bytes:
    """A whole response; a header given as `Content_Length` takes the place of the true one."""
    lines = {"Content-Type": content_type, "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + body


async def as_it_should(writer: asyncio.StreamWriter, asked: Asked) -> None:
    writer.write(response(asked.status, asked.body, asked.content_type))


def answering(
    status: int = 200, body: bytes = b"", content_type: str = "application/json", **headers: str
) -> Send:
    """Always this response."""

    async def send(writer: asyncio.StreamWriter, _: Asked) -> None:
        writer.write(response(status, body, content_type, **headers))

    return send
