"""The six requests of a sign-in, each answered wrongly in every way: one sentence, exit 4 or 7."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import traceback
from pathlib import Path

import pytest
from aiohttp import ClientTimeout, web
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.endpoints import SIGN_IN_HOSTS
from ingest.api.session import RefusedRequest
from ingest.errors import ApiUnavailable, IngestError, SignInNeeded
from ingest.sign_in.account import RefreshingAccount, find_account
from ingest.sign_in.chain import Account
from ingest.sign_in.exchange import Step as AskedStep
from ingest.sign_in.exchange import at_once, open_exchange
from ingest.sign_in.signed_in import open_signed_in
from tests.support.sign_in_service import (
    GAMERTAG,
    HTML,
    XUID,
    SignInServer,
    Step,
    refusal,
)
from tests.support.watched_server import Override

CANARY = b'{"error":"x","why":"canary-echoed"}'
NAMES = {
    Step.OAUTH: "Microsoft account",
    Step.XBOX_USER: "Xbox user token",
    Step.XSTS_HALO: "Xbox token for Halo",
    Step.XSTS_XBOX: "Xbox token for the profile",
    Step.SPARTAN: "Spartan token",
    Step.CLEARANCE: "clearance",
}
WRONG: dict[str, Override] = {
    "400": Override(400, CANARY),
    "401": Override(401, CANARY),
    "403": Override(403, CANARY),
    "404": Override(404, b"<html>canary-echoed</html>"),
    "410 without a body": Override(410),
    "408": Override(408, CANARY),
    "429": Override(429, CANARY),
    "500": Override(500, b"<html>canary-echoed</html>"),
    "503": Override(503),
    "HTML": HTML,
    "empty": Override(200),
    "204": Override(204),
    "null": Override(200, b"null"),
    "a list": Override(200, b'["canary-echoed"]'),
    "other keys": Override(200, b'{"canary-echoed": "canary-echoed"}'),
    "other kinds": Override(
        200,
        b'{"access_token": 1, "Token": null, "SpartanToken": [], "FlightConfigurationId": {}}',
    ),
    "empty tokens": Override(
        200,
        b'{"access_token": "", "Token": "", "SpartanToken": "", "FlightConfigurationId": ""}',
    ),
    "line breaks in tokens": Override(
        200,
        json.dumps(
            dict.fromkeys(
                ("access_token", "Token", "SpartanToken", "FlightConfigurationId"),
                "canary\r\nX-Injected: 1",
            )
        ).encode(),
    ),
    "cut": Override(200, b'{"access_token": "canary-echo'),
    "deep": Override(200, b"[" * 100_000),
    "not UTF-8": Override(200, b'{"access_token": "\xff\xfe"}'),
    "broken gzip": Override(200, b"not gzip", {"Content-Encoding": "gzip"}),
    "a redirect": Override(302, b"", {"Location": "/elsewhere"}),
}
PASSING = {"408", "429", "500", "503", "broken gzip"}


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "XDG_CONFIG_HOME": str(tmp_path),
        "SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0",
        "SPNKR_AZURE_CLIENT_ID": "client",
        **more,
    }


def refreshing(tmp_path: Path, **more: str) -> RefreshingAccount:
    account = find_account(environ(tmp_path, **more))
    assert isinstance(account, RefreshingAccount)
    return account


async def sign_in(url: str, account: RefreshingAccount) -> Account:
    async with open_signed_in(account, URL(url), at_once) as signed_in:
        return await signed_in.sign_in()


async def test_all_six_requests_end_in_tokens_and_a_name(
    server: SignInServer, tmp_path: Path
) -> None:
    found = await sign_in(server.url, refreshing(tmp_path, SPNKR_AZURE_CLIENT_SECRET="canary-s"))
    assert found.tokens == Tokens("canary-spartan-1", "canary-clearance")
    assert (found.xuid, found.gamertag) == (XUID, GAMERTAG)
    assert found.lifetime == pytest.approx(4 * 3600, abs=2)
    assert server.service.requests == dict.fromkeys(Step, 1)
    assert server.service.forms[0]["client_secret"] == "canary-s"
    assert "canary" not in repr(found)


async def test_an_app_without_a_secret_sends_none(server: SignInServer, tmp_path: Path) -> None:
    await sign_in(server.url, refreshing(tmp_path))
    assert "client_secret" not in server.service.forms[0]


@pytest.mark.fault("N3")
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("wrong", WRONG)
async def test_every_step_that_goes_wrong_is_one_sentence(
    server: SignInServer,
    tmp_path: Path,
    step: Step,
    wrong: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.service.overrides[step] = WRONG[wrong]
    with pytest.raises(IngestError) as told:
        await sign_in(server.url, refreshing(tmp_path))
    kind = ApiUnavailable if wrong in PASSING else SignInNeeded
    assert type(told.value) is kind
    text = str(told.value)
    assert text.startswith(f"sign-in, {NAMES[step]}: ")
    assert len(text.splitlines()) == 1
    assert "try again later" in text if kind is ApiUnavailable else "`ingest login`" in text
    shown = "".join(traceback.format_exception(told.value)) + repr(told.value) + caplog.text
    assert "canary" not in shown
    assert server.service.requests[step] == (3 if kind is ApiUnavailable else 1)
    assert server.paths == {}  # the redirect was not followed, the API not asked


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (2148916227, "banned"),
        (2148916233, "no Xbox profile"),
        (2148916235, "country"),
        (2148916236, "age"),
        (2148916237, "age"),
        (2148916238, "child's account"),
        (2148916999, "XErr 2148916999"),
        ("canary", "run `ingest login`"),
        (True, "run `ingest login`"),
    ],
)
@pytest.mark.parametrize("step", [Step.XSTS_HALO, Step.XSTS_XBOX, Step.XBOX_USER])
async def test_the_reason_of_xbox_is_shown(
    server: SignInServer, tmp_path: Path, step: Step, code: object, says: str
) -> None:
    server.service.overrides[step] = refusal(401, Identity="0", XErr=code, Message="canary")
    with pytest.raises(SignInNeeded, match=says) as told:
        await sign_in(server.url, refreshing(tmp_path))
    assert "canary" not in str(told.value)


@pytest.mark.fault("N3")
@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("invalid_grant", "expired, was used up or was withdrawn; run `ingest login`"),
        ("invalid_client", "SPNKR_AZURE_CLIENT_SECRET"),
        ("unauthorized_client", "SPNKR_AZURE_CLIENT_ID"),
        ("invalid_request", "SPNKR_AZURE_REDIRECT_URI"),
        ("canary", "refused"),
        (["canary"], "refused"),
    ],
)
async def test_a_refusal_of_microsoft_is_shown_with_a_remedy(
    server: SignInServer, tmp_path: Path, error: object, says: str
) -> None:
    server.service.overrides[Step.OAUTH] = refusal(400, error=error, error_description="canary")
    with pytest.raises(SignInNeeded, match=says) as told:
        await sign_in(server.url, refreshing(tmp_path))
    assert "canary" not in str(told.value)
    assert told.value.exit_code == 4


async def test_trouble_that_passes_is_no_trouble(server: SignInServer, tmp_path: Path) -> None:
    for step in Step:
        server.service.overrides[step] = Override(503, times=2)
    assert (await sign_in(server.url, refreshing(tmp_path))).gamertag == GAMERTAG
    assert server.service.requests == dict.fromkeys(Step, 3)


async def test_a_closed_port_is_an_api_that_is_unavailable(tmp_path: Path) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        with pytest.raises(ApiUnavailable, match="check the connection") as told:
            await sign_in(url, refreshing(tmp_path))
    assert told.value.exit_code == 7


async def test_names_that_the_xbox_profile_lacks_are_left_out(
    server: SignInServer, tmp_path: Path
) -> None:
    claims = {"Token": "canary-xsts", "DisplayClaims": {"xui": [{"uhs": "1"}]}}
    server.service.overrides[Step.XSTS_XBOX] = Override(200, json.dumps(claims).encode())
    server.service.overrides[Step.SPARTAN] = Override(200, b'{"SpartanToken": "canary-spartan-0"}')
    server.service.overrides[Step.CLEARANCE] = Override(200, b'{"FlightConfigurationId": "c"}')
    found = await sign_in(server.url, refreshing(tmp_path))
    assert (found.xuid, found.gamertag, found.expires_at, found.lifetime) == (None,) * 4


@pytest.mark.fault("N16")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("step", Step)
async def test_no_step_follows_a_redirect(
    server: SignInServer, tmp_path: Path, step: Step, status: int
) -> None:
    elsewhere: list[str] = []

    async def note(request: web.Request) -> web.Response:
        elsewhere.append(request.path)
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", note)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    location = {"Location": f"http://{host}:{port}/"}
    server.service.overrides[step] = Override(status, b"", location)
    try:
        with pytest.raises(SignInNeeded):
            await sign_in(server.url, refreshing(tmp_path))
    finally:
        await runner.cleanup()
    assert elsewhere == []


@pytest.mark.fault("N16")
async def test_other_hosts_are_not_asked_at_all(server: SignInServer) -> None:
    async with open_exchange(URL(server.url), at_once) as exchange:
        for host in ("example.com", "halostats.svc.halowaypoint.com", "login.live.com.evil.org"):
            with pytest.raises(RefusedRequest):
                await exchange.ask(AskedStep("x", "GET", URL(f"https://{host}/spartan-token")))
    assert server.service.requests == {}
    assert len(SIGN_IN_HOSTS) == 6


async def test_hanging_is_given_up(
    server: SignInServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.sign_in.exchange._TIMEOUT", ClientTimeout(total=0.05))
    server.service.delay = 1
    async with asyncio.timeout(20):
        with pytest.raises(ApiUnavailable, match="does not answer"):
            await sign_in(server.url, refreshing(tmp_path))


@pytest.mark.fault("S12")
@pytest.mark.parametrize(
    ("date", "ends"),
    [
        ("no date", "2026-11-21T14:00:00Z"),
        ("Sat, 21 Nov 99999999999 10:00:00 GMT", "2026-11-21T14:00:00Z"),
        ("Sat, 21 Nov 2026 10:00:00 GMT", "soon"),
        ("Sat, 21 Nov 2026 10:00:00 GMT", ""),
        ("Sat, 21 Nov 2026 10:00:00 GMT", "2026-11-21T09:00:00Z"),
        ("Sat, 21 Nov 2026 10:00:00 GMT", "0001-01-01T00:00:00+23:59"),
    ],
)
async def test_without_a_usable_end_the_token_is_used_until_it_is_refused(
    server: SignInServer, tmp_path: Path, date: str, ends: str
) -> None:
    given = {"SpartanToken": "canary-spartan-0", "ExpiresUtc": {"ISO8601Date": ends}}
    answer = Override(200, json.dumps(given).encode(), {"Date": date})
    server.service.overrides[Step.SPARTAN] = answer
    server.service.overrides[Step.CLEARANCE] = Override(200, b'{"FlightConfigurationId": "c"}')
    assert (await sign_in(server.url, refreshing(tmp_path))).lifetime is None
