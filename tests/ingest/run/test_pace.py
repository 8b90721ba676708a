"""A run is as fast as the limits allow and never faster: a server that counts would tell."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import defaultdict
from multiprocessing.connection import Connection
from operator import sub
from pathlib import Path
from statistics import median

import pytest
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.rates import DEFAULT_RATES
from ingest.demo.world import World
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.settings import Settings
from tests.support.fault_server import Asked, FaultServer, Send, answering


def world_of(matches: int) -> World:
    return World(seed=23, players=1, matches=matches)


class Limits:
    """Refuses what is one too many in the second before it.

    A loaded machine may read a request some time after it arrived, up to `late` seconds.
    """

    def __init__(self, rates: dict[str, float], late: float) -> None:
        self.rates = rates
        self.second = 1 - late
        self.arrivals: dict[str, list[float]] = defaultdict(list)
        self.refused = 0

    def __call__(self, asked: Asked) -> Send | None:
        arrivals = self.arrivals[asked.endpoint]
        arrivals.append(asked.at)
        within = sum(asked.at - self.second < one <= asked.at for one in arrivals[-200:])
        if within <= self.rates[asked.endpoint]:
            return None
        self.refused += 1
        return answering(429, Retry_After="5")


def serve(matches: int, rates: dict[str, float], late: float, pipe: Connection) -> None:
    """A server in a process of its own, so that its clock is not ours to hold up."""

    async def main() -> None:
        limits = Limits(rates, late)
        async with FaultServer(world_of(matches), fate=limits) as server:
            pipe.send(server.url)
            await asyncio.to_thread(pipe.recv)
            pipe.send((dict(limits.arrivals), limits.refused))

    asyncio.run(main())


@pytest.mark.fault("N7")
@pytest.mark.parametrize(
    ("faster", "matches", "late"),
    [
        pytest.param(1, 30, 0.25, id="sample"),
        # a busy machine sees a request some milliseconds late, and the next one in time
        pytest.param(1, 240, 0.05, id="default-limits", marks=pytest.mark.slow),
    ],
)
async def test_a_run_is_bound_by_the_limits_and_keeps_them(
    faster: int, matches: int, late: float, tmp_path: Path
) -> None:
    rates = {endpoint: rate * faster for endpoint, rate in DEFAULT_RATES.items()}
    here, there = multiprocessing.Pipe()
    spawning = multiprocessing.get_context("spawn")
    named = {endpoint.value: rate for endpoint, rate in rates.items()}
    server = spawning.Process(target=serve, args=(matches, named, late, there), daemon=True)
    server.start()
    try:
        url = await asyncio.to_thread(here.recv)
        settings = Settings(data_dir=tmp_path, api_url=URL(url), rates=rates)
        world = world_of(matches)
        tokens = Tokens("canary-spartan", "canary-clearance")
        request = RunRequest(settings, RunOptions(), [world.players[0].xuid], tokens)
        summary = await run(request, Progress(quiet=True))
        here.send("enough")
        arrivals, refused = await asyncio.to_thread(here.recv)
    finally:
        server.kill()
    assert summary.exit_code == 0
    # any rate + 1 requests in a row take more than a second
    tightest = {
        endpoint: min(map(sub, times[int(named[endpoint]) :], times), default=2.0)
        for endpoint, times in arrivals.items()
    }
    assert min(tightest.values()) >= 1.0 - late, tightest
    assert (refused, summary.retries) == (0, 0)
    # a busy machine delays some requests; most follow each other as closely as the limit allows
    slowest = max(arrivals, key=lambda endpoint: len(arrivals[endpoint]) / named[endpoint])
    gap = median(map(sub, arrivals[slowest][1:], arrivals[slowest])) * named[slowest]
    print(f"{slowest}: the median gap is {gap:.3f} of the one that the limit asks for")
    assert gap <= 1.05
