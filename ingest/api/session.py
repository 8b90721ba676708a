"""The aiohttp session every request goes through: who gets a token, and where it is sent."""

from __future__ import annotations

from aiohttp import (
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    TCPConnector,
)
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.endpoints import BLOB_HOST, TOKEN_HOSTS

_SPARTAN = "x-343-authorization-spartan"
_CLEARANCE = "343-clearance"
_TIMEOUT = ClientTimeout(total=60, connect=10, sock_read=15)
MAX_BODY_BYTES = 20 * 1024 * 1024


class RefusedRequest(Exception):
    """A request or an answer our rules do not allow: another host, a redirect, a huge body."""


class HttpStatus(Exception):
    """An answer that is not a 2xx, with the body spnkr would throw away."""

    def __init__(self, status: int, body: bytes, retry_after: str | None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body
        self.retry_after = retry_after


def open_session(tokens: Tokens, origin: URL | None) -> ClientSession:
    """A session for the API; with an origin, every host's requests go there instead."""

    async def guard(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        _authorise(request, tokens)
        if origin is not None:
            _redirect_to(request, origin)
        response = await handler(request)
        if 300 <= response.status < 400:
            response.close()
            raise RefusedRequest(f"redirect from {request.url.path} refused")
        if not response.ok:
            body = await read_body(response)
            raise HttpStatus(response.status, body, response.headers.get("Retry-After"))
        return response

    return ClientSession(middlewares=(guard,), timeout=_TIMEOUT, connector=TCPConnector(limit=64))


async def read_body(response: ClientResponse) -> bytes:
    """The whole body, given up as soon as it is larger than any real one."""
    parts = bytearray()
    async for part in response.content.iter_any():
        parts += part
        if len(parts) > MAX_BODY_BYTES:
            response.close()
            raise RefusedRequest(f"body larger than {MAX_BODY_BYTES} bytes")
    return bytes(parts)


def _authorise(request: ClientRequest, tokens: Tokens) -> None:
    """Tokens to the hosts that need them, to no other; other hosts are not asked at all."""
    request.headers.pop(_SPARTAN, None)
    request.headers.pop(_CLEARANCE, None)
    if request.url.host in TOKEN_HOSTS:
        request.headers[_SPARTAN] = tokens.spartan
        request.headers[_CLEARANCE] = tokens.clearance
    elif request.url.host != BLOB_HOST:
        raise RefusedRequest(f"{request.url.host} is not a host of the Halo API")


def _redirect_to(request: ClientRequest, origin: URL) -> None:
    request.url = URL.build(
        scheme=origin.scheme,
        host=origin.host or "",
        port=origin.port,
        path=request.url.raw_path,
        query_string=request.url.raw_query_string,
        encoded=True,
    )
