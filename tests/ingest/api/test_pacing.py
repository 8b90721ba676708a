"""Turns are handed out evenly, one endpoint not waiting for another."""

from __future__ import annotations

import asyncio

import pytest

from ingest.api.endpoints import Endpoint
from ingest.api.pacing import SPARE, Pacer, Withdrawn
from tests.support.virtual_time import in_virtual_time

RATE = 20.0
INTERVAL = (1 + SPARE) / RATE


def exactly(times: list[float]) -> object:
    """By the clock of the loop, which no busy machine can hold up."""
    return pytest.approx(times, abs=1e-6)


def now() -> float:
    return asyncio.get_running_loop().time()


async def turns(pacer: Pacer, endpoint: Endpoint, count: int) -> list[float]:
    """Seconds from now to each of so many concurrent turns."""
    start = now()

    async def turn() -> float:
        await pacer.turn(endpoint)
        return now() - start

    return sorted(await asyncio.gather(*(turn() for _ in range(count))))


@in_virtual_time
async def test_concurrent_turns_are_spaced_by_the_rate() -> None:
    times = await turns(Pacer({Endpoint.HISTORY: RATE}), Endpoint.HISTORY, 8)
    assert times == exactly([n * INTERVAL for n in range(8)])


@in_virtual_time
async def test_turns_asked_for_one_after_another_are_spaced_too() -> None:
    pacer = Pacer({Endpoint.HISTORY: RATE})
    start = now()
    for n in range(4):
        await pacer.turn(Endpoint.HISTORY)
        assert [now() - start] == exactly([n * INTERVAL])


@in_virtual_time
async def test_an_idle_endpoint_saves_up_no_turns() -> None:
    pacer = Pacer({Endpoint.HISTORY: RATE})
    await pacer.turn(Endpoint.HISTORY)
    await asyncio.sleep(4 * INTERVAL)
    times = await turns(pacer, Endpoint.HISTORY, 3)
    assert times == exactly([0, INTERVAL, 2 * INTERVAL])


@in_virtual_time
async def test_two_endpoints_do_not_slow_each_other() -> None:
    pacer = Pacer({Endpoint.HISTORY: RATE, Endpoint.MATCH_STATS: RATE})
    both = await asyncio.gather(
        turns(pacer, Endpoint.HISTORY, 8), turns(pacer, Endpoint.MATCH_STATS, 8)
    )
    for times in both:
        assert times == exactly([n * INTERVAL for n in range(8)])


@in_virtual_time
async def test_a_pause_holds_back_the_turns_that_follow() -> None:
    pacer = Pacer({Endpoint.HISTORY: RATE})
    pacer.pause(0.3)
    pacer.pause(0.1)  # a shorter one does not end a longer one
    times = await turns(pacer, Endpoint.HISTORY, 3)
    assert times == exactly([0.3 + n * INTERVAL for n in range(3)])


@in_virtual_time
async def test_an_unlimited_endpoint_waits_for_nothing_but_a_pause() -> None:
    pacer = Pacer({Endpoint.HISTORY: 0.01})
    assert await turns(pacer, Endpoint.MATCH_STATS, 1_000) == exactly([0] * 1_000)
    pacer.pause(0.2)
    assert await turns(pacer, Endpoint.MATCH_STATS, 2) == exactly([0.2, 0.2])


@in_virtual_time
async def test_a_pause_holds_back_turns_that_wait_already() -> None:
    pacer = Pacer({Endpoint.HISTORY: RATE})
    waiting = asyncio.create_task(turns(pacer, Endpoint.HISTORY, 4))
    await asyncio.sleep(INTERVAL / 2)
    pacer.pause(0.4)
    again = INTERVAL / 2 + 0.4
    assert await waiting == exactly([0, *(again + n * INTERVAL for n in range(3))])


@in_virtual_time
async def test_closing_withdraws_whoever_waits_and_whoever_comes() -> None:
    pacer = Pacer({Endpoint.HISTORY: 0.01})
    await pacer.turn(Endpoint.HISTORY)
    waiting = asyncio.create_task(pacer.turn(Endpoint.HISTORY))
    await asyncio.sleep(0.01)
    pacer.close()
    for withdrawn in (waiting, pacer.turn(Endpoint.HISTORY), pacer.turn(Endpoint.ASSET)):
        with pytest.raises(Withdrawn):
            await withdrawn
