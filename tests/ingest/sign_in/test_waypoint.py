"""Signing in with the cookies of Halo Waypoint: what is pasted, what the site answers."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.errors import ApiUnavailable, IngestError, SignInNeeded
from ingest.sign_in.account import WaypointAccount, find_account, login_file
from ingest.sign_in.exchange import at_once, open_exchange
from ingest.sign_in.first_sign_in import WaypointSignIn, sign_in_with_cookies
from ingest.sign_in.kept import KeptCookies
from ingest.sign_in.signed_in import open_signed_in
from tests.support.sign_in_service import HTML, OtherStep, SignInServer, Step, refusal
from tests.support.watched_server import Override

FRONT = OtherStep.FRONT_PAGE
TOKEN = "v4=canary-pasted"


def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path)}


async def log_in(server: SignInServer, tmp_path: Path, pasted: KeptCookies) -> WaypointSignIn:
    async with open_exchange(URL(server.url), at_once) as exchange:
        return await sign_in_with_cookies(exchange, pasted, login_file(environ(tmp_path)))


async def keep(tmp_path: Path, kept: KeptCookies) -> WaypointAccount:
    file = login_file(environ(tmp_path))
    async with file.held():
        file.keep(kept)
    account = find_account(environ(tmp_path))
    assert isinstance(account, WaypointAccount)
    return account


async def test_a_token_alone_is_checked_by_its_clearance_and_kept(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.pasted = TOKEN
    done = await log_in(server, tmp_path, KeptCookies(TOKEN))
    assert done.account.tokens == Tokens(TOKEN, "canary-clearance")
    assert (done.account.renews, done.refusal, done.account.xuid) == (False, None, None)
    assert login_file(environ(tmp_path)).read() == KeptCookies(TOKEN)
    assert server.service.requests == {Step.CLEARANCE: 1}
    assert "canary" not in repr(done)


async def test_a_token_that_is_refused_is_not_kept(server: SignInServer, tmp_path: Path) -> None:
    server.service.overrides[Step.CLEARANCE] = refusal(401, why="canary-echoed")
    with pytest.raises(SignInNeeded, match="has ended or is refused") as refused:
        await log_in(server, tmp_path, KeptCookies(TOKEN))
    assert "`ingest login --with waypoint`" in str(refused.value)
    assert "canary" not in str(refused.value)
    assert login_file(environ(tmp_path)).read() is None


async def test_the_other_cookie_gives_a_fresh_token_and_is_replaced_itself(
    server: SignInServer, tmp_path: Path
) -> None:
    done = await log_in(server, tmp_path, KeptCookies("", "canary-wpauth-0"))
    assert done.account.tokens.spartan == "v4=canary-spartan-1"
    expected = KeptCookies("v4=canary-spartan-1", "canary-wpauth-1")
    assert login_file(environ(tmp_path)).read() == expected
    assert done.account.renews
    for ends in (done.session_ends, done.account.expires_at):
        assert ends is not None
        assert abs(ends - datetime.now(UTC) - timedelta(hours=4)) < timedelta(minutes=1)
    assert done.account.lifetime == pytest.approx(4 * 3600, abs=5)


async def test_a_cookie_that_does_not_renew_leaves_the_token(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.pasted = TOKEN
    done = await log_in(server, tmp_path, KeptCookies(TOKEN, "canary-old"))
    assert not done.account.renews
    assert "signed out" in str(done.refusal)
    assert login_file(environ(tmp_path)).read() == KeptCookies(TOKEN)
    with pytest.raises(SignInNeeded, match="signed out"):
        await log_in(server, tmp_path, KeptCookies("", "canary-old"))


async def test_each_sign_in_renews_and_the_new_cookie_is_on_disk_before_it_is_used(
    server: SignInServer, tmp_path: Path
) -> None:
    account = await keep(tmp_path, KeptCookies("", "canary-wpauth-0"))
    on_disk: list[object] = []
    server.service.before[Step.CLEARANCE] = lambda: on_disk.append(account.file.read())
    async with open_signed_in(account, URL(server.url), at_once) as signed_in:
        first = await signed_in.current()
        assert await signed_in.current() == first
        second = await signed_in.renewed(first)
    assert on_disk == [
        KeptCookies("v4=canary-spartan-1", "canary-wpauth-1"),
        KeptCookies("v4=canary-spartan-2", "canary-wpauth-2"),
    ]
    assert (first.spartan, second.spartan) == ("v4=canary-spartan-1", "v4=canary-spartan-2")


async def test_a_token_without_the_other_cookie_is_used_until_it_is_refused(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.pasted = TOKEN
    account = await keep(tmp_path, KeptCookies(TOKEN))
    async with open_signed_in(account, URL(server.url), at_once) as signed_in:
        tokens = await signed_in.current()
        with pytest.raises(SignInNeeded, match=r"has ended.*`ingest login --with waypoint`"):
            await signed_in.renewed(tokens)
    assert server.service.requests == {Step.CLEARANCE: 1}


async def test_a_site_that_renews_no_more_leaves_the_token_its_last_hours(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.pasted = TOKEN
    account = await keep(tmp_path, KeptCookies(TOKEN, "canary-old"))
    async with open_signed_in(account, URL(server.url), at_once) as signed_in:
        tokens = await signed_in.current()
        with pytest.raises(SignInNeeded, match="signed out"):
            await signed_in.renewed(tokens)


async def test_a_new_cookie_is_kept_even_if_the_sign_in_fails_afterwards(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.overrides[Step.CLEARANCE] = Override(503)
    with pytest.raises(ApiUnavailable):
        await log_in(server, tmp_path, KeptCookies("", "canary-wpauth-0"))
    expected = KeptCookies("v4=canary-spartan-1", "canary-wpauth-1")
    assert login_file(environ(tmp_path)).read() == expected


async def test_a_cookie_set_on_the_way_is_kept_although_no_token_follows(
    server: SignInServer, tmp_path: Path
) -> None:
    account = await keep(tmp_path, KeptCookies(TOKEN, "canary-wpauth-0"))
    server.service.pasted = TOKEN
    server.service.overrides[FRONT] = Override(200, b"", {"Set-Cookie": "wpauth=canary-next"})
    async with open_signed_in(account, URL(server.url), at_once) as signed_in:
        assert (await signed_in.current()).spartan == TOKEN
    assert account.file.read() == KeptCookies(TOKEN, "canary-next")


async def test_a_site_that_goes_away_on_the_way_leaves_its_newest_cookie(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.pasted = TOKEN
    headers = {"Location": "/?lang=fr", "Set-Cookie": "wpauth=canary-next"}
    server.service.overrides[FRONT] = Override(307, b"", headers, times=1)

    def goes_away() -> None:
        if server.service.requests[FRONT] > 1:
            server.service.overrides[FRONT] = Override(503)

    server.service.before[FRONT] = goes_away
    await log_in(server, tmp_path, KeptCookies(TOKEN, "canary-wpauth-0"))
    assert login_file(environ(tmp_path)).read() == KeptCookies(TOKEN, "canary-next")


async def test_a_site_that_is_away_costs_neither_the_token_nor_the_cookie(
    server: SignInServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.service.pasted = TOKEN
    server.service.overrides[FRONT] = Override(503)
    both = KeptCookies(TOKEN, "canary-wpauth-0")
    done = await log_in(server, tmp_path, both)
    assert isinstance(done.refusal, ApiUnavailable)
    assert done.account.renews
    account = await keep(tmp_path, both)
    async with open_signed_in(account, URL(server.url), at_once) as signed_in:
        assert (await signed_in.current()).spartan == TOKEN
    assert "the token from before is used" in caplog.text
    assert "canary" not in caplog.text
    assert account.file.read() == both


WRONG: dict[str, tuple[Override, type[IngestError]]] = {
    "HTML without a cookie": (HTML, SignInNeeded),
    "401": (Override(401, b"canary-echoed"), SignInNeeded),
    "403": (Override(403, b"canary-echoed"), SignInNeeded),
    "404": (Override(404), SignInNeeded),
    "429": (Override(429), ApiUnavailable),
    "503": (Override(503), ApiUnavailable),
    "another site": (Override(302, b"", {"Location": "https://login.live.com/x"}), SignInNeeded),
    "no address": (Override(302), SignInNeeded),
    "an address of no host": (Override(302, b"", {"Location": "about:blank"}), SignInNeeded),
    "a broken address": (Override(302, b"", {"Location": "http://["}), SignInNeeded),
    "round and round": (Override(302, b"", {"Location": "/"}), SignInNeeded),
    "an empty token": (Override(200, b"", {"Set-Cookie": "343-spartan-token="}), SignInNeeded),
    "another token": (
        Override(200, b"", {"Set-Cookie": "343-spartan-token=canary-x"}),
        SignInNeeded,
    ),
    "a token of two lines": (
        Override(200, b"", {"Set-Cookie": "343-spartan-token=v4%3Dcanary%0D%0AX"}),
        SignInNeeded,
    ),
}


@pytest.mark.fault("N3")
@pytest.mark.parametrize("wrong", WRONG)
async def test_a_front_page_that_goes_wrong_is_one_sentence(
    server: SignInServer, tmp_path: Path, wrong: str
) -> None:
    server.service.overrides[FRONT], kind = WRONG[wrong]
    with pytest.raises(kind) as refused:
        await log_in(server, tmp_path, KeptCookies("", "canary-wpauth-0"))
    text = str(refused.value)
    assert text.startswith("sign-in, Halo Waypoint: ")
    assert len(text.splitlines()) == 1
    assert "canary" not in text
    assert login_file(environ(tmp_path)).read() is None
    assert server.paths == {}


async def test_the_page_of_another_language_is_followed(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.overrides[FRONT] = Override(307, b"", {"Location": "/?lang=fr"}, times=1)
    done = await log_in(server, tmp_path, KeptCookies("", "canary-wpauth-0"))
    assert done.account.renews
    assert server.service.requests[FRONT] == 2


@pytest.mark.parametrize(
    ("attributes", "known"),
    [
        ("Path=/", False),
        ("Path=/; Max-Age=nonsense", False),
        ("Path=/; Max-Age=99999999999999", False),
        ("Path=/; Expires=nonsense", False),
        ("Path=/; Expires=Fri, 21 Nov 2098 10:00:00 GMT", True),
        ("Path=/; Max-Age=3600; Expires=nonsense", True),
    ],
)
async def test_the_end_of_a_cookie_is_said_when_the_site_says_it(
    server: SignInServer, tmp_path: Path, attributes: str, known: bool
) -> None:
    server.service.cookies = attributes
    done = await log_in(server, tmp_path, KeptCookies("", "canary-wpauth-0"))
    assert (done.session_ends is not None) is known
    assert (done.account.expires_at is not None) is known


async def test_two_runs_at_once_do_not_use_the_same_cookie_up_twice(
    server: SignInServer, tmp_path: Path
) -> None:
    account = await keep(tmp_path, KeptCookies("", "canary-wpauth-0"))
    server.service.delay = 0.02
    async with open_exchange(URL(server.url), at_once) as exchange:
        await asyncio.gather(*(account.renew(exchange, None) for _ in range(4)))
    assert account.file.read() == KeptCookies("v4=canary-spartan-4", "canary-wpauth-4")
