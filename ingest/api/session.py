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

from ingest.api.credentials import Credentials, Tokens
from ingest.api.endpoints import BLOB_HOST, TOKEN_HOSTS
from ingest.errors import SignInNeeded

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


def open_session(credentials: Credentials, origin: URL | None) -> ClientSession:
    """A session for the API; with an origin, every host's requests go there instead."""

    async def guard(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        takes_tokens = _takes_tokens(request)
        if origin is not None:
            send_to(request, origin)
        if takes_tokens:
            response = await _with_tokens(request, handler, credentials)
        else:
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


def send_to(request: ClientRequest, origin: URL) -> None:
    """The same path and query, asked of that origin."""
    request.url = URL.build(
        scheme=origin.scheme,
        host=origin.host or "",
        port=origin.port,
        path=request.url.raw_path,
        query_string=request.url.raw_query_string,
        encoded=True,
    )


def _takes_tokens(request: ClientRequest) -> bool:
    """Tokens to the hosts that need them, to no other; other hosts are not asked at all."""
    request.headers.pop(_SPARTAN, None)
    request.headers.pop(_CLEARANCE, None)
    if request.url.host in TOKEN_HOSTS:
        return True
    if request.url.host != BLOB_HOST:
        raise RefusedRequest(f"{request.url.host} is not a host of the Halo API")
    return False


async def _with_tokens(
    request: ClientRequest, handler: ClientHandlerType, credentials: Credentials
) -> ClientResponse:
    """Tokens that are refused are renewed once: they may have been revoked before their time."""
    tokens = await credentials.current()
    response = await _send(request, handler, tokens)
    if response.status != 401:
        return response
    response.close()
    response = await _send(request, handler, await credentials.renewed(tokens))
    if response.status == 401:
        response.close()
        raise SignInNeeded(
            "the API refuses even a token it has just given; run `ingest login` to sign in anew"
        )
    return response


async def _send(
    request: ClientRequest, handler: ClientHandlerType, tokens: Tokens
) -> ClientResponse:
    request.headers[_SPARTAN] = tokens.spartan
    request.headers[_CLEARANCE] = tokens.clearance
    return await handler(request)
