"""A server that is asked too much is asked less: at once, and more again only by and by."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from yarl import URL

from ingest.api.client import HaloApi
from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.api.pacing import DOUBLES_IN, LEAST_SHARE, SPARE, Pacer
from ingest.api.session import open_session
from ingest.demo.world import World
from tests.support.fault_server import Fault, FaultServer, Send, answering

WORLD = World(seed=3, players=1, matches=30)
IDS = [match.match_id for match in WORLD.matches]
STATS = Endpoint.MATCH_STATS
RATE = 20.0
INTERVAL = (1 + SPARE) / RATE


class Wound(Pacer):
    """A pacer whose clock the test winds, and that only seems to wait."""

    clock = 1_000.0

    def _now(self) -> float:
        return self.clock

    async def _wait(self, seconds: float) -> None:
        self.clock += seconds


async def spacing(pacer: Wound, endpoint: Endpoint = STATS) -> float:
    """Seconds between the next turn and the one after."""
    return -(await pacer.turn(endpoint)) + await pacer.turn(endpoint)


@pytest.mark.fault("N7")
async def test_a_refusal_halves_the_rate_of_its_endpoint_alone() -> None:
    pacer = Wound(dict.fromkeys(Endpoint, RATE))
    turn = await pacer.turn(STATS)
    assert await spacing(pacer) == pytest.approx(INTERVAL)
    pacer.slow_down(STATS, turn)
    assert await spacing(pacer) == pytest.approx(2 * INTERVAL, rel=0.01)
    assert await spacing(pacer, Endpoint.HISTORY) == pytest.approx(INTERVAL)


@pytest.mark.fault("N7")
async def test_requests_that_were_on_their_way_together_halve_it_once() -> None:
    pacer = Wound({STATS: RATE})
    together = [await pacer.turn(STATS) for _ in range(5)]
    for turn in together:
        pacer.slow_down(STATS, turn)
    assert await spacing(pacer) == pytest.approx(2 * INTERVAL, rel=0.01)
    pacer.slow_down(STATS, await pacer.turn(STATS))
    assert await spacing(pacer) == pytest.approx(4 * INTERVAL, rel=0.02)


@pytest.mark.fault("N7")
async def test_the_rate_recovers_slowly_and_never_beyond_what_is_set() -> None:
    pacer = Wound({STATS: RATE})
    for _ in range(2):
        pacer.slow_down(STATS, await pacer.turn(STATS))
    for minutes, times_slower in ((0.0, 4), (0.5, 4 / 2**0.5), (1, 2), (2, 1), (60, 1)):
        pacer.clock = 1_000.0 + minutes * DOUBLES_IN
        assert await spacing(pacer) == pytest.approx(times_slower * INTERVAL, rel=0.02)


@pytest.mark.fault("N7")
async def test_a_server_that_always_refuses_is_still_asked_now_and_then() -> None:
    pacer = Wound({STATS: RATE})
    for _ in range(40):
        pacer.slow_down(STATS, await pacer.turn(STATS))
    assert await spacing(pacer) == pytest.approx(INTERVAL / LEAST_SHARE, rel=0.1)


@pytest.mark.fault("N7")
async def test_a_pause_holds_everybody_but_the_sign_in_and_is_no_time_to_recover() -> None:
    pacer = Wound(dict.fromkeys(Endpoint, RATE))
    turn = await pacer.turn(STATS)
    pacer.pause(900)
    pacer.slow_down(STATS, turn)
    assert await pacer.turn(Endpoint.AUTH) < 1_001
    assert await pacer.turn(Endpoint.HISTORY) >= 1_900
    assert await spacing(pacer) == pytest.approx(2 * INTERVAL, rel=0.01)


@pytest.mark.fault("P6")
async def test_after_a_long_sleep_turns_are_spaced_as_ever() -> None:
    pacer = Wound({STATS: RATE})
    await pacer.turn(STATS)
    pacer.clock += 3_600
    turns = [await pacer.turn(STATS) for _ in range(10)]
    assert all(late - early >= INTERVAL * 0.999 for early, late in pairwise(turns))


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer(WORLD) as server:
        yield server


BY_SECONDS = answering(429, Retry_After="0.6")
BY_DATE = answering(
    429, Date="Sun, 01 Mar 2026 12:00:00 GMT", Retry_After="Sun, 01 Mar 2026 12:00:01 GMT"
)
BUSY = answering(503, Retry_After="0.6")


@pytest.mark.fault("N7")
@pytest.mark.parametrize(
    ("refusal", "seconds", "is_halved"),
    [(BY_SECONDS, 0.6, True), (BY_DATE, 1.0, True), (BUSY, 0.6, False)],
    ids=["seconds", "date", "503"],
)
async def test_nothing_arrives_while_the_server_wants_to_be_left_alone(
    refusal: Send, seconds: float, is_halved: bool, server: FaultServer
) -> None:
    server.faults[f"/hi/matches/{IDS[3]}/stats"] = Fault(refusal, times=1)
    async with open_session(
        Tokens("canary-spartan", "canary-clearance"), URL(server.url)
    ) as session:
        api = HaloApi(session, Pacer(dict.fromkeys(Endpoint, RATE)))
        xuid = WORLD.players[0].xuid
        answers = await asyncio.gather(
            *(api.match_stats(one) for one in IDS[:14]), *(api.match_count(xuid) for _ in range(14))
        )
    assert {answer.status for answer in answers} == {200}
    refused_at = next(one.at for one in server.asked if one.path.endswith(f"{IDS[3]}/stats"))
    # The pause begins when the client has read the refusal. On a busy machine that is later, and
    # requests that had their turn before still arrive: so the pause is the longest gap.
    arrivals = sorted(one.at for one in server.asked if one.at >= refused_at)
    pause, resumed_at = max((after - before, after) for before, after in pairwise(arrivals))
    assert pause >= seconds - 0.2
    stats = [
        one.at for one in server.asked if one.endpoint == "match_stats" and one.at >= resumed_at
    ]
    mean = (stats[-1] - stats[0]) / (len(stats) - 1)
    assert mean >= (1.8 if is_halved else 0.95) * INTERVAL
    assert time.monotonic() - refused_at < 60


@pytest.mark.fault("N7")
async def test_a_refusal_that_names_no_time_is_a_short_pause(server: FaultServer) -> None:
    server.faults[f"/hi/matches/{IDS[0]}/stats"] = Fault(answering(429), times=1)
    said: list[str] = []
    async with open_session(
        Tokens("canary-spartan", "canary-clearance"), URL(server.url)
    ) as session:
        api = HaloApi(session, Pacer({}))
        api.report_to(said.append)
        assert (await api.match_stats(IDS[0])).status == 200
    assert (api.retries, said) == (1, [])


@pytest.mark.fault("N7")
async def test_a_pause_worth_mentioning_is_said(server: FaultServer) -> None:
    server.faults[f"/hi/matches/{IDS[0]}/stats"] = Fault(answering(429, Retry_After="700"), times=1)
    said: list[str] = []
    pacer = Wound({})
    async with open_session(
        Tokens("canary-spartan", "canary-clearance"), URL(server.url)
    ) as session:
        api = HaloApi(session, pacer)
        api.report_to(said.append)
        assert (await api.match_stats(IDS[0])).status == 200
    assert pacer.clock >= 1_700
    assert said == ["the API asks for a pause (HTTP 429): going on in 700 s"]
