"""`ingest sync`: run, build and report, also if the run lost something."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from ingest.disk.lock import exclusive
from tests.support.commands import Finished, account, environment, ingest
from tests.support.watched_server import WatchedServer

WORLD = World(seed=4, players=1, matches=12)


async def sync(folder: Path, server: WatchedServer, *arguments: str) -> Finished:
    env = environment(folder / "data", **account(server.url), HALO_PERSIST_DOCS="false")
    return await ingest("sync", *arguments, env=env, cwd=folder)


def settings(folder: Path, *players: str) -> None:
    entries = (f'[[players]]\ngamertag = "{player}"\n' for player in players)
    (folder / "ingest.toml").write_text("\n".join(entries))


def matches(folder: Path) -> int:
    with duckdb.connect(str(folder / "data" / "warehouse.duckdb"), read_only=True) as warehouse:
        ((count,),) = warehouse.sql("select count(*) from core.match_registry").fetchall()
    return int(count)


@pytest.mark.slow
async def test_a_sync_ends_in_a_report_and_a_second_one_builds_nothing(tmp_path: Path) -> None:
    settings(tmp_path, WORLD.players[0].gamertag, "No Such Player")
    async with WatchedServer(WORLD) as server:
        first = await sync(tmp_path, server)
        assert first.code == 3, first.err  # the misspelt player is named, the other one is fetched
        assert "No Such Player" in first.err
        assert matches(tmp_path) == 12
        report = tmp_path / "data" / "report" / "index.html"
        assert first.out.splitlines()[-1] == f"open {report}"
        before = report.stat()
        settings(tmp_path, WORLD.players[0].gamertag)
        second = await sync(tmp_path, server)
    assert second.code == 0, second.err
    assert "nothing new: 12 matches" in second.out
    assert second.out.splitlines()[-1] == f"{report} shows it already"
    assert report.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.slow
async def test_what_landed_is_built_although_the_api_is_away(tmp_path: Path) -> None:
    settings(tmp_path, WORLD.players[0].gamertag)
    async with WatchedServer(WORLD) as server:
        landed = environment(tmp_path / "data", **account(server.url))
        done = await ingest("run", env=landed, cwd=tmp_path)
        assert done.code == 0, done.err
        address = server.url
    env = environment(tmp_path / "data", **account(address), HALO_PERSIST_DOCS="false")
    away = await ingest("sync", env=env, cwd=tmp_path)
    assert away.code == 7, away.err
    assert matches(tmp_path) == 12
    assert (tmp_path / "data" / "report" / "index.html").is_file()


async def test_one_sync_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    env = environment(tmp_path / "data")
    with exclusive(tmp_path / "data" / ".ingest-sync-lock", "a sync"):
        done = await ingest("sync", "--demo", env=env, cwd=tmp_path)
    assert done.code == 5
    assert "another `ingest sync` is working" in done.err


async def test_without_an_account_nothing_is_built(tmp_path: Path) -> None:
    done = await ingest("sync", env=environment(tmp_path / "data"), cwd=tmp_path)
    assert done.code == 4
    assert not (tmp_path / "data" / "warehouse.duckdb").exists()
