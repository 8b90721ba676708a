"""The first request of a sign-in: Microsoft gives an access token and a refresh token."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from yarl import URL

from ingest.sign_in.azure import SCOPES, AzureApp
from ingest.sign_in.exchange import Exchange, Reply, Step
from ingest.sign_in.kept import Authority
from ingest.sign_in.refusals import oauth_refusal

CONSUMERS = URL("https://login.microsoftonline.com/consumers/oauth2/v2.0")
CONSUMER_SCOPES = "XboxLive.signin offline_access"

TOKEN_STEP = Step(
    "Microsoft account", "POST", URL("https://login.live.com/oauth20_token.srf"), oauth_refusal
)
CONSUMER_TOKEN_STEP = replace(TOKEN_STEP, url=CONSUMERS / "token")
_STEPS = {Authority.LIVE: TOKEN_STEP, Authority.CONSUMERS: CONSUMER_TOKEN_STEP}
_SCOPES = {Authority.LIVE: SCOPES, Authority.CONSUMERS: CONSUMER_SCOPES}


@dataclass(frozen=True, slots=True)
class OAuthTokens:
    """What Microsoft gives: access for an hour, and a refresh token unless the old one stays."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)


async def redeem_code(exchange: Exchange, app: AzureApp, code: str) -> OAuthTokens:
    """After the user's consent in the browser."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uri}
    reply = await _oauth(exchange, app, form)
    return OAuthTokens(reply.token("access_token"), reply.token("refresh_token"))


async def use_refresh_token(exchange: Exchange, app: AzureApp, refresh_token: str) -> OAuthTokens:
    """Each time after the first."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    reply = await _oauth(exchange, app, form)
    is_rotated = "refresh_token" in reply.document
    return OAuthTokens(
        reply.token("access_token"), reply.token("refresh_token") if is_rotated else None
    )


async def _oauth(exchange: Exchange, app: AzureApp, form: dict[str, str]) -> Reply:
    sent = {**form, "scope": _SCOPES[app.authority], "client_id": app.client_id}
    if app.client_secret:
        sent["client_secret"] = app.client_secret
    return await exchange.ask(_STEPS[app.authority], form=sent)
