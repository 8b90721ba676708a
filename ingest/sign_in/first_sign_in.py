"""Signs in for the first time, in each of the three ways, and keeps the account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ingest.errors import SignInNeeded
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
    """The account, and whether and until when it renews itself."""

    account: Account
    refusal: SignInNeeded | None
    """Why the cookie that renews was not taken."""
    renews: bool
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
    fresh, refusal = FreshCookies(pasted), None
    if pasted.wpauth:
        try:
            fresh = await renew_cookies(exchange, pasted.wpauth)
        except SignInNeeded as error:
            if not pasted.spartan_token:
                raise
            fresh, refusal = FreshCookies(KeptCookies(pasted.spartan_token)), error
    account = await open_waypoint_account(exchange, fresh)
    async with file.held():
        file.keep(fresh.kept)
    return WaypointSignIn(account, refusal, bool(fresh.kept.wpauth), fresh.session_ends)


def _keep(tokens: OAuthTokens, app: AzureApp, file: TokenFile) -> None:
    if tokens.refresh is not None:
        file.keep(KeptRefresh(tokens.refresh, app.client_id, app.client_secret, app.authority))
