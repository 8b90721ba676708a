"""`ingest login`."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from ingest.cli.account import in_force
from ingest.cli.login_ways import Login, ask_until, by_browser, by_device_code, by_waypoint
from ingest.settings import load_settings
from ingest.sign_in.account import login_file
from ingest.sign_in.azure import CLIENT_ID
from ingest.sign_in.token_file import TokenFile
from ingest.sign_in.way import Way
from ingest.terminal import print_line

HELP = """Sign in, once. docs/account.md goes through the three ways.

waypoint takes a cookie of halowaypoint.com. It needs no app.
device-code shows a code to type on any device. It needs a client id.
browser shows a page to accept. It needs an Azure app.
Nothing secret is taken on the command line.

Examples: `ingest login`, then `ingest whoami` · `ingest login --with waypoint`
"""

_WAYS = {Way.WAYPOINT: by_waypoint, Way.DEVICE_CODE: by_device_code, Way.BROWSER: by_browser}
_MENU = (
    "There are three ways to sign in. The first one is the easiest.",
    "",
    "  1  waypoint     Copy a cookie from halowaypoint.com. You need no app.",
    "  2  device-code  Type a short code on any device. You need a client id.",
    "  3  browser      Accept on a page of Microsoft. You need an Azure app.",
    "",
)


def login(
    way: Annotated[
        Way | None, typer.Option("--with", help="How to sign in. Without it you are asked.")
    ] = None,
) -> int:
    """Ask, exchange, keep, say."""
    settings = load_settings(os.environ)
    file = login_file(os.environ)
    asyncio.run(_can_be_kept(file))
    _WAYS[way or _way()](Login(os.environ, file, settings.api_url, settings.client_id))
    print_line(f"the account is kept in {file.path}, which only you can read")
    for name in in_force(os.environ):
        print_line(f"{name} is set and comes first; unset it to use this account")
    return 0


async def _can_be_kept(file: TokenFile) -> None:
    """Else the user would learn it only after signing in."""
    async with file.held():
        pass


def _way() -> Way:
    """An app in the environment was always for the browser."""
    if os.environ.get(CLIENT_ID, "").strip():
        print_line(f"{CLIENT_ID} is set: you sign in with the browser. Other ways: `--with`.")
        return Way.BROWSER
    for line in _MENU:
        print_line(line)
    answers = {"": Way.WAYPOINT}
    for number, way in enumerate(Way, start=1):
        answers |= {str(number): way, way.value: way}
    return answers[ask_until("Way (Enter for 1)", answers)]
