"""The requests from an access token of Microsoft to the tokens of the API, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from yarl import URL

from ingest.api.credentials import Tokens
from ingest.sign_in.exchange import Exchange, Reply, Step
from ingest.sign_in.refusals import xbox_refusal

_XBOX_USER = Step(
    "Xbox user token",
    "POST",
    URL("https://user.auth.xboxlive.com/user/authenticate"),
    xbox_refusal,
)
_XSTS_URL = URL("https://xsts.auth.xboxlive.com/xsts/authorize")
_XSTS_HALO = Step("Xbox token for Halo", "POST", _XSTS_URL, xbox_refusal)
_XSTS_XBOX = Step("Xbox token for the profile", "POST", _XSTS_URL, xbox_refusal)
_SPARTAN = Step("Spartan token", "POST", URL("https://settings.svc.halowaypoint.com/spartan-token"))
CLEARANCE = Step(
    "clearance",
    "GET",
    URL(
        "https://settings.svc.halowaypoint.com/oban/flight-configurations/"
        "titles/hi/audiences/RETAIL/active"
    ),
)
_XBOX_CONTRACT = {"x-xbl-contract-version": "1"}
_HALO_AUDIENCE = "https://prod.xsts.halowaypoint.com/"
_XBOX_AUDIENCE = "http://xboxlive.com"


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, with tokens for the API and how many seconds they last."""

    tokens: Tokens
    xuid: str | None
    gamertag: str | None
    expires_at: datetime | None
    lifetime: float | None
    renews: bool = True
    """Whether another token can be had when this one ends."""


async def open_account(exchange: Exchange, access_token: str) -> Account:
    """Five requests: they end in the tokens of the API, and in a name."""
    user = await exchange.ask(
        _XBOX_USER,
        headers=_XBOX_CONTRACT,
        body=_xbox_body(
            "http://auth.xboxlive.com",
            AuthMethod="RPS",
            SiteName="user.auth.xboxlive.com",
            RpsTicket=f"d={access_token}",
        ),
    )
    user_token = user.token("Token")
    for_halo = await _xsts(exchange, _XSTS_HALO, user_token, _HALO_AUDIENCE)
    for_xbox = await _xsts(exchange, _XSTS_XBOX, user_token, _XBOX_AUDIENCE)
    for_xbox.token("DisplayClaims", "xui", 0, "uhs")
    spartan = await exchange.ask(_SPARTAN, body=_spartan_body(for_halo.token("Token")))
    spartan_token = spartan.token("SpartanToken")
    clearance = await ask_clearance(exchange, spartan_token)
    expires_at = _moment(spartan.find("ExpiresUtc", "ISO8601Date"))
    return Account(
        tokens=Tokens(spartan_token, clearance.token("FlightConfigurationId")),
        xuid=for_xbox.find("DisplayClaims", "xui", 0, "xid"),
        gamertag=for_xbox.find("DisplayClaims", "xui", 0, "gtg"),
        expires_at=expires_at,
        lifetime=lifetime(expires_at, spartan.date),
    )


async def ask_clearance(exchange: Exchange, spartan_token: str, step: Step = CLEARANCE) -> Reply:
    """The last request. The Spartan token may also be one that Halo Waypoint gave."""
    return await exchange.ask(step, headers={"x-343-authorization-spartan": spartan_token})


async def _xsts(exchange: Exchange, step: Step, user_token: str, audience: str) -> Reply:
    body = _xbox_body(audience, UserTokens=[user_token], SandboxId="RETAIL")
    reply = await exchange.ask(step, headers=_XBOX_CONTRACT, body=body)
    reply.token("Token")
    return reply


def _xbox_body(audience: str, **properties: object) -> dict[str, Any]:
    return {"RelyingParty": audience, "TokenType": "JWT", "Properties": properties}


def _spartan_body(xsts_token: str) -> dict[str, Any]:
    return {
        "Audience": "urn:343:s3:services",
        "MinVersion": "4",
        "Proof": [{"Token": xsts_token, "TokenType": "Xbox_XSTSv3"}],
    }


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def lifetime(expires_at: datetime | None, date: datetime | None) -> float | None:
    """By the server's clock, for ours may be wrong; without an end, a token is used until 401."""
    if expires_at is None or date is None:
        return None
    seconds = (expires_at - date).total_seconds()
    return seconds if seconds > 0 else None
