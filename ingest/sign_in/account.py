"""Which account there is: given in the environment, or kept from `ingest login`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from ingest.api.credentials import Tokens, is_token
from ingest.errors import ApiUnavailable, SignInNeeded
from ingest.log import LOG
from ingest.settings_place import config_directory
from ingest.sign_in.azure import CLIENT_ID, AzureApp, app_from
from ingest.sign_in.chain import Account, open_account
from ingest.sign_in.exchange import Exchange
from ingest.sign_in.kept import KeptCookies, KeptRefresh
from ingest.sign_in.microsoft import use_refresh_token
from ingest.sign_in.token_file import TokenFile
from ingest.sign_in.waypoint import (
    FreshCookies,
    open_waypoint_account,
    refused_token,
    renew_cookies,
)

SPARTAN, CLEARANCE = "SPNKR_SPARTAN_TOKEN", "SPNKR_CLEARANCE_TOKEN"
REFRESH_TOKEN = "SPNKR_OAUTH_REFRESH_TOKEN"

_NO_ACCOUNT = (
    "no account: sign in with `ingest login`, or set SPNKR_SPARTAN_TOKEN and "
    "SPNKR_CLEARANCE_TOKEN, or try `ingest run --demo`, which needs none"
)


Rest = Callable[[Exchange], Awaitable[Account]]
"""What is left of a sign-in when nothing can be used up any more. It can be done again."""


class SigningAccount(Protocol):
    """An account that can be signed in time and again."""

    async def renew(self, exchange: Exchange, refused: Tokens | None, /) -> Rest:
        """Use what is kept. What replaces it is on disk when this returns."""
        ...

    @property
    def place(self) -> str:
        """Where it is kept, for people."""
        ...


@dataclass(frozen=True, slots=True)
class RefreshingAccount:
    """An account of Microsoft, signed in by a refresh token."""

    app: AzureApp
    file: TokenFile
    given: str = field(default="", repr=False)

    async def renew(self, exchange: Exchange, _refused: Tokens | None, /) -> Rest:
        """The refresh token that was used may be used up."""
        async with self.file.held():
            used = self.refresh_token()
            tokens = await use_refresh_token(exchange, self.app, used)
            if tokens.refresh and tokens.refresh != used:
                await asyncio.to_thread(self.keep, tokens.refresh)
        return partial(open_account, access_token=tokens.access)

    def refresh_token(self) -> str:
        """The newest we have; what it came from is used up."""
        return self._kept().refresh_token

    def keep(self, refresh_token: str) -> None:
        """Put a rotated token where `refresh_token` finds it."""
        self.file.keep(replace(self._kept(), refresh_token=refresh_token))

    @property
    def place(self) -> str:
        return str(self.file.path) if self.file.read() else f"{REFRESH_TOKEN} (environment)"

    def _kept(self) -> KeptRefresh:
        kept = self.file.read() or KeptRefresh(self.given)
        if not isinstance(kept, KeptRefresh):
            raise SignInNeeded("another account was signed in meanwhile", "run this again")
        if not kept.refresh_token:
            raise SignInNeeded(_NO_ACCOUNT)
        return kept


@dataclass(frozen=True, slots=True)
class WaypointAccount:
    """An account of Halo Waypoint, signed in by the cookies of its site."""

    file: TokenFile

    async def renew(self, exchange: Exchange, refused: Tokens | None, /) -> Rest:
        """A fresh token as long as the site gives one, then the one we have."""
        async with self.file.held():
            fresh = await self._fresh(exchange, refused)
        return partial(open_waypoint_account, fresh=fresh)

    @property
    def place(self) -> str:
        return str(self.file.path)

    async def _fresh(self, exchange: Exchange, refused: Tokens | None) -> FreshCookies:
        kept = self.file.read()
        if not isinstance(kept, KeptCookies):
            raise SignInNeeded(_NO_ACCOUNT)
        is_over = not kept.spartan_token or (refused and refused.spartan == kept.spartan_token)
        if kept.wpauth:
            try:
                return await renew_cookies(exchange, kept, self._keep)
            except (SignInNeeded, ApiUnavailable) as error:
                if is_over:
                    raise
                LOG.warning(f"{error}; the token from before is used until it ends")
                return FreshCookies(kept, renews=isinstance(error, ApiUnavailable))
        if is_over:
            raise refused_token()
        return FreshCookies(kept, renews=False)

    async def _keep(self, kept: KeptCookies) -> None:
        await asyncio.to_thread(self.file.keep, kept)


AnyAccount = Tokens | RefreshingAccount | WaypointAccount


def login_file(environ: Mapping[str, str]) -> TokenFile:
    """Where `ingest login` keeps the account."""
    return TokenFile(config_directory(environ) / "login.json")


def kept_files(environ: Mapping[str, str]) -> list[TokenFile]:
    """Every file that may hold an account."""
    directory = config_directory(environ)
    rotated = sorted({_without_new(path) for path in directory.glob("environment-*.json*")})
    return [login_file(environ), *map(TokenFile, rotated)]


def find_account(environ: Mapping[str, str]) -> AnyAccount:
    """Tokens over a refresh token over what `ingest login` kept."""
    spartan, clearance, given = (
        environ.get(name, "").strip() for name in (SPARTAN, CLEARANCE, REFRESH_TOKEN)
    )
    for name, token in ((SPARTAN, spartan), (CLEARANCE, clearance), (REFRESH_TOKEN, given)):
        if token and not is_token(token):
            raise SignInNeeded(
                f"{name} contains characters that no token has", "copy it again, in one piece"
            )
    if spartan and clearance:
        return Tokens(spartan, clearance)
    if given:
        app = app_from(environ)
        if app is None:
            raise SignInNeeded(f"{REFRESH_TOKEN} is set without {CLIENT_ID}: set that as well")
        return RefreshingAccount(app, _rotated_file(environ, given), given)
    file = login_file(environ)
    kept = file.read()
    if kept is None:
        raise SignInNeeded(_NO_ACCOUNT)
    if isinstance(kept, KeptCookies):
        return WaypointAccount(file)
    app = app_from(environ, kept)
    if app is None:
        raise SignInNeeded(f"{file.path} is damaged", "`ingest logout`, then `ingest login`")
    return RefreshingAccount(app, file)


def _rotated_file(environ: Mapping[str, str], given: str) -> TokenFile:
    """What the given token was exchanged for; another given token has another file."""
    name = sha256(given.encode()).hexdigest()[:16]
    return TokenFile(config_directory(environ) / f"environment-{name}.json")


def _without_new(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".new"))
