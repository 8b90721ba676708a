"""Signing in with a short code: how often it is asked for, and every way in which it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from yarl import URL

from ingest.errors import ApiUnavailable, IngestError, SignInNeeded
from ingest.sign_in.account import RefreshingAccount, find_account, login_file
from ingest.sign_in.azure import AzureApp
from ingest.sign_in.chain import Account
from ingest.sign_in.device_code import DeviceCode, ask_for_code, poll
from ingest.sign_in.exchange import at_once, open_exchange
from ingest.sign_in.first_sign_in import sign_in_with_device
from ingest.sign_in.kept import Authority, KeptRefresh
from ingest.sign_in.microsoft import OAuthTokens
from ingest.sign_in.signed_in import open_signed_in
from tests.support.sign_in_service import GAMERTAG, HTML, OtherStep, SignInServer, Step, refusal
from tests.support.watched_server import Override

CODE, TOKEN = OtherStep.DEVICE_CODE, OtherStep.CONSUMER_TOKEN
APP = AzureApp("public-client", authority=Authority.CONSUMERS)
GIVEN = DeviceCode("ABCD-EFGH", "https://example.org/link", 60, 5, "canary-device-1")


class Waits:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def clock(self) -> float:
        return self.now

    async def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds


async def polled(server: SignInServer, waits: Waits) -> OAuthTokens:
    server.service._new("device")
    async with open_exchange(URL(server.url), at_once) as exchange:
        return await poll(exchange, APP, GIVEN, waits.clock, waits.wait)


async def log_in(server: SignInServer, tmp_path: Path) -> tuple[Account, list[DeviceCode]]:
    shown: list[DeviceCode] = []
    file = login_file({"XDG_CONFIG_HOME": str(tmp_path)})
    async with open_exchange(URL(server.url), at_once) as exchange:
        return await sign_in_with_device(exchange, APP, file, shown.append), shown


async def test_a_typed_code_signs_in_and_the_next_run_needs_none(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.device_answers = ["authorization_pending"] * 2
    account, shown = await log_in(server, tmp_path)
    assert account.gamertag == GAMERTAG
    assert [(code.user_code, code.page) for code in shown] == [
        ("ABCD-EFGH", "https://www.microsoft.com/link")
    ]
    assert "canary" not in repr(shown)
    assert server.service.requests[TOKEN] == 3

    environ = {"XDG_CONFIG_HOME": str(tmp_path), "SPNKR_AZURE_CLIENT_SECRET": "canary-of-another"}
    found = find_account(environ)
    assert isinstance(found, RefreshingAccount)
    async with open_signed_in(found, URL(server.url), at_once) as signed_in:
        await signed_in.sign_in()
    sent = server.service.forms[-1]
    assert sent == {
        "grant_type": "refresh_token",
        "refresh_token": "canary-refresh-1",
        "client_id": "public-client",
        "scope": "XboxLive.signin offline_access",
    }
    assert Step.OAUTH not in server.service.requests  # the other service would refuse it
    assert found.file.read() == KeptRefresh(
        "canary-refresh-2", "public-client", "", Authority.CONSUMERS
    )


async def test_the_pace_is_the_one_the_answers_ask_for(server: SignInServer) -> None:
    server.service.device_answers = ["authorization_pending", "slow_down", "slow_down"]
    waits = Waits()
    await polled(server, waits)
    assert waits.waited == [5, 5, 10, 15]


async def test_a_code_that_no_one_types_expires(server: SignInServer) -> None:
    server.service.device_answers = ["authorization_pending"] * 100
    waits = Waits()
    with pytest.raises(SignInNeeded, match=r"has expired.*`ingest login --with device-code`"):
        await polled(server, waits)
    assert waits.waited == [5] * 12  # 60 seconds, as the answer said


async def test_a_service_that_is_away_for_a_moment_is_asked_more_slowly(
    server: SignInServer,
) -> None:
    server.service.overrides[TOKEN] = Override(503, times=2)
    waits = Waits()
    await polled(server, waits)
    assert waits.waited == [5, 10, 20]


@pytest.mark.fault("N3")
@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("authorization_declined", "consent was not given"),
        ("access_denied", "consent was not given"),
        ("expired_token", "has expired"),
        ("code_expired", "has expired"),
        ("bad_verification_code", "not known"),
        ("invalid_grant", "used up"),
        ("invalid_client", "public client flows"),
        ("unauthorized_client", "client id"),
        ("canary", "refused"),
        (["canary"], "refused"),
    ],
)
async def test_every_refusal_of_a_poll_is_one_sentence(
    server: SignInServer, error: object, says: str
) -> None:
    server.service.overrides[TOKEN] = refusal(400, error=error, error_description="canary")
    with pytest.raises(SignInNeeded, match=says) as refused:
        await polled(server, Waits())
    assert "`ingest login" in str(refused.value)
    assert "canary" not in str(refused.value)
    assert server.service.requests[TOKEN] == 1


WRONG: dict[str, tuple[Override, type[IngestError]]] = {
    "no such app": (refusal(400, error="unauthorized_client", x="canary"), SignInNeeded),
    "not public": (refusal(401, error="invalid_client", x="canary"), SignInNeeded),
    "no such scope": (refusal(400, error="invalid_scope", x="canary"), SignInNeeded),
    "invalid": (refusal(400, error="invalid_request", x="canary"), SignInNeeded),
    "pending is no answer here": (refusal(400, error="authorization_pending"), SignInNeeded),
    "HTML": (HTML, SignInNeeded),
    "empty": (Override(200), SignInNeeded),
    "other keys": (Override(200, b'{"canary": 1}'), SignInNeeded),
    "two lines": (
        Override(200, json.dumps({"user_code": "A\nB", "device_code": "canary"}).encode()),
        SignInNeeded,
    ),
    "429": (Override(429), ApiUnavailable),
    "503": (Override(503), ApiUnavailable),
    "a redirect": (Override(302, b"", {"Location": "/elsewhere"}), SignInNeeded),
}


@pytest.mark.fault("N3")
@pytest.mark.parametrize("wrong", WRONG)
async def test_a_code_that_is_not_given_is_one_sentence(
    server: SignInServer, tmp_path: Path, wrong: str
) -> None:
    server.service.overrides[CODE], kind = WRONG[wrong]
    with pytest.raises(kind) as refused:
        await log_in(server, tmp_path)
    text = str(refused.value)
    assert text.startswith("sign-in, device code: ")
    assert len(text.splitlines()) == 1
    assert "canary" not in text
    assert server.service.requests[TOKEN] == 0


@pytest.mark.parametrize(
    ("numbers", "lifetime", "interval"),
    [
        ({}, 900, 5),
        ({"expires_in": "600", "interval": "7"}, 600, 7),
        ({"expires_in": -1, "interval": 0}, 900, 5),
        ({"expires_in": [], "interval": "soon"}, 900, 5),
        ({"expires_in": 1e12, "interval": 1e12}, 3600, 60),
    ],
)
async def test_numbers_that_make_no_sense_are_replaced(
    server: SignInServer, numbers: dict[str, object], lifetime: float, interval: float
) -> None:
    given = {"user_code": "A", "device_code": "canary", "verification_uri": "https://x", **numbers}
    server.service.overrides[CODE] = Override(200, json.dumps(given).encode())
    async with open_exchange(URL(server.url), at_once) as exchange:
        code = await ask_for_code(exchange, APP)
    assert (code.lifetime, code.interval) == (lifetime, interval)
