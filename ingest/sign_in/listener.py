"""Hears the answer of the consent page when the browser is sent back to this computer."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from yarl import URL

from ingest.errors import SignInNeeded
from ingest.sign_in.azure import Consent

_LOOPBACK = {"localhost": ("127.0.0.1", "::1"), "127.0.0.1": ("127.0.0.1",), "::1": ("::1",)}
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_LONGEST_WAIT = 5 * 60.0
_DONE = "Thank you. You can close this page and go back to the terminal."
_REFUSED = "Consent was not given. Go back to the terminal."
_STRANGE = "This is not the answer that `ingest login` waits for."


def can_listen(redirect_uri: str) -> bool:
    """Whether a browser on this computer would bring the answer to us."""
    try:
        address = URL(redirect_uri)
    except ValueError:
        return False
    return address.scheme == "http" and address.host in _LOOPBACK


async def hear_code(consent: Consent, say_ready: Callable[[], None]) -> str | None:
    """The code, once the browser brings it; None if it does not come.

    `OSError` if another program has the port.
    """
    async with _listening(consent) as code:
        say_ready()
        try:
            return await asyncio.wait_for(code, _LONGEST_WAIT)
        except TimeoutError:
            return None


@asynccontextmanager
async def _listening(consent: Consent) -> AsyncIterator[asyncio.Future[str]]:
    address = URL(consent.app.redirect_uri)
    code: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def answer(request: web.Request) -> web.Response:
        # any page can send a browser here: only an answer with our state is one
        if request.query.get("state") != consent.state or code.done():
            return web.Response(status=400, text=_STRANGE)
        try:
            code.set_result(consent.code_in(str(request.url)))
        except SignInNeeded as refusal:
            code.set_exception(refusal)
            return web.Response(text=_REFUSED)
        return web.Response(text=_DONE)

    app = web.Application()
    app.router.add_get(address.path, answer)
    runner = web.AppRunner(app, access_log=None)  # it would write the code
    await runner.setup()
    try:
        await _open_port(runner, address)
        yield code
    finally:
        await runner.cleanup()


async def _open_port(runner: web.AppRunner, address: URL) -> None:
    """On every address the name stands for that this computer has."""
    for host in _LOOPBACK[address.host or ""]:
        try:
            await web.TCPSite(runner, host, address.port).start()
        except OSError as error:
            # another program on one of them could hear the code instead of us
            if error.errno not in _NO_SUCH_ADDRESS:
                raise
