"""The aiohttp session every request goes through: who gets a token, and where it is sent."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from aiohttp import (
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    TraceConfig,
)
from yarl import URL

from ingest.api.bodies import read_body
from ingest.api.credentials import Credentials, Tokens
from ingest.api.endpoints import FILM_STORES, TOKEN_HOSTS

_SPARTAN = "x-343-authorization-spartan"
_CLEARANCE = "343-clearance"
_OF_A_FILM = "x-of-a-film"  # marks a request inside the session, and is never sent
_CONNECTIONS = 32  # more than are ever in flight, and few enough for a limit of 64 open files
TIMEOUT = ClientTimeout(total=60, connect=10, sock_read=15)


SENT: ContextVar[Callable[[], None]] = ContextVar("SENT", default=lambda: None)
"""Called when a request is sent. Its turn may be long before that moment:
a connection is opened first, and the event loop may be busy with something else."""


class RefusedRequest(Exception):
    """A request or an answer our rules do not allow: another host, a redirect."""


class TokensRefused(Exception):
    """The API refused the tokens: they may have been revoked before their time."""

    def __init__(self, tokens: Tokens, credentials: Credentials) -> None:
        super().__init__("HTTP 401")
        self._tokens = tokens
        self._credentials = credentials

    async def renew(self) -> None:
        """See to it that the next request carries others."""
        await self._credentials.renewed(self._tokens)


class HttpStatus(Exception):
    """An answer that is not a 2xx, with the body spnkr would throw away."""

    def __init__(self, response: ClientResponse, body: bytes) -> None:
        super().__init__(f"HTTP {response.status}")
        self.response = response
        self.status = response.status
        self.body = body


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
            raise HttpStatus(response, await read_body(response))
        return response

    async def note_sent(*_: object) -> None:
        SENT.get()()

    tracing = TraceConfig()
    tracing.on_request_headers_sent.append(note_sent)
    return ClientSession(
        trace_configs=[tracing],
        middlewares=(guard,),
        timeout=TIMEOUT,
        connector=TCPConnector(limit=_CONNECTIONS),
        cookie_jar=DummyCookieJar(),
    )


async def get_film_chunk(session: ClientSession, url: URL) -> ClientResponse:
    """Request from a film store, which never gets a token."""
    return await session.get(url, headers={_OF_A_FILM: ""})


def is_film_store(host: str | None) -> bool:
    """Whether film chunks may be fetched from this host."""
    return host is not None and host.endswith(FILM_STORES)


def tokens_sent(response: ClientResponse) -> list[str]:
    """What the request for this carried, so that it can be kept out of everything we write."""
    sent = response.request_info.headers
    return [sent[name] for name in (_SPARTAN, _CLEARANCE) if name in sent]


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
    is_of_a_film = request.headers.pop(_OF_A_FILM, None) is not None
    is_allowed = is_film_store if is_of_a_film else TOKEN_HOSTS.__contains__
    if not is_allowed(request.url.host):
        raise RefusedRequest(f"{request.url.host} is not a host of the Halo API")
    return not is_of_a_film


async def _with_tokens(
    request: ClientRequest, handler: ClientHandlerType, credentials: Credentials
) -> ClientResponse:
    tokens = await credentials.current()
    request.headers[_SPARTAN] = tokens.spartan
    request.headers[_CLEARANCE] = tokens.clearance
    response = await handler(request)
    if response.status == 401:
        response.close()
        raise TokensRefused(tokens, credentials)
    return response
