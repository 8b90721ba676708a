"""P7: memory and file descriptors run out; what was saved is safe, and one line says what to do."""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.raw.verify import verify
from tests.support.commands import ROOT, Finished, account, environment, ingest_arguments
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import WatchedServer

GIGABYTE = 1 << 30


async def run_within(kind: int, limit: int, server: WatchedServer, data_dir: Path) -> Finished:
    """A run for the world's only player, in a process with this limit."""
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("run", "--player", server.world.players[0].xuid),
        env=environment(data_dir, **account(server.url)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(kind, (limit, limit)),
    )
    out, err = await asyncio.wait_for(process.communicate(), timeout=120)
    return Finished(process.returncode or 0, out.decode(), err.decode())


@pytest.mark.fault("P7")
@pytest.mark.parametrize(
    "descriptors", [pytest.param(n, marks=pytest.mark.slow) for n in (12, 16, 24, 32, 48, 64)]
)
async def test_few_file_descriptors(descriptors: int, tmp_path: Path) -> None:
    world = World(seed=3, players=1, matches=40)
    async with WatchedServer(world) as server:
        done = await run_within(resource.RLIMIT_NOFILE, descriptors, server, tmp_path)
        assert done.code in (0, 3, 6), done.err
        assert "Traceback" not in done.err
        if done.code == 6:
            assert len(done.err.splitlines()) == 1, done.err
            assert "Too many open files" in done.err
            assert "ingest verify" not in done.err, "nothing is damaged"
        assert (await land(server, tmp_path)).exit_code == 0
    keys = [key for (key,) in rows(tmp_path, "match_stats", "key") if key]
    ok = [key for key, status in rows(tmp_path, "match_stats", "key, status") if status == "ok"]
    assert len(ok) == len(set(ok)) == len(set(keys)) == world.totals().matches
    verdict = verify(tmp_path / "raw")
    assert (verdict.damaged, verdict.missing) == ({}, [])


@pytest.mark.fault("P7")
async def test_too_little_memory_is_reported_before_anything_begins(tmp_path: Path) -> None:
    async with WatchedServer(World(seed=3, players=1, matches=40)) as server:
        done = await run_within(resource.RLIMIT_AS, GIGABYTE, server, tmp_path / "data")
        assert server.requests.total() == 0
    assert (done.code, done.out) == (6, "")
    assert len(done.err.splitlines()) == 1
    assert "ulimit -v" in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.fault("P7")
async def test_memory_that_runs_out_is_one_line(tmp_path: Path) -> None:
    """Somewhere in the middle of a command, as a limit that is just too low would have it."""
    program = (
        "from ingest.cli import app, status\n"
        "def run_out(environ): raise MemoryError\n"
        "status.load_settings = run_out\n"
        "app.main()"
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "status"),
        env=environment(tmp_path),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert (process.returncode, out) == (6, b"")
    (line,) = err.decode().splitlines()
    assert "memory ran out" in line
