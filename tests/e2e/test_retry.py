"""`ingest retry` and `ingest status`: what came to nothing, and asking for it once more."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from ingest.demo.world import World
from tests.support.commands import account, environment, ingest, ingest_arguments, rates
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

WORLD = World(seed=4, players=1, matches=8)
XUID = WORLD.players[0].xuid
MATCHES = [match.match_id for match in WORLD.history(XUID, "matchmaking")]
GARBLED, REFUSED, LATE = MATCHES[:3]


def stats_of(match_id: str) -> str:
    return f"/hi/matches/{match_id}/stats"


@pytest.fixture
def server() -> WatchedServer:
    server = WatchedServer(WORLD)
    film = f"/hi/films/matches/{LATE}/spectate"
    server.overrides = {
        stats_of(GARBLED): Override(body=b'{"MatchId": NaN}'),
        stats_of(REFUSED): Override(status=405),
        film: Override(
            body=json.dumps({"CustomData": {"MatchId": LATE, "HasGameEnded": False}}).encode()
        ),
    }
    return server


def stats(data_dir: Path) -> dict[str, str]:
    """Newest status of each match's stats."""
    told = sorted(rows(data_dir, "match_stats", "sequence, key, status"))
    return {key: status for _, key, status in told}


async def test_retry_asks_for_what_came_to_nothing_and_for_nothing_else(
    server: WatchedServer, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    async with server:
        env = environment(data_dir, **account(server.url))
        done = await ingest("run", "--player", XUID, env=env, cwd=tmp_path)
        assert done.code == 3, done.err
        assert (stats(data_dir)[GARBLED], stats(data_dir)[REFUSED]) == ("quarantined", "failed")

        told = await ingest("status", env=env, cwd=tmp_path)
        assert "1 quarantined" in told.out
        assert "1 failed" in told.out
        assert "1 to ask again now" in told.out
        assert "next try" in told.out
        status = json.loads((await ingest("status", "--json", env=env, cwd=tmp_path)).out)
        assert status["due"] == {"match_stats": 1}
        assert set(status["next_try_at"]) == {"match_film"}
        assert (status["running"], status["warnings"]) == (None, [])

        del server.overrides[stats_of(GARBLED)]
        done = await ingest("run", env=env, cwd=tmp_path)
        assert stats(data_dir)[GARBLED] == "quarantined", "a plain run leaves it alone"

        del server.overrides[stats_of(REFUSED)]
        server.requests.clear()
        done = await ingest("retry", "--status", "quarantined", "--json", env=env, cwd=tmp_path)
        assert (done.code, done.err) == (0, "asking again for 1 match_stats\n")
        landed = json.loads(done.out)["landed"]
        assert landed["match_stats"] == 1
        assert "history" not in server.requests
        assert (stats(data_dir)[GARBLED], stats(data_dir)[REFUSED]) == ("ok", "failed")

        done = await ingest("retry", "--feed", "match_stats", env=env, cwd=tmp_path)
        assert done.code == 0, done.err
        assert stats(data_dir)[REFUSED] == "ok"

        server.requests.clear()
        done = await ingest("retry", env=env, cwd=tmp_path)
        assert (done.code, done.err) == (0, "nothing to retry: nothing is failed or quarantined\n")
        assert server.requests.total() == 0

        server.overrides.clear()
        done = await ingest("retry", "--status", "not_yet", "--json", env=env, cwd=tmp_path)
        assert json.loads(done.out)["landed"]["match_film"] == 1, "before its time"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--status", "gone"], "final"),
        (["--status", "ok"], "final"),
        (["--status", "lost"], "--status"),
        (["--feed", "history_walks"], "--feed"),
    ],
)
async def test_what_is_final_is_not_asked_again_even_on_request(
    arguments: list[str], word: str, tmp_path: Path
) -> None:
    env = environment(tmp_path / "data", **account("http://127.0.0.1:9"))
    done = await ingest("retry", *arguments, env=env, cwd=tmp_path)
    assert done.code == 2
    assert word in done.err


async def test_status_shows_a_run_that_is_going_on(tmp_path: Path) -> None:
    async with WatchedServer(WORLD) as server:
        env = environment(tmp_path / "data", **account(server.url, rates(0.5)))
        run = await asyncio.create_subprocess_exec(
            *ingest_arguments("run", "--player", XUID),
            env=env,
            cwd=tmp_path,
            stderr=asyncio.subprocess.DEVNULL,
        )
        while server.requests["match_stats"] < 1:
            await asyncio.sleep(0.02)
        told = await ingest("status", "--json", env=env, cwd=tmp_path)
        assert told.code == 0, told.err
        assert json.loads(told.out)["running"].startswith(f"pid {run.pid} ")
        run.terminate()
        assert await run.wait() == 143
        told = await ingest("status", "--json", env=env, cwd=tmp_path)
        assert json.loads(told.out)["running"] is None
