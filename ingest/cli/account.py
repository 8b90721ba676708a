"""`ingest whoami` and `ingest logout`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from ingest.api.credentials import Tokens
from ingest.settings import load_settings
from ingest.sign_in.account import (
    CLEARANCE,
    REFRESH_TOKEN,
    SPARTAN,
    WaypointAccount,
    find_account,
    kept_files,
)
from ingest.sign_in.chain import Account
from ingest.sign_in.exchange import at_once
from ingest.sign_in.signed_in import open_signed_in
from ingest.sign_in.token_file import TokenFile
from ingest.sign_in.waypoint import LASTING
from ingest.terminal import print_line

WHOAMI_HELP = """Sign in and say who that is, until when, and where the account is kept.

Example: `ingest whoami`.
"""
LOGOUT_HELP = """Remove the account from this computer: every token, cookie and secret that is kept.

Example: `ingest logout`.
"""


def whoami() -> int:
    """Sign in for real: what is said holds now."""
    origin = load_settings(os.environ).api_url
    account = find_account(os.environ)
    if isinstance(account, Tokens):
        print_line(f"tokens from {SPARTAN} and {CLEARANCE}: they do not say whose they are,")
        print_line("nor until when; no refresh token is used")
        return 0

    async def signed_in() -> Account:
        async with open_signed_in(account, origin, at_once) as credentials:
            return await credentials.sign_in()

    found = asyncio.run(signed_in())
    if isinstance(account, WaypointAccount):
        print_line("an account of Halo Waypoint, whose token does not say whose it is")
        print_line(lasting(found))
        print_line(renewal(found))
        print_line(f"cookies kept in {account.place}")
        return 0
    print_line(name(found))
    print_line(f"{lasting(found)}, renewed by itself")
    print_line(f"refresh token kept in {account.place}")
    return 0


def logout() -> int:
    """Remove what `ingest login` and rotations left."""
    files = kept_files(os.environ)
    removed = asyncio.run(_removed(files)) if files[0].path.parent.is_dir() else []
    for path in removed:
        print_line(f"{path} removed")
    if not removed:
        print_line("no account was signed in")
    print_line("To withdraw the consent too: https://account.live.com/consent/Manage")
    print_line("To end a sign-in at halowaypoint.com too, sign out there.")
    for setting in in_force(os.environ):
        print_line(f"{setting} is still set in the environment")
    return 0


async def _removed(files: list[TokenFile]) -> list[str]:
    async with files[0].held():  # a run that signs in meanwhile must not put it back
        return [str(file.path) for file in files if file.remove()]


def name(account: Account) -> str:
    """Who it is, as far as is known."""
    return f"{account.gamertag or 'no gamertag'} (xuid {account.xuid or 'unknown'})"


def lasting(account: Account) -> str:
    """Until when the token is good, as far as is known."""
    if account.expires_at is None:
        return f"token good now; {LASTING}"
    return f"token good until {account.expires_at:%Y-%m-%d %H:%M} UTC"


def in_force(environ: Mapping[str, str]) -> list[str]:
    """Settings that come before the account kept by `ingest login`."""
    both = environ.get(SPARTAN, "").strip() and environ.get(CLEARANCE, "").strip()
    if both:
        return [SPARTAN]
    return [REFRESH_TOKEN] if environ.get(REFRESH_TOKEN, "").strip() else []


def renewal(account: Account) -> str:
    """What happens when a token of Halo Waypoint ends."""
    if account.renews:
        return "it is renewed by itself"
    return "it cannot be renewed; when it ends, run `ingest login --with waypoint` again"
