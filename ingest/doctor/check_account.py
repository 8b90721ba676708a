"""Whether the account signs in, the API answers it, and its clock is ours."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.probe import probe
from ingest.api.session import open_session
from ingest.doctor.finding import Finding, broken, doubtful, good, refused
from ingest.errors import ApiUnavailable, UsageError
from ingest.sign_in.account import (
    CLEARANCE,
    SPARTAN,
    AnyAccount,
    WaypointAccount,
    find_account,
    kept_files,
)
from ingest.sign_in.exchange import at_once
from ingest.sign_in.signed_in import SignedIn, open_credentials

LARGEST_ERROR = timedelta(minutes=5)


def check_token_files(environ: Mapping[str, str]) -> Iterator[Finding]:
    """No other user may read a refresh token or list its directory."""
    paths = [file.path for file in kept_files(environ)]
    seen = 0
    for path, wanted in [(paths[0].parent, "700"), *((path, "600") for path in paths)]:
        if not path.exists():
            continue
        seen += 1
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            remedy = f"`chmod {wanted} {path}`"
            yield broken("token file", f"others may read {path}", remedy, UsageError)
            return
    place = f"{paths[0].parent} is yours alone" if seen else "none is kept"
    yield good("token file", place)


def check_account_offline(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Which account would be used."""
    yield good("account", f"{_source(find_account(environ))}; not asked (--offline)")


def check_account(environ: Mapping[str, str], origin: URL | None) -> Iterator[Finding]:
    """Sign in for real, ask for one small document, compare the clocks."""
    account = find_account(environ)
    yield from asyncio.run(_ask(account, origin))


async def _ask(account: AnyAccount, origin: URL | None) -> list[Finding]:
    async with open_credentials(account, origin, at_once) as credentials:
        who = _source(account)
        if isinstance(credentials, SignedIn):
            found = await credentials.sign_in()
            # where the token is may have changed by that
            who = f"{found.gamertag or found.xuid or 'no name'}, {_source(account)}"
        try:
            async with open_session(credentials, origin) as session:
                date = await probe(session)
        except ApiUnavailable as error:
            return [good("account", who), refused("API", error)]
    return [
        good("account", f"{who}; the API accepts it"),
        clock(date, datetime.now(UTC)),
    ]


def clock(theirs: datetime | None, ours: datetime) -> Finding:
    """The ends of tokens and schedules are in the time of the API."""
    if theirs is None:
        return good("clock", "the API does not say what time it is")
    error = ours - theirs
    if abs(error) <= LARGEST_ERROR:
        return good("clock", "agrees with the API's")
    minutes = round(abs(error).total_seconds() / 60)
    direction = "ahead of" if error > timedelta() else "behind"
    seen = f"{minutes:,} minutes {direction} the API's"
    return doubtful("clock", seen, "`timedatectl set-ntp true`, or set the clock by hand")


def _source(account: AnyAccount) -> str:
    if isinstance(account, Tokens):
        return f"tokens of {SPARTAN} and {CLEARANCE}"
    kind = "cookies" if isinstance(account, WaypointAccount) else "refresh token"
    return f"{kind} of {account.place}"
