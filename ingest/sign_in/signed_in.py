"""Keeps an account signed in for as long as a run lasts: one sign-in for all who need it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from yarl import URL

from ingest.api.credentials import Credentials, Tokens
from ingest.errors import ApiUnavailable
from ingest.sign_in.account import AnyAccount, Rest, SigningAccount
from ingest.sign_in.chain import Account
from ingest.sign_in.exchange import Exchange, Turn, open_exchange

_MARGIN = 5 * 60.0
_NEXT_TRY = 30.0
_LONGEST_SETTLING = 10.0


class SignedIn:
    """Credentials that renew themselves, in one flight however many ask."""

    def __init__(
        self,
        account: SigningAccount,
        exchange: Exchange,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._exchange = exchange
        self._clock = clock
        self._tokens: Tokens | None = None
        self._renew_at = 0.0
        self._expires_at = 0.0
        self._flight: asyncio.Task[Account] | None = None
        self._rotation: asyncio.Task[Rest] | None = None

    async def current(self) -> Tokens:
        if self._tokens is not None and self._clock() < self._renew_at:
            return self._tokens
        try:
            return (await self.sign_in()).tokens
        except ApiUnavailable:
            if self._tokens is None or self._clock() >= self._expires_at:
                raise
            self._flight = None
            self._renew_at = self._clock() + _NEXT_TRY
            return self._tokens  # still good for minutes, in which signing in may work again

    async def renewed(self, refused: Tokens, /) -> Tokens:
        if self._tokens is not None and self._tokens is not refused:
            return self._tokens  # somebody else was refused first
        return (await self.sign_in(refused)).tokens

    async def sign_in(self, refused: Tokens | None = None) -> Account:
        """All requests again. A failed sign-in fails for all who wait for it."""
        if self._flight is None:
            self._flight = asyncio.create_task(self._sign_in(refused))
        return await asyncio.shield(self._flight)

    async def settle(self) -> None:
        """A token that was asked for is waited for and kept: the old one may be used up."""
        if self._flight is not None:
            self._flight.cancel()
        if self._rotation is not None:
            await asyncio.wait({self._rotation}, timeout=_LONGEST_SETTLING)
            self._rotation.cancel()
        tasks = [task for task in (self._flight, self._rotation) if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sign_in(self, refused: Tokens | None) -> Account:
        self._rotation = asyncio.create_task(self._account.renew(self._exchange, refused))
        finish = await asyncio.shield(self._rotation)
        account = await finish(self._exchange)
        lasting = float("inf") if account.lifetime is None else account.lifetime
        self._expires_at = self._clock() + lasting
        # a token that hardly lasts at all must not be renewed before each request
        self._renew_at = self._expires_at - min(_MARGIN, lasting / 2)
        self._tokens = account.tokens
        self._flight = None
        return account


@asynccontextmanager
async def open_credentials(
    account: AnyAccount, origin: URL | None, turn: Turn
) -> AsyncIterator[Credentials]:
    """Tokens as they are, or an account that is signed in when first needed."""
    if isinstance(account, Tokens):
        yield account
        return
    async with open_signed_in(account, origin, turn) as signed_in:
        yield signed_in


@asynccontextmanager
async def open_signed_in(
    account: SigningAccount, origin: URL | None, turn: Turn
) -> AsyncIterator[SignedIn]:
    """The account with a session to sign in by."""
    async with open_exchange(origin, turn) as exchange:
        signed_in = SignedIn(account, exchange)
        try:
            yield signed_in
        finally:
            await signed_in.settle()
