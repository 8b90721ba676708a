"""Sends a sign-in request and takes nothing but the answer it should get."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any, TypeVar

from aiohttp import (
    ClientError,
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
)
from yarl import URL

from ingest.api.bodies import TooLarge, read_body
from ingest.api.credentials import is_token
from ingest.api.dates import server_date
from ingest.api.endpoints import SIGN_IN_HOSTS
from ingest.api.session import RefusedRequest, send_to
from ingest.errors import ApiUnavailable, SignInNeeded

Turn = Callable[[], Awaitable[None]]
"""Waited for before each request, retries included."""

_TIMEOUT = ClientTimeout(total=30, connect=10)
_TRIES = 3
_FIRST_BACKOFF = 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """One request, and the message to the user when it is refused."""

    name: str
    method: str
    url: URL
    refusal: Callable[[Any], str | None] = field(default=lambda _: None)
    pending: tuple[str, ...] = ()
    """Errors that are an answer: the user is not done yet."""
    tries: int = _TRIES

    def refused(self, why: str) -> SignInNeeded:
        return SignInNeeded(f"sign-in, {self.name}: {why}")

    def unexpected(self, what: str) -> SignInNeeded:
        return self.refused(
            f"{self.url.host} answered with {what}; try again later, then run `ingest login`"
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a step, and the server's clock when it gave it."""

    step: Step
    document: dict[str, Any] = field(repr=False)
    date: datetime | None

    def find(self, *path: str | int) -> str | None:
        """The text at that place, if there is one."""
        found: Any = self.document
        for key in path:
            if isinstance(key, int):
                found = found[key] if isinstance(found, list) and len(found) > key else None
            else:
                found = found.get(key) if isinstance(found, dict) else None
        return found if isinstance(found, str) else None

    def token(self, *path: str | int) -> str:
        """The token at that place, which must be one."""
        found = self.find(*path)
        if found is None or not is_token(found):
            raise self.step.unexpected(f"no {'.'.join(map(str, path))}")
        return found


@dataclass(frozen=True, slots=True)
class GivenCookies:
    """What a page set, the server's clock, and the address it sent the browser to."""

    cookies: SimpleCookie = field(repr=False)
    date: datetime | None
    location: str | None = field(repr=False)


_Read = TypeVar("_Read")


class Exchange:
    """Asks the hosts that hand out tokens."""

    def __init__(self, session: ClientSession, turn: Turn) -> None:
        self._session = session
        self._turn = turn

    async def ask(
        self,
        step: Step,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Reply:
        """The JSON object that is the answer."""
        return await self._send(step, _checked, headers, form, body)

    async def cookies(self, step: Step, headers: Mapping[str, str]) -> GivenCookies:
        """The cookies that a page sets, and the server's clock; the page itself is not read."""
        return await self._send(step, _given_cookies, headers)

    async def _send(
        self,
        step: Step,
        read: Callable[[Step, ClientResponse], Awaitable[_Read]],
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> _Read:
        """Send until there is an answer, at most as often as the step says."""
        trouble = ""
        for attempt in range(step.tries):
            if attempt:
                await asyncio.sleep(random.uniform(0, _FIRST_BACKOFF * 2**attempt))
            await self._turn()
            try:
                async with self._session.request(
                    step.method,
                    step.url,
                    headers={"Accept": "application/json", **(headers or {})},
                    data=form,
                    json=body,
                    allow_redirects=False,
                ) as response:
                    if not _is_passing(response.status):
                        return await read(step, response)
                    trouble = f"HTTP {response.status}"
            except (ClientError, TimeoutError) as error:
                trouble = type(error).__name__
        # not `from` an error of aiohttp: those carry the request's headers
        raise ApiUnavailable(
            f"sign-in, {step.name}: {step.url.host} does not answer ({trouble})",
            "check the connection and try again later",
        )


@asynccontextmanager
async def open_exchange(origin: URL | None, turn: Turn) -> AsyncIterator[Exchange]:
    """A session of its own, that knows the sign-in hosts and no others."""

    async def guard(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        if request.url.host not in SIGN_IN_HOSTS:
            raise RefusedRequest(f"{request.url.host} is not a host to sign in at")
        if origin is not None:
            send_to(request, origin)
        return await handler(request)

    async with ClientSession(
        middlewares=(guard,), timeout=_TIMEOUT, cookie_jar=DummyCookieJar()
    ) as session:
        yield Exchange(session, turn)


async def at_once() -> None:
    """The turn of a few requests by hand, which need no pacing."""


def _is_passing(status: int) -> bool:
    """Whether asking again may help."""
    return status in (408, 429) or status >= 500


async def _checked(step: Step, response: ClientResponse) -> Reply:
    try:
        content = await read_body(response)
    except TooLarge:
        raise step.unexpected("far too much") from None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    date = server_date(response.headers.get("Date"))
    if response.status >= 400:
        said = document if isinstance(document, dict) else {}
        if said.get("error") in step.pending:
            return Reply(step, said, date)
        raise step.refused(
            step.refusal(said) or f"refused (HTTP {response.status}); run `ingest login`"
        )
    if response.status >= 300:
        raise step.unexpected(f"HTTP {response.status}")
    if not isinstance(document, dict):
        raise step.unexpected("something that is not JSON" if content else "nothing")
    return Reply(step, document, date)


async def _given_cookies(step: Step, response: ClientResponse) -> GivenCookies:
    if response.status >= 400:
        raise step.refused(f"refused (HTTP {response.status}); run `ingest login`")
    return GivenCookies(
        response.cookies,
        server_date(response.headers.get("Date")),
        response.headers.get("Location") if response.status >= 300 else None,
    )
