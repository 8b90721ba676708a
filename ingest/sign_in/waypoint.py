"""Halo Waypoint's own sign-in: a cookie holds a Spartan token, and another cookie renews it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.cookies import Morsel
from urllib.parse import unquote

from yarl import URL

from ingest.api.credentials import Tokens, is_token
from ingest.errors import SignInNeeded
from ingest.sign_in.chain import CLEARANCE, Account, ask_clearance, lifetime
from ingest.sign_in.exchange import Exchange, GivenCookies, Step
from ingest.sign_in.kept import KeptCookies

SITE = URL("https://www.halowaypoint.com/")
SPARTAN_COOKIE, SESSION_COOKIE = "343-spartan-token", "wpauth"
LASTING = "a token of Halo Waypoint lasts about 4 hours from when the site made it"

_ENDED = "run `ingest login --with waypoint` with the cookies of a new sign-in at halowaypoint.com"
_NOT_A_SPARTAN_TOKEN = (
    f"what was pasted is not the cookie {SPARTAN_COOKIE}: its value begins with v4= or v4%3D"
)
_PAGE = Step("Halo Waypoint", "GET", SITE)
_CLEARANCE = replace(CLEARANCE, refusal=lambda _: f"the token has ended or is refused; {_ENDED}")
_LONGEST_WAY = 4


Keep = Callable[[KeptCookies], Awaitable[None]]
"""Puts cookies on disk."""


@dataclass(frozen=True, slots=True)
class FreshCookies:
    """The cookies to keep, and until when each is good, as far as is known."""

    kept: KeptCookies
    token_ends: datetime | None = None
    session_ends: datetime | None = None
    renews: bool = True
    """Whether the site will give another token after this one."""


def pasted_cookies(spartan: str, session: str = "") -> KeptCookies:
    """The cookies in what the user pasted: values, pairs, or a whole `Cookie` header."""
    pairs = {**_pairs(spartan), **_pairs(session)}
    spartan_token = unquote(pairs.get(SPARTAN_COOKIE, _alone(spartan)))
    wpauth = pairs.get(SESSION_COOKIE, _alone(session))
    if spartan_token and not (spartan_token.startswith("v4=") and is_token(spartan_token)):
        raise SignInNeeded(_NOT_A_SPARTAN_TOKEN, "copy it again, in one piece")
    if wpauth and not is_token(wpauth):
        raise SignInNeeded(
            f"what was pasted is not the cookie {SESSION_COOKIE}", "copy it again, in one piece"
        )
    if not spartan_token and not wpauth:
        raise SignInNeeded("no cookie was pasted", "run `ingest login --with waypoint` again")
    return KeptCookies(spartan_token, wpauth)


async def renew_cookies(exchange: Exchange, kept: KeptCookies, keep: Keep) -> FreshCookies:
    """What the front page sets for a visitor who is signed in. It is kept before it is used."""
    step = _PAGE
    for _ in range(_LONGEST_WAY):
        given = await exchange.cookies(step, {"Cookie": f"{SESSION_COOKIE}={kept.wpauth}"})
        new = given.cookies.get(SESSION_COOKIE)
        if new is not None and is_token(new.value) and new.value != kept.wpauth:
            kept = replace(kept, wpauth=new.value)
            await keep(kept)
        cookie = given.cookies.get(SPARTAN_COOKIE)
        if cookie is not None and cookie.value:
            fresh = _fresh(given, cookie, kept.wpauth)
            await keep(fresh.kept)
            return fresh
        address = _same_site(step.url, given.location)
        if address is None:
            break
        step = replace(step, url=address)
    raise _PAGE.refused(f"the site sets no {SPARTAN_COOKIE}: you are signed out there; {_ENDED}")


async def open_waypoint_account(exchange: Exchange, fresh: FreshCookies) -> Account:
    """The clearance is asked for with the token, which also proves that the token is good."""
    token = fresh.kept.spartan_token
    clearance = await ask_clearance(exchange, token, _CLEARANCE)
    ends = fresh.token_ends or end_of_token(token)
    return Account(
        tokens=Tokens(token, clearance.token("FlightConfigurationId")),
        xuid=None,
        gamertag=None,
        expires_at=ends,
        lifetime=lifetime(ends, clearance.date),
        renews=fresh.renews,
    )


def refused_token() -> SignInNeeded:
    """For a token that the API has refused, and that no cookie renews."""
    return SignInNeeded("the token of Halo Waypoint has ended", _ENDED)


def end_of_token(token: str) -> datetime | None:
    """Some tokens are JSON web tokens, which say when they end."""
    parts = token.removeprefix("v4=").split(".")
    if len(parts) < 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
        return None


def _fresh(given: GivenCookies, cookie: Morsel[str], wpauth: str) -> FreshCookies:
    token = unquote(cookie.value)
    if not token.startswith("v4=") or not is_token(token):
        raise _PAGE.unexpected(f"no usable {SPARTAN_COOKIE}")
    session = given.cookies.get(SESSION_COOKIE)
    return FreshCookies(
        KeptCookies(token, wpauth),
        end_of_token(token) or _end_of_cookie(cookie, given.date),
        _end_of_cookie(session, given.date) if session else None,
    )


def _end_of_cookie(cookie: Morsel[str], date: datetime | None) -> datetime | None:
    """By its age, which counts from the server's clock, else by the date it names."""
    try:
        if cookie["max-age"] and date is not None:
            return date + timedelta(seconds=int(cookie["max-age"]))
        ends: datetime = parsedate_to_datetime(cookie["expires"])
    except (ValueError, TypeError, OverflowError):
        return None
    return ends if ends.tzinfo else ends.replace(tzinfo=UTC)


def _same_site(asked: URL, location: str | None) -> URL | None:
    """The front page may send the browser to the page of its language, but to no other site."""
    try:
        address: URL = asked.join(URL(location or ""))
        is_same = location is not None and address.origin() == SITE.origin() and address != asked
    except ValueError:  # an address without a host has no origin
        return None
    return address if is_same else None


def _pairs(pasted: str) -> dict[str, str]:
    """`name=value` for the cookies we know, wherever they stand in what was pasted."""
    known = f"{SPARTAN_COOKIE}|{SESSION_COOKIE}"
    found = re.findall(rf"(?:^|[\s;:'\"])({known})\s*[=:]\s*['\"]?([^\s;'\"]+)", pasted)
    return dict(found)


def _alone(pasted: str) -> str:
    """The value by itself, maybe in quotation marks."""
    return "" if _pairs(pasted) else pasted.strip().strip("'\"").rstrip(";")
