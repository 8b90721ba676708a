"""One sign-in for all who need it, in time, and never a refresh token lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from yarl import URL

from ingest.api.client import HaloApi
from ingest.api.pacing import Pacer
from ingest.api.session import open_session
from ingest.demo.world import World
from ingest.errors import ApiUnavailable, SignInNeeded
from ingest.sign_in.account import RefreshingAccount, find_account
from ingest.sign_in.exchange import at_once, open_exchange
from ingest.sign_in.signed_in import SignedIn
from tests.support.sign_in_service import SignInServer, Step, refusal
from tests.support.watched_server import Override


@dataclass
class Clock:
    """A monotonic clock that the test winds."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def account(tmp_path: Path) -> RefreshingAccount:
    found = find_account(
        {
            "XDG_CONFIG_HOME": str(tmp_path),
            "SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0",
            "SPNKR_AZURE_CLIENT_ID": "client",
        }
    )
    assert isinstance(found, RefreshingAccount)
    return found


@asynccontextmanager
async def connected(
    server: SignInServer, account: RefreshingAccount, clock: Clock | None = None
) -> AsyncIterator[tuple[HaloApi, SignedIn]]:
    origin = URL(server.url)

    async def turn() -> None:
        return None

    async with open_exchange(origin, turn) as exchange:
        signed_in = SignedIn(account, exchange, clock or time.monotonic)
        async with open_session(signed_in, origin) as session:
            try:
                yield HaloApi(session, Pacer({})), signed_in
            finally:
                await signed_in.settle()


def match_ids(world: World, count: int) -> Iterator[str]:
    for position in range(count):
        yield world.matches[position % len(world.matches)].match_id


@pytest.mark.fault("N1")
@pytest.mark.parametrize("rounds", [10, pytest.param(100, marks=pytest.mark.slow)])
async def test_fifty_refusals_at_once_are_one_refresh_in_each_round(
    server: SignInServer, world: World, account: RefreshingAccount, rounds: int
) -> None:
    ids = list(match_ids(world, 50))
    for match_id in ids:
        server.overrides[f"/hi/matches/{match_id}/stats"] = Override(body=b"{}")
    async with connected(server, account) as (api, signed_in):
        await signed_in.current()
        for round_ in range(rounds):
            assert server.service.sign_ins == round_ + 1
            server.service.spartans.append("revoked: none of ours is good")
            before = server.requests["match_stats"]
            answers = await asyncio.gather(*(api.match_stats(one) for one in ids))
            assert {answer.status for answer in answers} == {200}
            assert server.requests["match_stats"] - before == 100
        assert server.service.requests == dict.fromkeys(Step, rounds + 1)
    assert server.violations == []


@pytest.mark.fault("N1")
async def test_a_late_refusal_of_the_old_token_costs_no_second_refresh(
    server: SignInServer, account: RefreshingAccount
) -> None:
    async with connected(server, account) as (_, signed_in):
        old = await signed_in.current()
        new = await signed_in.renewed(old)
        assert new is not old
        assert await signed_in.renewed(old) is new
        assert server.service.sign_ins == 2


@pytest.mark.fault("N1")
async def test_fresh_tokens_refused_as_well_end_the_run(
    server: SignInServer, world: World, account: RefreshingAccount
) -> None:
    async with connected(server, account) as (api, signed_in):
        await signed_in.current()
        server.service.before[Step.CLEARANCE] = lambda: server.service.spartans.append("another")
        server.service.spartans.append("revoked")
        with pytest.raises(SignInNeeded, match="run `ingest login`") as told:
            await api.match_stats(world.matches[0].match_id)
    assert told.value.exit_code == 4
    assert server.requests["match_stats"] == 2
    assert server.service.sign_ins == 2


@pytest.mark.fault("N1")
@pytest.mark.parametrize("lifetime_known", [True, False])
async def test_a_refresh_that_fails_has_failed_for_everybody(
    server: SignInServer, world: World, account: RefreshingAccount, lifetime_known: bool
) -> None:
    server.service.lifetime = 3600 if lifetime_known else -1
    async with connected(server, account) as (api, signed_in):
        await signed_in.current()
        server.service.spartans.append("revoked")
        server.service.overrides[Step.OAUTH] = refusal(400, error="invalid_grant")
        asked = (api.match_stats(one) for one in match_ids(world, 50))
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert {type(answer) for answer in answers} == {SignInNeeded}
        with pytest.raises(SignInNeeded):
            await signed_in.renewed(await signed_in.current())
    assert server.service.sign_ins == 2


@pytest.mark.fault("N2")
async def test_the_rotated_token_is_kept_before_the_access_token_is_used(
    server: SignInServer, account: RefreshingAccount
) -> None:
    kept: list[str] = []
    server.service.before[Step.XBOX_USER] = lambda: kept.append(account.refresh_token())
    async with connected(server, account) as (_, signed_in):
        old = await signed_in.current()
        await signed_in.renewed(old)
    assert kept == ["canary-refresh-1", "canary-refresh-2"]
    assert [form["refresh_token"] for form in server.service.forms] == [
        "canary-refresh-0",
        "canary-refresh-1",
    ]


@pytest.mark.fault("N2")
async def test_without_a_rotated_token_the_old_one_stays(
    server: SignInServer, account: RefreshingAccount
) -> None:
    server.service.rotates = False
    async with connected(server, account) as (_, signed_in):
        old = await signed_in.current()
        await signed_in.renewed(old)
    assert account.file.read() is None
    assert {form["refresh_token"] for form in server.service.forms} == {"canary-refresh-0"}


@pytest.mark.fault("N2")
async def test_a_run_cancelled_between_receipt_and_use_still_keeps_the_token(
    server: SignInServer, account: RefreshingAccount
) -> None:
    async with connected(server, account) as (_, signed_in):
        asked = asyncio.Event()
        server.service.before[Step.OAUTH] = asked.set
        waiting = asyncio.create_task(signed_in.current())
        await asked.wait()
        waiting.cancel()
    assert server.service.requests == {Step.OAUTH: 1}
    assert account.refresh_token() == "canary-refresh-1"


@pytest.mark.fault("N2")
async def test_two_runs_at_once_do_not_use_the_same_token_up_twice(
    server: SignInServer, account: RefreshingAccount
) -> None:
    server.service.delay = 0.05
    async with open_exchange(URL(server.url), at_once) as exchange:
        await asyncio.gather(
            *(account.renew(exchange, None) for _ in range(5)),
        )
    used = [form["refresh_token"] for form in server.service.forms]
    assert used == [f"canary-refresh-{number}" for number in range(5)]


@pytest.mark.fault("S12")
@pytest.mark.parametrize("error_hours", [0, -24, -1, 1, 24])
async def test_tokens_are_renewed_five_minutes_before_the_servers_end_of_them(
    server: SignInServer, account: RefreshingAccount, error_hours: int
) -> None:
    """The server's clock and ours may differ by any amount."""
    server.service.clock_error = timedelta(hours=error_hours)
    server.service.lifetime = 4 * 3600
    clock = Clock()
    async with connected(server, account, clock) as (_, signed_in):
        await signed_in.current()
        clock.now += 4 * 3600 - 303
        await signed_in.current()
        assert server.service.sign_ins == 1
        clock.now += 4
        await asyncio.gather(*(signed_in.current() for _ in range(20)))
        assert server.service.sign_ins == 2


async def test_tokens_that_hardly_last_are_not_renewed_before_each_request(
    server: SignInServer, account: RefreshingAccount
) -> None:
    server.service.lifetime = 200
    clock = Clock()
    async with connected(server, account, clock) as (_, signed_in):
        for _ in range(5):
            await signed_in.current()
        assert server.service.sign_ins == 1
        clock.now += 101
        await signed_in.current()
        assert server.service.sign_ins == 2


async def test_a_sign_in_that_cannot_be_reached_is_an_api_that_is_unavailable(
    server: SignInServer, world: World, account: RefreshingAccount
) -> None:
    server.service.overrides[Step.SPARTAN] = Override(503)
    async with connected(server, account) as (api, _):
        with pytest.raises(ApiUnavailable, match="Spartan token") as told:
            await api.match_stats(world.matches[0].match_id)
    assert told.value.exit_code == 7
    assert server.service.requests[Step.SPARTAN] == 3
    assert account.refresh_token() == "canary-refresh-1"


async def test_a_renewal_that_cannot_be_reached_waits_while_the_token_is_good(
    server: SignInServer, account: RefreshingAccount
) -> None:
    clock = Clock()
    async with connected(server, account, clock) as (_, signed_in):
        first = await signed_in.current()
        clock.now += 4 * 3600 - 200
        server.service.overrides[Step.OAUTH] = Override(503)
        assert await asyncio.gather(*(signed_in.current() for _ in range(9))) == [first] * 9
        assert server.service.sign_ins == 1 + 3
        del server.service.overrides[Step.OAUTH]
        assert await signed_in.current() is first
        clock.now += 31
        assert await signed_in.current() is not first
        clock.now += 4 * 3600 + 2
        server.service.overrides[Step.OAUTH] = Override(503)
        with pytest.raises(ApiUnavailable):
            await signed_in.current()
