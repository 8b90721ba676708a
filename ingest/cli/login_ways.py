"""What each way of `ingest login` asks and says."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from yarl import URL

from ingest.api.credentials import is_token
from ingest.cli.account import lasting, name, renewal
from ingest.errors import SignInNeeded
from ingest.log import LOG
from ingest.prompt import ask
from ingest.sign_in.azure import (
    CLIENT_ID,
    CLIENT_SECRET,
    DEFAULT_REDIRECT_URI,
    REDIRECT_URI,
    AzureApp,
    Consent,
    app_from,
)
from ingest.sign_in.chain import Account
from ingest.sign_in.device_code import DeviceCode
from ingest.sign_in.exchange import at_once, open_exchange
from ingest.sign_in.first_sign_in import (
    WaypointSignIn,
    sign_in_with_code,
    sign_in_with_cookies,
    sign_in_with_device,
)
from ingest.sign_in.kept import Authority
from ingest.sign_in.listener import can_listen, hear_code
from ingest.sign_in.preset import CLIENT_ID as PRESET
from ingest.sign_in.token_file import TokenFile
from ingest.sign_in.waypoint import SESSION_COOKIE, SITE, SPARTAN_COOKIE, pasted_cookies
from ingest.terminal import print_line


@dataclass(frozen=True, slots=True)
class Login:
    """What each way needs to know."""

    environ: Mapping[str, str]
    file: TokenFile
    origin: URL | None
    client_id: str
    """From ingest.toml."""


def by_waypoint(login: Login) -> None:
    """The cookies of Halo Waypoint."""
    print_line(f"1. Sign in at {SITE} in a browser.")
    print_line("2. Press F12 there. Open Application (in Firefox: Storage), then Cookies, then")
    print_line(f"   {SITE}. It lists names and values.")
    print_line(f"3. Copy the value of {SPARTAN_COOKIE} and paste it here. It is not shown.")
    spartan = asked(SPARTAN_COOKIE, secret=True)
    pasted = None
    if SESSION_COOKIE not in spartan:  # else a whole header was pasted
        print_line(f"4. Copy the value of {SESSION_COOKIE} as well: with it the token renews")
        print_line("   itself. To leave it out, press Enter.")
        pasted = pasted_cookies(spartan, asked(SESSION_COOKIE, secret=True))
    cookies = pasted or pasted_cookies(spartan)

    async def sign_in() -> WaypointSignIn:
        async with open_exchange(login.origin, at_once) as exchange:
            return await sign_in_with_cookies(exchange, cookies, login.file)

    done = asyncio.run(sign_in())
    print_line("signed in with Halo Waypoint; its token does not say whose account it is")
    print_line(lasting(done.account))
    if done.refusal is not None:
        LOG.warning(f"{SESSION_COOKIE} gave no token: {done.refusal}")
    if not done.account.renews:
        print_line(renewal(done.account))
        return
    ends = f"{done.session_ends:%Y-%m-%d %H:%M} UTC" if done.session_ends else ""
    print_line(
        f"{SESSION_COOKIE} renews it by itself until "
        + (ends or "Halo Waypoint signs you out; it does not say when")
    )


def by_device_code(login: Login) -> None:
    """A short code, typed on any device."""
    client_id = login.environ.get(CLIENT_ID, "").strip() or login.client_id or PRESET
    app = AzureApp(client_id or _asked_client_id(), authority=Authority.CONSUMERS)

    async def sign_in() -> Account:
        async with open_exchange(login.origin, at_once) as exchange:
            return await sign_in_with_device(exchange, app, login.file, _show)

    _say_signed_in(asyncio.run(sign_in()))


def _show(code: DeviceCode) -> None:
    minutes = max(1, round(code.lifetime / 60))
    print_line(f"On any device, open {code.page} and type this code:")
    print_line("")
    print_line(f"    {code.user_code}")
    print_line("")
    print_line(f"The code is good for {minutes} minutes. Ctrl-C ends the wait.")


def by_browser(login: Login) -> None:
    """The consent page; the browser brings the answer, or the user pastes it."""
    app = app_from(login.environ) or _asked_app(login)
    consent = Consent(app)
    for line in ("Open this page, sign in and accept:", "", f"    {consent.url}", ""):
        print_line(line)
    code = _heard_code(consent) if can_listen(app.redirect_uri) else None
    if code is None:
        print_line("The browser ends at an address it cannot show. Copy all of it and paste it.")
        code = consent.code_in(asked("Address"))

    async def sign_in() -> Account:
        async with open_exchange(login.origin, at_once) as exchange:
            return await sign_in_with_code(exchange, app, code, login.file)

    _say_signed_in(asyncio.run(sign_in()))


def _heard_code(consent: Consent) -> str | None:
    waiting = "The browser brings the answer here by itself. Ctrl-C ends the wait."
    try:
        return asyncio.run(hear_code(consent, lambda: print_line(waiting)))
    except OSError as error:
        reason = error.strerror or error
        LOG.warning(f"{consent.app.redirect_uri} cannot be listened to: {reason}")
        return None


def _say_signed_in(account: Account) -> None:
    print_line(f"signed in as {name(account)}")
    print_line(f"{lasting(account)}, renewed by itself")
    print_line("the refresh token that renews it lasts about 90 days after each use")


def _asked_app(login: Login) -> AzureApp:
    print_line("Your Azure app (https://portal.azure.com, App registrations):")
    client_id = _asked_client_id(login.client_id)
    secret = login.environ.get(CLIENT_SECRET, "").strip()
    secret = secret or asked("Client secret (its value; empty if the app has none)", secret=True)
    redirect_uri = login.environ.get(REDIRECT_URI, "").strip()
    redirect_uri = redirect_uri or asked(f"Redirect URI (empty for {DEFAULT_REDIRECT_URI})")
    return AzureApp(client_id, secret, redirect_uri or DEFAULT_REDIRECT_URI)


def _asked_client_id(default: str = "") -> str:
    client_id = asked(f"Client id (empty for {default})" if default else "Client id") or default
    if not is_token(client_id):
        raise SignInNeeded("that is no client id", "run `ingest login` again")
    return client_id


def ask_until(question: str, answers: Collection[str]) -> str:
    """Ask again until the answer is one of these."""
    while (answer := asked(question).lower()) not in answers:
        print_line(f"Answer one of: {', '.join(filter(None, answers))}.")
    return answer


def asked(question: str, *, secret: bool = False) -> str:
    """The user's answer, which someone has to be there to give."""
    try:
        return ask(question, secret=secret)
    except EOFError:
        raise SignInNeeded(
            "there was no answer", "run `ingest login` where it can ask you, in a terminal"
        ) from None
