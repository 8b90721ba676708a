"""Closed pipes, full logs, readers that go away: what is landed is the same, and no traceback."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
from asyncio.subprocess import PIPE
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.raw import Feed
from ingest.run.options import RunOptions
from tests.support.commands import FEW, Finished, account, environment, ingest, ingest_arguments
from tests.support.landing import is_whole, land
from tests.support.raw import content
from tests.support.watched_server import WatchedServer

ONCE = (Feed.MATCH_STATS, Feed.MATCH_SKILL)
SLOW = pytest.mark.slow


async def in_shell(command: str, tail: str, env: dict[str, str], cwd: Path) -> Finished:
    """A command as typed, with what a shell does to its streams behind it."""
    line = f"{shlex.join(ingest_arguments(*shlex.split(command)))} {tail}"
    process = await asyncio.create_subprocess_exec(
        "bash", "-o", "pipefail", "-c", line, env=env, cwd=cwd, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@pytest.mark.fault("P5")
@pytest.mark.parametrize(
    ("command", "tail", "code"),
    [
        pytest.param("run --verbose", ">&- 2>&-", 0, marks=SLOW),
        pytest.param("run --json --verbose", ">/dev/full", 6, marks=FULL),
        pytest.param("run --verbose", "2>/dev/full", 0, marks=[FULL, SLOW]),
        pytest.param("run", ">&-", 0, marks=SLOW),
        pytest.param("run --verbose", "2>&-", 0, marks=SLOW),
        pytest.param("run", ">/dev/full", 6, marks=[FULL, SLOW]),
        pytest.param("run --verbose", ">/dev/full 2>&1", 6, marks=[FULL, SLOW]),
        pytest.param("--log-format json run --verbose", "2>/dev/full", 0, marks=[FULL, SLOW]),
        pytest.param("run --verbose", "2>&1 | head -1", 141, marks=SLOW),
    ],
)
async def test_a_run_whose_output_fails_lands_everything(
    command: str, tail: str, code: int, tmp_path: Path
) -> None:
    world = World(seed=3, players=1, matches=30)
    async with WatchedServer(world) as server:
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


@pytest.mark.fault("P5")
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
async def test_a_reader_that_goes_away_or_a_full_log_is_no_traceback(
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
        async with WatchedServer(World(players=1, matches=5)) as server:
            await land(server, folder)

    asyncio.run(fill())
    with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema marts; create table marts.some as from range(100000)")
    return folder


@pytest.mark.fault("P5")
async def test_it_ends_quietly_without_any_reader(landed: Path) -> None:
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


async def test_every_line_on_standard_error_is_json_when_asked_for(tmp_path: Path) -> None:
    world = World(players=1, matches=30)
    async with WatchedServer(world) as server:
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
