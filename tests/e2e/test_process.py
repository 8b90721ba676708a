"""Signals, pipes, full logs, a second ingest: whatever befalls the process, the data is whole."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
import socket
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from aiohttp import web

from ingest.demo.api import endpoint_of
from ingest.demo.server import DemoServer
from ingest.demo.world import World
from ingest.raw import Feed
from ingest.raw.verify import verify
from ingest.run.options import RunOptions
from tests.support.commands import Finished, account, environment, ingest, ingest_arguments, rates
from tests.support.landing import land
from tests.support.raw import content

ONCE = (Feed.MATCH_STATS, Feed.MATCH_SKILL)
BATCH = 25
# enough to see what is landed, and no processes to decode films in
FEW = ("--feed", "match_stats", "--feed", "match_skill")


@pytest.fixture(autouse=True)
def _hangup_is_heard() -> Iterator[None]:
    """Tests started with nohup would hand its deafness down to every command."""
    inherited = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, inherited)


async def started(
    *command: str, env: dict[str, str], cwd: Path, prefix: tuple[str, ...] = ()
) -> Process:
    return await asyncio.create_subprocess_exec(
        *prefix, *ingest_arguments(*command), env=env, cwd=cwd, stdout=PIPE, stderr=PIPE
    )


def is_whole(data_dir: Path) -> bool:
    return not verify(data_dir / "raw").damaged


SLOW = pytest.mark.slow
INT, TERM, HUP = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


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
async def test_p2_p3_p4_the_first_signal_drains_and_the_second_stops_at_once(
    signals: list[signal.Signals], code: int, feeds: tuple[str, ...], tmp_path: Path
) -> None:
    world = World(players=2, matches=60)
    wanted = world.totals("matchmaking").matches
    async with DemoServer(world, delay=0.02) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(60)))
        names = [arg for player in world.players for arg in ("--player", player.xuid)]
        arguments = ("run", *names, *feeds)
        process = await started(*arguments, env=env, cwd=tmp_path)
        while server.requests["match_stats"] < 30:
            await asyncio.sleep(0.02)
        for number in signals:
            process.send_signal(number)
            await asyncio.sleep(0.05)
        _, err = await process.communicate()
        assert process.returncode == code, err
        assert b"Traceback" not in err
        assert err.count(b"stopping: landing what is complete") == 1
        asked = server.requests["match_stats"]
        assert asked < wanted
        assert is_whole(tmp_path / "data")
        server.requests.clear()
        again = await ingest(*arguments, env={**env, **account(server.url)}, cwd=tmp_path)
        assert again.code == 0, again.err
        repeated = asked + server.requests["match_stats"] - wanted
        assert repeated == 0 if len(signals) == 1 else repeated <= BATCH
        assert len(signals) > 1 or "resuming: " in again.err


async def test_p4_a_run_started_with_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    world = World(players=1, matches=30)
    async with DemoServer(world) as server:
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


async def in_shell(command: str, tail: str, env: dict[str, str], cwd: Path) -> Finished:
    """A command as typed, with what a shell does to its streams behind it."""
    line = f"{shlex.join(ingest_arguments(*shlex.split(command)))} {tail}"
    process = await asyncio.create_subprocess_exec(
        "bash", "-o", "pipefail", "-c", line, env=env, cwd=cwd, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.mark.parametrize(
    ("command", "tail", "code"),
    [
        pytest.param("run --verbose", ">&- 2>&-", 0),
        pytest.param("run --json --verbose", ">/dev/full", 6, marks=FULL),
        pytest.param("run --verbose", "2>/dev/full", 0, marks=FULL),
        pytest.param("run", ">&-", 0, marks=SLOW),
        pytest.param("run --verbose", "2>&-", 0, marks=SLOW),
        pytest.param("run", ">/dev/full", 6, marks=[FULL, SLOW]),
        pytest.param("run --verbose", ">/dev/full 2>&1", 6, marks=[FULL, SLOW]),
        pytest.param("--log-format json run --verbose", "2>/dev/full", 0, marks=[FULL, SLOW]),
        pytest.param("run --verbose", "2>&1 | head -1", 141, marks=SLOW),
    ],
)
async def test_p5_a_run_that_cannot_be_heard_lands_everything(
    command: str, tail: str, code: int, tmp_path: Path
) -> None:
    world = World(seed=3, players=1, matches=30)
    async with DemoServer(world) as server:
        feeds = frozenset({Feed.MATCH_STATS, Feed.MATCH_SKILL})
        await land(server, tmp_path / "undisturbed", RunOptions(feeds=feeds))
        env = environment(tmp_path / "data", **account(server.url))
        line = f"{command} --player {world.players[0].xuid} {shlex.join(FEW)}"
        done = await in_shell(line, tail, env, tmp_path)
    assert done.code == code, done.err
    found = content(tmp_path / "data", ONCE)
    assert len(found) == 2 * world.totals("matchmaking").matches
    assert found == content(tmp_path / "undisturbed", ONCE)
    assert is_whole(tmp_path / "data")
    assert "Traceback" not in done.err
    assert "Exception" not in done.err
    lines = [line for line in done.err.splitlines() if "standard output cannot be" in line]
    assert len(lines) == (1 if code == 6 and "2>&1" not in tail else 0)


READERS = ("status", "status --json", "doctor --offline", "doctor --offline --json")
EXPORTS = ("export marts.some --format csv --output -", "export marts.some --output out.parquet")


@pytest.mark.parametrize(
    ("command", "tail", "code"),
    [
        pytest.param("status", "| head -1", None),
        pytest.param("status --json", ">/dev/full", 6, marks=FULL),
        pytest.param("doctor --offline", ">&- 2>&-", 0),
        *(
            pytest.param(command, tail, code, marks=[FULL, SLOW])
            for command in (*READERS, "players list", "--help")
            for tail, code in ((">/dev/full", 6), (">&-", 0), ("2>&-", 0), ("2>/dev/full", 0))
        ),
        *(
            pytest.param(command, tail, 0, marks=[FULL, SLOW])
            for command in EXPORTS
            for tail in ("2>&-", "2>/dev/full")
        ),
        *(pytest.param(command, "| head -1", None, marks=SLOW) for command in (*READERS, "--help")),
        pytest.param(EXPORTS[0], ">&-", 6, marks=SLOW),
        pytest.param(EXPORTS[1], ">&-", 0, marks=SLOW),
        pytest.param("doctor --offline", "", 0, marks=SLOW),
        pytest.param("nonsense", "2>/dev/full", 2, marks=[FULL, SLOW]),
        pytest.param("nonsense", "2>&-", 2, marks=SLOW),
    ],
)
async def test_p5_a_reader_that_goes_away_or_a_full_log_is_no_traceback(
    command: str, tail: str, code: int | None, landed: Path
) -> None:
    env = environment(landed, **account("http://127.0.0.1:9"))
    before = {path: path.read_bytes() for path in (landed / "raw").rglob("*") if path.is_file()}
    done = await in_shell(command, tail, env, landed.parent)
    assert done.code in ((0, 141) if code is None else (code,)), done.err
    if code == 6:
        assert re.fullmatch(r"ingest: standard output [^\n]+\n", done.err)
    elif "nonsense" not in command:
        assert done.err == "" or "rows of" in done.err
    after = {path: path.read_bytes() for path in (landed / "raw").rglob("*") if path.is_file()}
    assert after == before


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landed world, and something to export."""
    folder = tmp_path_factory.mktemp("process") / "data"

    async def fill() -> None:
        async with DemoServer(World(players=1, matches=5)) as server:
            await land(server, folder)

    asyncio.run(fill())
    with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts; create table marts.some as from range(100000)")
    return folder


async def test_p5_nobody_reads_at_all_and_it_ends_quietly(landed: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("status"),
        env=environment(landed),
        cwd=landed.parent,
        stdout=theirs,
        stderr=PIPE,
    )
    os.close(theirs)
    _, err = await process.communicate()
    assert (process.returncode, err) == (141, b"")


class TimedServer(DemoServer):
    """Notes when match stats are asked for."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.arrivals: list[float] = []

    async def _handle(self, request: web.Request) -> web.Response:
        if endpoint_of(request.path) == "match_stats":
            self.arrivals.append(time.monotonic())
        return await super()._handle(request)


@pytest.mark.parametrize(
    ("rate", "asleep"), [(20, 2.0), pytest.param(10, 30.0, marks=pytest.mark.slow)]
)
async def test_p6_after_a_sleep_there_is_no_burst(rate: int, asleep: float, tmp_path: Path) -> None:
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


class GatedServer(DemoServer):
    """Gives no match stats until it is opened: a run that waits for them cannot end."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.opened = asyncio.Event()

    async def _handle(self, request: web.Request) -> web.Response:
        if endpoint_of(request.path) == "match_stats":
            await self.opened.wait()
        return await super()._handle(request)


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
async def test_s6_of_two_ingests_started_at_once_one_is_told_who_the_other_is(
    rounds: int, tmp_path: Path
) -> None:
    for number in range(rounds):
        data_dir = tmp_path / f"{number}"
        async with GatedServer(World(seed=number, players=1, matches=10)) as server:
            env = environment(data_dir, **account(server.url))
            arguments = ("run", "--player", server.world.players[0].xuid, *FEW)
            both = [await started(*arguments, env=env, cwd=tmp_path) for _ in range(2)]
            ends = [asyncio.create_task(one.communicate()) for one in both]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            server.opened.set()
            told = await asyncio.gather(*ends)
        codes = [one.returncode for one in both]
        assert sorted(codes, key=str) == [0, 5], told
        loser = codes.index(5)
        (line,) = told[loser][1].decode().splitlines()
        winner = rf"pid {both[1 - loser].pid} on {re.escape(socket.gethostname())}"
        assert re.search(rf"{winner} since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d", line), line
        assert is_whole(data_dir)
        assert len(content(data_dir, (Feed.MATCH_STATS,))) == 10


async def test_s7_a_killed_ingest_leaves_no_lock_to_remove(tmp_path: Path) -> None:
    world = World(players=1, matches=40)
    async with DemoServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(20)))
        arguments = ("run", "--player", world.players[0].xuid, *FEW)
        process = await started(*arguments, env=env, cwd=tmp_path)
        while server.requests["match_stats"] < 2:
            await asyncio.sleep(0.02)
        process.kill()
        await process.communicate()
        again = await ingest(*arguments, env={**env, **account(server.url)}, cwd=tmp_path)
    assert again.code == 0, again.err
    assert is_whole(tmp_path / "data")


async def test_every_line_on_standard_error_is_json_when_asked_for(tmp_path: Path) -> None:
    world = World(players=1, matches=30)
    async with DemoServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url), HALO_LOG_FORMAT="json")
        arguments = ("run", "--player", world.players[0].xuid, "--verbose", *FEW)
        done = await ingest(*arguments, env=env, cwd=tmp_path)
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert len(lines) == 30, "one a match"
    assert {line["level"] for line in lines} == {"info"}
    failed = await ingest(
        "run", env=environment(tmp_path / "x", HALO_LOG_FORMAT="json"), cwd=tmp_path
    )
    (line,) = failed.err.splitlines()
    assert (json.loads(line)["level"], json.loads(line)["exit"], failed.code) == ("error", 4, 4)
