"""Signs in for the first time, in each of the three ways, and keeps the account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ingest.errors import ApiUnavailable, IngestError, SignInNeeded
from ingest.sign_in.azure import AzureApp
from ingest.sign_in.chain import Account, open_account
from ingest.sign_in.device_code import DeviceCode, ask_for_code, poll
from ingest.sign_in.exchange import Exchange
from ingest.sign_in.kept import KeptCookies, KeptRefresh
from ingest.sign_in.microsoft import OAuthTokens, redeem_code
from ingest.sign_in.token_file import TokenFile
from ingest.sign_in.waypoint import FreshCookies, open_waypoint_account, renew_cookies


@dataclass(frozen=True, slots=True)
class WaypointSignIn:
    """The account, and until when it renews itself."""

    account: Account
    refusal: IngestError | None
    """Why the cookie that renews gave no token."""
    session_ends: datetime | None


async def sign_in_with_code(
    exchange: Exchange, app: AzureApp, code: str, file: TokenFile
) -> Account:
    """With what the consent page gave."""
    async with file.held():
        tokens = await redeem_code(exchange, app, code)
        _keep(tokens, app, file)
    return await open_account(exchange, tokens.access)


async def sign_in_with_device(
    exchange: Exchange, app: AzureApp, file: TokenFile, show: Callable[[DeviceCode], None]
) -> Account:
    """With a short code that is shown to the user."""
    code = await ask_for_code(exchange, app)
    show(code)
    tokens = await poll(exchange, app, code)
    async with file.held():
        _keep(tokens, app, file)
    return await open_account(exchange, tokens.access)


async def sign_in_with_cookies(
    exchange: Exchange, pasted: KeptCookies, file: TokenFile
) -> WaypointSignIn:
    """With the cookies of Halo Waypoint; without one that renews, with the token alone."""

    newest = pasted

    async def keep(kept: KeptCookies) -> None:
        nonlocal newest
        newest = kept
        await asyncio.to_thread(file.keep, kept)

    fresh, refusal = FreshCookies(pasted, renews=False), None
    async with file.held():
        if pasted.wpauth:
            try:
                fresh = await renew_cookies(exchange, pasted, keep)
            except (SignInNeeded, ApiUnavailable) as error:
                if not pasted.spartan_token:
                    raise
                refusal = error
                fresh = _without_renewal(newest, error)
        account = await open_waypoint_account(exchange, fresh)
        await keep(fresh.kept)
    return WaypointSignIn(account, refusal, fresh.session_ends)


def _without_renewal(newest: KeptCookies, error: IngestError) -> FreshCookies:
    """A cookie that was refused is dropped; the site may also just be away."""
    if isinstance(error, ApiUnavailable):
        return FreshCookies(newest)
    return FreshCookies(KeptCookies(newest.spartan_token), renews=False)


def _keep(tokens: OAuthTokens, app: AzureApp, file: TokenFile) -> None:
    if tokens.refresh is not None:
        file.keep(KeptRefresh(tokens.refresh, app.client_id, app.client_secret, app.authority))
