"""What a user's shell sees: one line, the documented exit code, nothing written."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.demo.world import World
from tests.support.commands import account, environment, ingest, ingest_arguments
from tests.support.watched_server import Override, WatchedServer

SIGNED_IN = account("http://127.0.0.1:9")
XUID = "2999000000000001"


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


async def test_without_an_account_both_ways_on_are_named(tmp_path: Path) -> None:
    done = await ingest("run", env=environment(tmp_path / "data"), cwd=tmp_path)
    assert done.code == 4
    assert len(done.err.splitlines()) == 1
    assert "SPNKR_SPARTAN_TOKEN" in done.err
    assert "--demo" in done.err
    assert files_below(tmp_path) == set()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run", "--player", "../../x?y#z"], "gamertag"),
        (["run", "--player", "abcdefghijklmnop"], "xuid"),
        (["run", "--player", "xuid(abcdefghijkl)"], "xuid"),
        (["run", "--player", ""], "gamertag"),
        (["run", "--max-matches", "-1"], "--max-matches"),
        (["run", "--max-matches", "0"], "--max-matches"),
        (["run", "--max-matches", "many"], "--max-matches"),
        (["run", "--match-type", "ranked"], "--match-type"),
        (["run", "--feed", "weather"], "--feed"),
        (["run", "--feed", "history_walks"], "--feed"),
        (["run", "--full", "--max-matches", "5"], "--full"),
        (["run", "--feed", "documents", "--full"], "--full"),
        (["run", "--feed", "documents", "--match-type", "all"], "--match-type"),
        (["run", "--feed", "profiles", "--player", "Somebody"], "--player"),
        (["run", "--dry-run", "--json"], "--dry-run"),
        (["run", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["players", "add", "a/b"], "gamertag"),
        (["players", "remove", "Nobody"], "Nobody"),
    ],
)
async def test_a_usage_error_is_one_line_and_exit_2(
    arguments: list[str], word: str, tmp_path: Path
) -> None:
    env = environment(tmp_path / "data", **SIGNED_IN)
    done = await ingest(*arguments, env=env, cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1, done.err
    assert word in done.err
    assert files_below(tmp_path) == set()


async def test_a_run_without_players_says_so(tmp_path: Path) -> None:
    done = await ingest("run", env=environment(tmp_path / "d", **SIGNED_IN), cwd=tmp_path)
    assert done.code == 2
    assert "ingest players add" in done.err


@pytest.mark.fault("N22")
async def test_an_unknown_gamertag_is_exit_2_and_writes_nothing(tmp_path: Path) -> None:
    async with WatchedServer(World(players=1, matches=5)) as server:
        env = environment(tmp_path / "data", **account(server.url))
        done = await ingest("run", "--player", "No Such Player", env=env, cwd=tmp_path)
    assert done.code == 2
    assert "No Such Player" in done.err
    assert files_below(tmp_path) == set()


@pytest.mark.fault("N24")
async def test_an_api_that_does_not_answer_is_exit_7_and_writes_nothing(tmp_path: Path) -> None:
    env = environment(tmp_path / "data", **SIGNED_IN)
    done = await ingest("run", "--player", XUID, env=env, cwd=tmp_path)
    assert done.code == 7
    assert len(done.err.splitlines()) == 1
    assert files_below(tmp_path) == set()


async def test_a_data_directory_that_is_a_file_is_exit_6(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    env = environment(tmp_path / "data")
    done = await ingest("run", "--demo", env=env, cwd=tmp_path)
    assert done.code == 6
    assert len(done.err.splitlines()) == 1
    assert files_below(tmp_path) == {tmp_path / "data"}


@pytest.mark.fault("S3")
async def test_a_read_only_data_directory_is_exit_6(tmp_path: Path) -> None:
    # root may write anywhere, so the read-only directory is one the kernel protects
    directory = Path("/proc/sys") if os.geteuid() == 0 else tmp_path / "data"
    directory.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        directory.chmod(0o555)
    done = await ingest("run", "--demo", env=environment(directory), cwd=tmp_path)
    assert done.code == 6
    assert "HALO_DATA_DIR" in done.err
    assert len(done.err.splitlines()) == 1
    assert files_below(tmp_path) == set()


async def test_demo_and_real_matches_never_share_a_directory(tmp_path: Path) -> None:
    world = World(players=1, matches=3)
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url))
        arguments = ("run", "--player", world.players[0].xuid)
        assert (await ingest(*arguments, env=env, cwd=tmp_path)).code == 0
        demo = await ingest("run", "--demo", env=env, cwd=tmp_path)
        assert demo.code == 2
        assert "real matches" in demo.err


async def test_json_is_one_object_with_the_documented_names(tmp_path: Path) -> None:
    world = World(players=2, matches=20)
    totals = world.totals("matchmaking")
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url))
        names = [arg for player in world.players for arg in ("--player", player.gamertag)]
        done = await ingest("run", *names, "--json", env=env, cwd=tmp_path)
        assert done.code == 0, done.err
        summary = json.loads(done.out)
        assert list(summary) == [
            "exit",
            "landed",
            "statuses",
            "requests",
            "requests_total",
            "retries",
            "seconds",
            "matches_known_skipped",
        ]
        assert summary["landed"]["match_stats"] == totals.matches
        assert summary["statuses"]["match_film"].get("ok", 0) == totals.films
        assert summary["requests"] == {k: v for k, v in server.requests.items() if v}
        assert summary["requests_total"] == server.requests.total()


async def test_a_dry_run_writes_nothing_and_counts_what_a_run_asks_for(tmp_path: Path) -> None:
    world = World(players=2, matches=20)
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url))
        names = [arg for player in world.players for arg in ("--player", player.xuid)]
        done = await ingest("run", *names, "--dry-run", env=env, cwd=tmp_path)
    assert done.code == 0, done.err
    assert f"{world.totals('matchmaking').matches} matches" in done.out
    assert files_below(tmp_path) == set()


async def test_a_dry_run_does_not_call_a_history_it_could_not_read_up_to_date(
    tmp_path: Path,
) -> None:
    world = World(players=1, matches=4)
    xuid = world.players[0].xuid
    async with WatchedServer(world) as server:
        server.overrides[f"/hi/players/xuid({xuid})/matches"] = Override(status=404)
        env = environment(tmp_path / "data", **account(server.url))
        done = await ingest("run", "--player", xuid, "--dry-run", env=env, cwd=tmp_path)
    assert done.code == 3
    assert "lost page: history of" in done.out
    assert "up to date" not in done.out


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal")
async def test_a_terminal_sees_a_bar(tmp_path: Path) -> None:
    world = World(players=1, matches=40)
    async with WatchedServer(world, delay=0.01) as server:
        env = environment(tmp_path / "data", TERM="xterm", **account(server.url))
        ours, theirs = os.openpty()
        process = await asyncio.create_subprocess_exec(
            *ingest_arguments("run", "--player", world.players[0].xuid),
            env=env,
            cwd=tmp_path,
            stderr=theirs,
            stdout=asyncio.subprocess.DEVNULL,
        )
        os.close(theirs)
        shown = await asyncio.to_thread(everything_shown, ours)
        assert await process.wait() == 0
    assert "matches/s" in shown
    assert "40 of 40 matches" in shown


def everything_shown(terminal: int) -> str:
    """A pseudo-terminal hands out some thousand bytes at a time, and an error at its end."""
    shown = b""
    with suppress(OSError):
        while part := os.read(terminal, 65_536):
            shown += part
    os.close(terminal)
    return shown.decode()


async def test_a_pipe_sees_a_line_every_ten_seconds_even_when_nothing_moves(
    tmp_path: Path,
) -> None:
    world = World(players=1, matches=2)
    async with WatchedServer(world) as server:
        env = environment(tmp_path / "data", **account(server.url, "match_stats=0.08"))
        arguments = ("--player", world.players[0].xuid, "--feed", "match_stats")
        done = await ingest("run", *arguments, env=env, cwd=tmp_path)
    assert done.code == 0
    assert "0 of 2 matches" in done.err
