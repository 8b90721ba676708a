"""Directories and disks as people have them: full, read-only, oddly named."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.commands import (
    MODELS_ONLY,
    ROOT,
    Finished,
    account,
    environment,
    ingest,
    ingest_arguments,
)
from tests.support.landing import land
from tests.support.namespaces import behind, needs_namespaces
from tests.support.watched_server import WatchedServer

ODD = ("with space", "o'quote", 'dou"ble', "b[x]", "Ünï 日本", "%20#", "b*?{a}")
REFUSED = ("#", "?")
LONG = "/".join(["x" * 100] * 3)


async def run_in(command: list[str], server: WatchedServer, data_dir: Path) -> Finished:
    """A run for the first player of the server's world, by this command."""
    process = await asyncio.create_subprocess_exec(
        *command,
        "--player",
        server.world.players[0].xuid,
        env=environment(data_dir, **account(server.url)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


def check_refused_at_once(done: Finished, server: WatchedServer, word: str) -> None:
    assert done.code == 6, done.err
    assert word in done.err
    assert len(done.err.splitlines()) == 1
    assert server.requests.total() == 0


@pytest.mark.fault("S1")
@needs_namespaces
async def test_a_disk_of_8_mb_is_refused_before_any_request(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=8m tmpfs {shlex.quote(str(tmp_path))}"
    async with WatchedServer(World(players=1, matches=3)) as server:
        done = await run_in(behind(mount, ingest_arguments("run")), server, tmp_path)
        check_refused_at_once(done, server, "67,108,864 needed")


@pytest.mark.fault("S1")
@needs_namespaces
def test_a_disk_that_really_fills_up_loses_nothing(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=3m tmpfs {shlex.quote(str(tmp_path))}"
    command = [sys.executable, "-m", "tests.support.full_disk", str(tmp_path / "raw")]
    done = subprocess.run(
        behind(mount, command), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["code"] == 6
    assert "No space left on device" in told["told"]
    assert "bytes are free" in told["told"]
    assert told["safe"] >= 4
    assert (told["left"], told["lost"], told["damaged"]) == ([], [], 0)
    assert told["rows"] == told["keys"] == told["safe"] + 4, "the retry landed the rest, once"


def set_mode_of_folders(top: Path, mode: int) -> None:
    for folder in [top, *(path for path in top.rglob("*") if path.is_dir())]:
        folder.chmod(mode)


@pytest.mark.fault("S3")
@pytest.mark.parametrize("lands_first", [True, pytest.param(False, marks=pytest.mark.slow)])
async def test_a_read_only_directory_sends_no_request(lands_first: bool, tmp_path: Path) -> None:
    # root is stripped of what lets it write anywhere
    stripped = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    async with WatchedServer(World(players=1, matches=3)) as server:
        if lands_first:
            await land(server, tmp_path)
            server.requests.clear()
        set_mode_of_folders(tmp_path, 0o555)
        try:
            done = await run_in([*stripped, *ingest_arguments("run")], server, tmp_path)
        finally:
            set_mode_of_folders(tmp_path, 0o755)
        check_refused_at_once(done, server, "Permission denied")


@pytest.mark.fault("S3")
@needs_namespaces
async def test_a_read_only_mount_sends_no_request(tmp_path: Path) -> None:
    where = shlex.quote(str(tmp_path))
    mount = f"mount --bind {where} {where} && mount -o remount,bind,ro {where}"
    async with WatchedServer(World(players=1, matches=3)) as server:
        await land(server, tmp_path)
        server.requests.clear()
        done = await run_in(behind(mount, ingest_arguments("run")), server, tmp_path)
        check_refused_at_once(done, server, "Read-only file system")


async def check_that_commands_work_in(data_dir: Path) -> None:
    world = World(seed=5, players=1, matches=6)
    async with WatchedServer(world) as server:
        env = environment(data_dir, **account(server.url))
        for _ in range(2):
            done = await run_in(ingest_arguments("run"), server, data_dir)
            assert done.code == 0, done.err
        assert server.requests["match_stats"] == world.totals("matchmaking").matches
    for command, word in (("status", "match_stats"), ("verify", "rows verified")):
        done = await ingest(command, env=env, cwd=data_dir)
        assert (done.code, done.err) == (0, "")
        assert word in done.out


@pytest.mark.fault("S13")
async def test_commands_work_in_an_odd_and_long_directory(tmp_path: Path) -> None:
    await check_that_commands_work_in(tmp_path / " ".join(ODD) / LONG)


@pytest.mark.fault("S13")
@pytest.mark.slow
@pytest.mark.parametrize("name", [*ODD, LONG])
async def test_commands_work_in_each_odd_directory(name: str, tmp_path: Path) -> None:
    await check_that_commands_work_in(tmp_path / name)


@pytest.mark.fault("S13")
@pytest.mark.slow
async def test_a_build_and_an_export_work_in_an_odd_and_long_directory(tmp_path: Path) -> None:
    data_dir = tmp_path / " ".join(name for name in ODD if not set(name) & set(REFUSED)) / LONG
    async with WatchedServer(World(seed=5, players=1, matches=6)) as server:
        await land(server, data_dir)
    env = environment(data_dir, **targets(tmp_path))
    done = await ingest("build", "--select", "+match_registry", *MODELS_ONLY, env=env, cwd=ROOT)
    assert done.code == 0, done.out[-3000:] + done.err
    out = data_dir / "registry.parquet"
    done = await ingest("export", "core.match_registry", "--output", str(out), env=env, cwd=ROOT)
    assert done.code == 0, done.err
    with duckdb.connect() as connection:
        query = "select count(*) from read_parquet(?)"
        registry = str(out).replace("[", "[[]").replace("*", "[*]")
        assert connection.execute(query, [registry]).fetchall() == [(6,)]


@pytest.mark.fault("S13")
@pytest.mark.parametrize("sign", REFUSED)
async def test_signs_that_dbt_cannot_take_are_refused_up_front(sign: str, tmp_path: Path) -> None:
    env = environment(tmp_path / f"a{sign}b", **targets(tmp_path))
    done = await ingest("build", env=env, cwd=ROOT)
    assert (done.code, done.out) == (2, "")
    assert "set HALO_WAREHOUSE" in done.err
    assert not (tmp_path / f"a{sign}b").exists()


def targets(folder: Path) -> dict[str, str]:
    return {"DBT_TARGET_PATH": str(folder / "target"), "DBT_LOG_PATH": str(folder / "target")}
