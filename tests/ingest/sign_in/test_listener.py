"""The answer of the consent page, brought by a browser on the same computer."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest
from aiohttp import ClientSession

from ingest.errors import SignInNeeded
from ingest.sign_in.azure import AzureApp, Consent
from ingest.sign_in.listener import can_listen, hear_code


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


def nothing() -> None:
    """The user of these tests knows that it is ready."""


async def visit(url: str) -> tuple[int, str]:
    """As a browser does, which may come before the port is open."""
    async with ClientSession() as session:
        for _ in range(100):
            try:
                async with session.get(url) as response:
                    return response.status, await response.text()
            except OSError:
                await asyncio.sleep(0.02)
    raise AssertionError(f"{url} does not answer")


@pytest.mark.parametrize("place", ["http://localhost:{}", "http://127.0.0.1:{}/back"])
async def test_the_answer_with_our_state_is_heard_and_no_other(
    port: int, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = place.format(port)
    consent = Consent(AzureApp("client", redirect_uri=address))
    heard = asyncio.create_task(hear_code(consent, nothing))
    assert (await visit(f"{address}?code=canary-stolen&state=other"))[0] == 400
    assert (await visit(f"{address}?error=access_denied"))[0] == 400
    assert (await visit(f"http://127.0.0.1:{port}/favicon.ico"))[0] == 404
    assert not heard.done()
    status, page = await visit(f"{address}?code=canary-code&state={consent.state}")
    assert await heard == "canary-code"
    assert (status, "close this page" in page) == (200, True)
    assert "canary" not in page + caplog.text


async def test_consent_that_is_refused_ends_the_wait(port: int) -> None:
    consent = Consent(AzureApp("client", redirect_uri=f"http://localhost:{port}/"))
    heard = asyncio.create_task(hear_code(consent, nothing))
    await visit(f"http://127.0.0.1:{port}/?error=access_denied&state={consent.state}")
    with pytest.raises(SignInNeeded, match="consent was not given"):
        await heard


async def test_no_one_but_this_computer_is_heard(port: int) -> None:
    consent = Consent(AzureApp("client", redirect_uri=f"http://localhost:{port}/"))
    heard = asyncio.create_task(hear_code(consent, nothing))
    await visit(f"http://127.0.0.1:{port}/")
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        # 127.0.0.2 stands for any other address of this computer: nothing listens there
        other.connect(("127.0.0.2", port))
    heard.cancel()


async def test_another_program_on_one_of_two_addresses_is_an_error_at_once() -> None:
    with socket.socket(socket.AF_INET6) as taken:
        try:
            taken.bind(("::1", 0))
        except OSError:
            pytest.skip("this computer has no IPv6")
        taken.listen()
        address = f"http://localhost:{taken.getsockname()[1]}/"
        with pytest.raises(OSError, match="in use"):
            await hear_code(Consent(AzureApp("client", redirect_uri=address)), nothing)


async def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(OSError, match="in use"):
            await hear_code(Consent(AzureApp("client", redirect_uri=address)), nothing)


async def test_a_browser_that_never_comes_ends_the_wait(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.sign_in.listener._LONGEST_WAIT", 0.05)
    consent = Consent(AzureApp("client", redirect_uri=f"http://localhost:{port}/"))
    assert await hear_code(consent, nothing) is None


def test_only_plain_http_to_this_computer_is_listened_to() -> None:
    for address in ("http://localhost:8765", "http://127.0.0.1:1/x", "http://[::1]:9/"):
        assert can_listen(address)
    for address in ("https://localhost", "http://example.org:80/", "", "http://[", "x"):
        assert not can_listen(address)
