"""Signals, hangups and sleep: a run that is told to end lands what is complete, once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from ingest.demo.api import endpoint_of
from ingest.demo.world import World
from ingest.raw import Feed
from tests.support.commands import FEW, account, environment, ingest, rates, started
from tests.support.landing import is_whole
from tests.support.raw import content
from tests.support.watched_server import WatchedServer

BATCH = 25
UNTIL_KILLED = 60.0
"""Seconds that the server keeps an answer: longer than a run waits for it after one signal."""


@pytest.fixture(autouse=True)
def _hangup_is_heard() -> Iterator[None]:
    """Tests started with nohup would hand its deafness down to every command."""
    inherited = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, inherited)


SLOW = pytest.mark.slow
INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


@pytest.mark.fault("P2", "P3", "P4")
@pytest.mark.parametrize(
    ("signals", "code", "feeds"),
    [
        pytest.param([INT], 130, FEW, id="Ctrl-C"),
        pytest.param([INT, INT], 130, FEW, id="Ctrl-C twice"),
        pytest.param([TERM], 143, FEW, id="SIGTERM"),
        pytest.param([HUP], 129, FEW, id="SIGHUP"),
        pytest.param([INT], 130, (), id="all feeds, Ctrl-C", marks=SLOW),
        pytest.param([INT, INT], 130, (), id="all feeds, Ctrl-C twice", marks=SLOW),
        pytest.param([TERM, TERM], 143, (), id="all feeds, SIGTERM twice", marks=SLOW),
        pytest.param([HUP, TERM], 143, (), id="all feeds, SIGHUP, SIGTERM", marks=SLOW),
    ],
)
async def test_the_first_signal_drains_and_the_second_stops_at_once(
    signals: list[signal.Signals], code: int, feeds: tuple[str, ...], tmp_path: Path
) -> None:
    world = World(players=2, matches=60)
    wanted = world.totals("matchmaking").matches
    async with WatchedServer(world, delay=0.02) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(60)))
        names = [arg for player in world.players for arg in ("--player", player.xuid)]
        arguments = ("run", *names, *feeds)
        process = await started(*arguments, env=env, cwd=tmp_path)
        while server.requests["match_stats"] < 30:
            await asyncio.sleep(0.02)
        server.delay = UNTIL_KILLED if len(signals) > 1 else server.delay
        process.send_signal(signals[0])
        assert process.stderr
        err = await process.stderr.readuntil(b"stopping")
        for number in signals[1:]:
            process.send_signal(number)
        err += (await process.communicate())[1]
        assert process.returncode == code, err
        server.delay = 0.0
        assert b"Traceback" not in err
        assert err.count(b"stopping: landing what is complete") == 1
        assert b"leaked" not in err
        asked = server.requests["match_stats"]
        assert asked < wanted
        assert is_whole(tmp_path / "data")
        server.requests.clear()
        again = await ingest(*arguments, env={**env, **account(server.url)}, cwd=tmp_path)
        assert again.code == 0, again.err
        repeated = asked + server.requests["match_stats"] - wanted
        assert repeated == 0 if len(signals) == 1 else repeated <= BATCH
        assert len(signals) > 1 or "resuming: " in again.err


class FirstFilmServer(WatchedServer):
    """Answers the first film chunk, and everything after it only when the test says so."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.go_on = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        first = endpoint_of(request.path) == "film_chunk" and not self.requests["film_chunk"]
        if self.requests["film_chunk"] and not first:
            await self.go_on.wait()
        return await super().handle(request)


@pytest.mark.fault("P2")
async def test_ctrl_c_reaches_workers_that_are_starting_and_leaves_no_traceback(
    tmp_path: Path,
) -> None:
    """A terminal sends Ctrl-C to every process of the run."""
    world = World(players=1, matches=60)
    async with FirstFilmServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url))
        arguments = ("run", "--player", world.players[0].xuid)
        process = await started(*arguments, env=env, cwd=tmp_path, prefix=("setsid",))
        # the run cannot end meanwhile: the server keeps its answers
        while not workers_of(process.pid):
            assert process.returncode is None
            await asyncio.sleep(0.005)
        os.killpg(process.pid, INT)
        assert process.stderr
        err = await process.stderr.readuntil(b"stopping")
        server.go_on.set()
        err += (await process.communicate())[1]
    assert process.returncode == 130, err
    assert b"Traceback" not in err


def workers_of(pid: int) -> list[str]:
    """Processes that decode films, from the moment at which they begin."""
    # without -ww, lines end where COLUMNS says, which may be before the word
    listed = ["ps", "-ww", "-o", "args=", "--ppid", str(pid)]
    found = subprocess.run(listed, capture_output=True, text=True, check=False).stdout
    return [line for line in found.splitlines() if "spawn_main" in line]


@pytest.mark.fault("P4")
async def test_a_run_started_with_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    world = World(players=1, matches=30)
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(40)))
        arguments = ("run", "--player", world.players[0].xuid, *FEW)
        process = await started(*arguments, env=env, cwd=tmp_path, prefix=("nohup",))
        while server.requests["match_stats"] < 3:
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGHUP)
        _, err = await process.communicate()
    assert process.returncode == 0, err
    assert b"stopping" not in err
    assert len(content(tmp_path / "data", (Feed.MATCH_STATS,))) == 30


class TimedServer(WatchedServer):
    """Notes when match stats are asked for."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.arrivals: list[float] = []

    async def handle(self, request: web.Request) -> web.Response:
        if endpoint_of(request.path) == "match_stats":
            self.arrivals.append(time.monotonic())
        return await super().handle(request)


@pytest.mark.fault("P6")
@pytest.mark.parametrize(
    ("rate", "asleep"), [(20, 2.0), pytest.param(10, 30.0, marks=pytest.mark.slow)]
)
async def test_after_a_sleep_there_is_no_burst(rate: int, asleep: float, tmp_path: Path) -> None:
    world = World(players=1, matches=3 * rate)
    async with TimedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url, f"match_stats={rate}"))
        arguments = ("run", "--player", world.players[0].xuid, "--feed", "match_stats")
        process = await started(*arguments, env=env, cwd=tmp_path)
        while len(server.arrivals) < rate:
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(asleep)
        before = len(server.arrivals)
        awake = time.monotonic()
        process.send_signal(signal.SIGCONT)
        _, err = await process.communicate()
    assert process.returncode == 0, err
    after = [one - awake for one in server.arrivals[before:]]
    assert len(after) > rate
    # what was missed in the sleep would come at once: many times the rate in the first second
    for begin in after:
        assert sum(begin <= one < begin + 1 for one in after) <= 2 * rate
