"""`ingest login`, `ingest whoami` and `ingest logout`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from yarl import URL

from ingest.api.credentials import Tokens, is_token
from ingest.errors import SignInNeeded
from ingest.prompt import ask
from ingest.settings import load_settings
from ingest.sign_in.account import (
    CLEARANCE,
    REFRESH_TOKEN,
    SPARTAN,
    find_account,
    kept_files,
    login_file,
)
from ingest.sign_in.azure import (
    DEFAULT_REDIRECT_URI,
    REDIRECT_URI,
    AzureApp,
    Consent,
    app_from,
)
from ingest.sign_in.chain import Account, open_account, redeem_code
from ingest.sign_in.exchange import open_exchange
from ingest.sign_in.signed_in import open_signed_in
from ingest.sign_in.token_file import Kept, TokenFile
from ingest.terminal import print_line

LOGIN_HELP = """Sign in with your Microsoft account, once.

Asks for your Azure app (or reads SPNKR_AZURE_CLIENT_ID, SPNKR_AZURE_CLIENT_SECRET and
SPNKR_AZURE_REDIRECT_URI), shows the page to open, and takes the address the browser ends at.
Nothing secret is taken on the command line.

Example: `ingest login`, then `ingest whoami`.
"""
WHOAMI_HELP = """Sign in and say who that is, until when, and where the refresh token is kept.

Example: `ingest whoami`.
"""
LOGOUT_HELP = """Remove the refresh token from this computer.

Example: `ingest logout`.
"""


def login() -> int:
    """Ask, exchange, keep, say."""
    origin = load_settings(os.environ).api_url
    app = app_from(os.environ) or _asked_app()
    consent = Consent(app)
    for line in ("Open this page, sign in and accept:", "", f"    {consent.url}", ""):
        print_line(line)
    print_line("The browser ends at an address it cannot show. Copy all of it and paste it here.")
    code = consent.code_in(_asked("Address"))
    file = login_file(os.environ)
    account = asyncio.run(_first_sign_in(app, code, file, origin))
    print_line(f"signed in as {_name(account)}")
    print_line(f"the refresh token is kept in {file.path}, which only you can read")
    for name in _in_force(os.environ):
        print_line(f"{name} is set and comes first; unset it to use this account")
    return 0


def whoami() -> int:
    """Sign in for real: what is said holds now."""
    origin = load_settings(os.environ).api_url
    account = find_account(os.environ)
    if isinstance(account, Tokens):
        print_line(f"tokens from {SPARTAN} and {CLEARANCE}: they do not say whose they are,")
        print_line("nor until when; no refresh token is used")
        return 0

    async def signed_in() -> Account:
        async with open_signed_in(account, origin, _at_once) as credentials:
            return await credentials.sign_in()

    found = asyncio.run(signed_in())
    print_line(_name(found))
    until = f"{found.expires_at:%Y-%m-%d %H:%M} UTC" if found.expires_at else "unknown"
    print_line(f"token good until {until}, renewed by itself")
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
    for name in _in_force(os.environ):
        print_line(f"{name} is still set in the environment")
    return 0


async def _first_sign_in(app: AzureApp, code: str, file: TokenFile, origin: URL | None) -> Account:
    async with open_exchange(origin, _at_once) as exchange:
        async with file.held():
            tokens = await redeem_code(exchange, app, code)
            if tokens.refresh is not None:
                file.keep(Kept(tokens.refresh, app.client_id, app.client_secret))
        return await open_account(exchange, tokens.access)


async def _removed(files: list[TokenFile]) -> list[str]:
    async with files[0].held():  # a run that signs in meanwhile must not put it back
        return [str(file.path) for file in files if file.remove()]


async def _at_once() -> None:
    """Six requests by hand need no pacing."""


def _asked_app() -> AzureApp:
    print_line("Your Azure app (https://portal.azure.com, App registrations):")
    client_id = _asked("Client id")
    if not is_token(client_id):
        raise SignInNeeded("that is no client id", "run `ingest login` again")
    secret = _asked("Client secret (its value; empty if the app has none)", secret=True)
    redirect_uri = os.environ.get(REDIRECT_URI, "").strip()
    redirect_uri = redirect_uri or _asked(f"Redirect URI (empty for {DEFAULT_REDIRECT_URI})")
    return AzureApp(client_id, secret, redirect_uri or DEFAULT_REDIRECT_URI)


def _asked(question: str, *, secret: bool = False) -> str:
    try:
        return ask(question, secret=secret)
    except EOFError:
        raise SignInNeeded(
            "there was no answer", "run `ingest login` where it can ask you, in a terminal"
        ) from None


def _name(account: Account) -> str:
    return f"{account.gamertag or 'somebody without a gamertag'} (xuid {account.xuid or 'unknown'})"


def _in_force(environ: Mapping[str, str]) -> list[str]:
    """Settings that come before the account kept by `ingest login`."""
    both = environ.get(SPARTAN, "").strip() and environ.get(CLEARANCE, "").strip()
    if both:
        return [SPARTAN]
    return [REFRESH_TOKEN] if environ.get(REFRESH_TOKEN, "").strip() else []
