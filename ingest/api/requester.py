"""Sends one request until there is an answer that can be believed, or no hope of one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from aiohttp import ClientConnectorCertificateError, ClientError, ClientResponse

from ingest.api.bodies import (
    NotTheAnswer,
    TooLarge,
    read_body,
    trouble_in_json,
    without_secrets,
)
from ingest.api.breaker import IN_A_ROW, Breaker
from ingest.api.endpoints import Endpoint
from ingest.api.pacing import Pacer
from ingest.api.retry_after import seconds_asked
from ingest.api.retry_policy import LONGEST, LONGEST_FIRST, Tries, default_pause
from ingest.api.session import SENT, HttpStatus, RefusedRequest, TokensRefused, tokens_sent
from ingest.errors import ApiUnavailable, SignInNeeded

SAID_FROM = 5.0
"""Seconds of a pause worth a line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said, for good: any status that asking again at once would not change."""

    status: int
    body: bytes
    refused: str | None = None
    """Why this must not be taken for the answer; the body is what is worth keeping of it."""

    @property
    def is_success(self) -> bool:
        """Whether the server thinks it has given what was asked for."""
        return 200 <= self.status < 300


class RequestFailed(Exception):
    """No answer in spite of retries, or one our rules refuse. The next run asks again."""


class HasResponse(Protocol):
    """spnkr's wrapper of a response."""

    @property
    def response(self) -> ClientResponse: ...


Request = Callable[[], Awaitable[HasResponse | ClientResponse]]
Check = Callable[[bytes], NotTheAnswer | None]


class Requester:
    """Asks at the pace, as often and for as long as is decent; knows when all is in vain."""

    def __init__(self, pacer: Pacer, requests: Counter[Endpoint]) -> None:
        self.requests = requests
        self.retries = 0
        self.say: Callable[[str], None] = lambda _: None
        self.breaker = Breaker()
        self._pacer = pacer
        self._has_answered = False
        self._proving = asyncio.Lock()

    async def ask(
        self, endpoint: Endpoint, request: Request, check: Check, probe: Request
    ) -> Answer:
        """The answer; the probe is something every account may read."""
        self._refuse_when_open()
        try:
            answer = await self._try(endpoint, request, check)
        except RequestFailed:
            await self._note(probe, in_vain=True)
            raise
        await self._note(probe, in_vain=answer.status == 403 or answer.refused is not None)
        return answer

    async def _try(self, endpoint: Endpoint, request: Request, check: Check) -> Answer:
        """Send until there is an answer, or no try is left."""
        tries = Tries(self._pacer, LONGEST if self._has_answered else LONGEST_FIRST)
        trouble, refused, is_renewed = "", list[Answer](), False
        while tries.is_another:
            self._refuse_when_open()
            if tries.made and not is_renewed:
                self.retries += 1
                await tries.back_off()
            turn = await self._pacer.turn(endpoint)
            self.requests[endpoint] += 1
            SENT.set(partial(self._pacer.sent, endpoint))
            try:
                async with tries.sending():
                    answer = await self._send(request, check)
                self._has_answered = True
                if answer.refused is None:
                    return answer
                trouble = answer.refused
                refused.append(answer)
            except TokensRefused as error:
                if is_renewed:
                    raise SignInNeeded(
                        "the API refuses even a token it has just given",
                        "run `ingest login` to sign in again",
                    ) from None
                await error.renew()
                is_renewed, tries.made = True, tries.made - 1
                continue
            except HttpStatus as error:
                trouble = str(error)
                self._heed(endpoint, error, turn)
            except ClientConnectorCertificateError:
                trouble = "its certificate is not valid; check the clock and any proxy"
                break
            except (ClientError, TimeoutError, OSError) as error:
                trouble = type(error).__name__
            except TooLarge as error:
                return Answer(200, error.start, str(error))
            except RefusedRequest as error:
                raise RequestFailed(str(error)) from None
            is_renewed = False
        if refused and len(refused) == tries.made:
            return refused[-1]
        if not self._has_answered:
            raise ApiUnavailable(
                f"the Halo API does not answer ({endpoint}: {trouble})", "try again later"
            )
        raise RequestFailed(f"{trouble} after {tries.made} tries")

    async def _send(self, request: Request, check: Check) -> Answer:
        """One try: an answer, or an exception when another try could help."""
        try:
            wrapped = await request()
            response = wrapped if isinstance(wrapped, ClientResponse) else wrapped.response
            body = await read_body(response)
        except HttpStatus as error:
            if error.status == 401:
                raise SignInNeeded(
                    "the film store wants a sign-in, which it never did", "run again later"
                ) from None
            if error.status in (408, 429) or error.status >= 500:
                raise
            return Answer(error.status, error.body)
        harmless = without_secrets(body, tokens_sent(response))
        if harmless != body:
            return Answer(response.status, harmless, "a body that repeats our token")
        trouble = check(body)
        if trouble is not None:
            return Answer(response.status, trouble.kept, trouble.why)
        if response.status != 200:
            return Answer(response.status, body, f"HTTP {response.status}")
        return Answer(200, body)

    def _heed(self, endpoint: Endpoint, error: HttpStatus, turn: float) -> None:
        """Do what a busy server asks for: fewer requests, and none for a while."""
        headers = error.response.headers
        asked = seconds_asked(headers.get("Retry-After"), headers.get("Date"))
        if error.status == 429:
            self._pacer.slow_down(endpoint, turn)
            asked = asked or default_pause()
        if asked:
            self._pacer.pause(asked)
            if asked >= SAID_FROM:
                self.say(f"the API asks for a pause ({error}): going on in {asked:.0f} s")

    async def _note(self, probe: Request, *, in_vain: bool) -> None:
        """Report to the breaker. If it suspects a refusal, request what every account may read."""
        self.breaker.note(in_vain=in_vain)
        async with self._proving:
            if self.breaker.is_suspicious and not self.breaker.is_open:
                try:
                    answer = await self._try(Endpoint.DOCUMENT, probe, trouble_in_json)
                except RequestFailed:
                    answer = None
                if answer is not None and answer.status == 200 and answer.refused is None:
                    self.breaker.note(in_vain=False)
                else:
                    self.breaker.open()
        self._refuse_when_open()

    def _refuse_when_open(self) -> None:
        if self.breaker.is_open:
            raise ApiUnavailable(
                f"the Halo API answers nothing any more ({IN_A_ROW} requests in a row refused "
                "or without an answer)",
                "what is landed is safe, try again later",
            )
