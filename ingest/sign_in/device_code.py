"""Signing in with a short code that the user types on any device (RFC 8628)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from ingest.errors import ApiUnavailable, SignInNeeded
from ingest.sign_in.azure import AzureApp
from ingest.sign_in.exchange import Exchange, Reply, Step
from ingest.sign_in.microsoft import (
    CONSUMER_SCOPES,
    CONSUMER_TOKEN_STEP,
    CONSUMERS,
    OAuthTokens,
)
from ingest.sign_in.refusals import device_refusal

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_PENDING, _SLOW_DOWN = "authorization_pending", "slow_down"
_CODE_STEP = Step("device code", "POST", CONSUMERS / "devicecode", device_refusal)
_POLL_STEP = replace(
    CONSUMER_TOKEN_STEP, refusal=device_refusal, pending=(_PENDING, _SLOW_DOWN), tries=1
)
_DEFAULT_LIFETIME, _LONGEST_LIFETIME = 900.0, 3600.0
_DEFAULT_INTERVAL, _LONGEST_INTERVAL = 5.0, 60.0
_SLOWER = 5.0


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What Microsoft gave: a code for the user, and a secret one to ask with."""

    user_code: str
    page: str
    lifetime: float
    interval: float
    secret: str = field(repr=False)


async def ask_for_code(exchange: Exchange, app: AzureApp) -> DeviceCode:
    """A code that no one has typed yet."""
    form = {"client_id": app.client_id, "scope": CONSUMER_SCOPES}
    reply = await exchange.ask(_CODE_STEP, form=form)
    return DeviceCode(
        user_code=reply.token("user_code"),
        page=reply.token("verification_uri"),
        lifetime=_seconds(reply, "expires_in", _DEFAULT_LIFETIME, _LONGEST_LIFETIME),
        interval=_seconds(reply, "interval", _DEFAULT_INTERVAL, _LONGEST_INTERVAL),
        secret=reply.token("device_code"),
    )


async def poll(
    exchange: Exchange,
    app: AzureApp,
    code: DeviceCode,
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> OAuthTokens:
    """Ask as often as the answers allow, until the user has typed the code or it has expired."""
    form = {"grant_type": _GRANT, "client_id": app.client_id, "device_code": code.secret}
    interval = code.interval
    ends = clock() + code.lifetime
    while clock() < ends:
        await wait(interval)
        try:
            reply = await exchange.ask(_POLL_STEP, form=form)
        except ApiUnavailable:
            interval = min(2 * interval, _LONGEST_INTERVAL)
            continue
        if reply.find("error") is None:
            return OAuthTokens(reply.token("access_token"), reply.token("refresh_token"))
        if reply.find("error") == _SLOW_DOWN:
            interval += _SLOWER
    raise SignInNeeded(
        "sign-in, Microsoft account: the code has expired",
        "run `ingest login --with device-code` again",
    )


def _seconds(reply: Reply, name: str, default: float, longest: float) -> float:
    """A number the answer gives, within reason; some services write it as text."""
    try:
        seconds = float(reply.document.get(name, default))
    except (TypeError, ValueError):
        return default
    return min(seconds, longest) if seconds > 0 else default
