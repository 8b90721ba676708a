"""Several ingesters share one raw directory: each key is requested once, by its owner."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from ingest.demo.api import endpoint_of
from ingest.demo.world import World
from ingest.raw import Feed
from tests.support.commands import Finished, account, environment, ingest, rates, started
from tests.support.namespaces import behind, needs_namespaces
from tests.support.raw import content, newest, rows
from tests.support.watched_server import WatchedServer

SHARDS = [f"{number}/4" for number in (1, 2, 3, 4)]
WITHOUT_FILMS = [
    argument
    for feed in ("match_stats", "match_skill", "assets", "asset_names", "profiles")
    for argument in ("--feed", feed)
]
WINDOW = 25
"""Matches that a killed ingester may have requested in vain."""


def owner(key: str, count: int = 4) -> str:
    """The shard of a key, read from the documentation instead of the code."""
    number = int(hashlib.sha256(key.encode()).hexdigest()[:16], 16) % count + 1
    return f"{number}/{count}"


def everybody(world: World) -> list[str]:
    return [argument for player in world.players for argument in ("--player", player.xuid)]


def settings(data_dir: Path, server: WatchedServer, limit: str = "off") -> dict[str, str]:
    return environment(data_dir, **account(server.url, limit), HALO_SHARD_WAIT="30")


async def side_by_side(
    arguments: Sequence[str], env: Mapping[str, str], cwd: Path, shards: Sequence[str] = SHARDS
) -> list[Finished]:
    commands = (ingest(*arguments, "--shard", one, env=env, cwd=cwd) for one in shards)
    return await asyncio.gather(*commands)


def assets_asked(server: WatchedServer) -> dict[str, int]:
    """How often each path was requested, apart from profiles, of which many share a request."""
    return {path: times for path, times in server.paths.items() if not path.startswith("/users")}


def profiles_asked(server: WatchedServer) -> Counter[str]:
    many = (path.split("?xuids=")[1] for path in server.paths if "?xuids=" in path)
    return Counter(xuid for some in many for xuid in some.replace("&xuids=", ",").split(","))


async def test_four_shards_request_what_one_ingester_requests(tmp_path: Path) -> None:
    world = World(seed=7, players=4, matches=15)
    async with WatchedServer(world) as one_server:
        env = settings(tmp_path / "one", one_server)
        one = await ingest("run", *everybody(world), env=env, cwd=tmp_path)
        assert one.code == 0, one.err
    async with WatchedServer(world) as server:
        env = settings(tmp_path / "four", server)
        arguments = ("run", *everybody(world), "--json")
        ended = await side_by_side(arguments, env, tmp_path)
        assert [one.code for one in ended] == [0, 0, 0, 0], [one.err for one in ended]
        assert server.requests == one_server.requests
        assert assets_asked(server) == assets_asked(one_server)
        assert profiles_asked(server) == profiles_asked(one_server)
        again = await side_by_side(arguments, env, tmp_path)
        assert [one.code for one in again] == [0, 0, 0, 0], [one.err for one in again]
    summaries = [json.loads(one.out) for one in ended]
    assert [one["shard"] for one in summaries] == SHARDS
    sent = sum((Counter(one["requests"]) for one in summaries), Counter[str]())
    assert sent == one_server.requests
    assert newest(tmp_path / "four") == newest(tmp_path / "one")
    assert all(set(json.loads(one.out)["requests"]) <= {"history"} for one in again)
    for feed in (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM):
        landed = rows(tmp_path / "four", feed, "key, run_id")
        runs = {(run_id, owner(key)) for key, run_id in landed}
        assert len(runs) == len({run_id for run_id, _ in runs}), "one run, one shard"
    verified = await ingest("verify", env=env, cwd=tmp_path)
    assert verified.code == 0, verified.out


async def test_names_are_looked_up_once_for_all_shards(tmp_path: Path) -> None:
    world = World(seed=7, players=2, matches=5)
    entries = [*(player.gamertag for player in world.players), "Misspelt Name"]
    (tmp_path / "ingest.toml").write_text(
        "\n".join(f'[[players]]\ngamertag = "{name}"' for name in entries)
    )
    requests = []
    for shards in (["1/1"], ["1/2", "2/2"]):
        async with WatchedServer(world) as server:
            env = settings(tmp_path / f"{len(shards)}", server)
            ended = await side_by_side(("run", *WITHOUT_FILMS), env, tmp_path, shards)
        assert {one.code for one in ended} == {3}, [one.err for one in ended]
        assert all("no player has the gamertag 'Misspelt Name'" in one.out for one in ended)
        requests.append(server.requests)
        by_name = [times for path, times in server.paths.items() if path.startswith("/users/gt")]
        assert by_name == [1, 1, 1]
    assert requests[0] == requests[1]


@pytest.mark.fault("P1")
@pytest.mark.parametrize("restarted", ["at once", pytest.param("later", marks=pytest.mark.slow)])
async def test_a_killed_shard_that_is_started_again_loses_nothing(
    restarted: str, tmp_path: Path
) -> None:
    world = World(seed=7, players=4, matches=15)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    # a shard without a player: all histories are walked while it is away
    killed = next(one for one in SHARDS if one not in {owner(p.xuid) for p in world.players})
    async with WatchedServer(world) as one_server:
        env = settings(tmp_path / "one", one_server)
        assert (await ingest(*arguments, env=env, cwd=tmp_path)).code == 0
    async with WatchedServer(world) as server:
        env = settings(tmp_path / "four", server, rates(30))
        others = asyncio.create_task(
            side_by_side(arguments, env, tmp_path, [one for one in SHARDS if one != killed])
        )
        victim = await started(*arguments, "--shard", killed, env=env, cwd=tmp_path)
        while not {one for one in matches_asked(server) if owner(one) == killed}:
            await asyncio.sleep(0.01)
        victim.kill()
        await victim.communicate()
        if restarted == "later":
            ended = await others
            assert all(f"shard {killed} ended before it had finished" in one.out for one in ended)
        env = {**env, "HALO_SHARD_WAIT": "1"}
        revived = await ingest(*arguments, "--shard", killed, env=env, cwd=tmp_path)
        assert [revived.code, *(one.code for one in await others)] == [0, 0, 0, 0], revived.err
        expected, found = newest(tmp_path / "one"), newest(tmp_path / "four")
        by_match = {key for key in expected if key[0] in (Feed.MATCH_STATS, Feed.MATCH_SKILL)}
        assert {key: found.get(key) for key in by_match} == {key: expected[key] for key in by_match}
        # what the matches of the killed shard name is its owners' to request, if they live
        last = await ingest(*arguments, env=settings(tmp_path / "four", server), cwd=tmp_path)
        assert last.code == 0, last.err
    assert newest(tmp_path / "four") == expected
    twice = {path for path, times in assets_asked(server).items() if times > 1}
    assert len({path for path in twice if "/stats" in path}) <= WINDOW
    assert not {path for path in twice if path.endswith("/stats") and owner_of(path) != killed}


@pytest.mark.slow
@pytest.mark.fault("P1")
async def test_shards_that_are_killed_again_and_again_end_like_one_ingester(tmp_path: Path) -> None:
    kills, chance = 12, random.Random(12)
    world = World(seed=5, players=4, matches=60)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    async with WatchedServer(world) as one_server:
        env = settings(tmp_path / "one", one_server)
        assert (await ingest(*arguments, env=env, cwd=tmp_path)).code == 0
    async with WatchedServer(world) as server:
        env = {**settings(tmp_path / "four", server, rates(80)), "HALO_SHARD_WAIT": "1"}
        for _ in range(kills):
            every = [
                await started(*arguments, "--shard", one, env=env, cwd=tmp_path) for one in SHARDS
            ]
            ends = [asyncio.create_task(one.communicate()) for one in every]
            enough = sum(server.requests.values()) + chance.randint(1, 60)
            while sum(server.requests.values()) < enough and not all(one.done() for one in ends):
                await asyncio.sleep(0.001)
            for victim in chance.sample(every, chance.randint(1, 4)):
                with suppress(ProcessLookupError):  # it was quicker
                    victim.kill()
            await asyncio.gather(*ends)
        last = await side_by_side(arguments, settings(tmp_path / "four", server), tmp_path)
        assert [one.code for one in last] == [0, 0, 0, 0], [one.err for one in last]
    assert newest(tmp_path / "four") == newest(tmp_path / "one")
    once = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.PLAYER_MATCHES)
    assert all(len(found) == 1 for found in content(tmp_path / "four", once).values())
    verified = await ingest("verify", env=env, cwd=tmp_path)
    assert verified.code == 0, verified.out


def is_history_of(xuid: str, path: str) -> bool:
    return path.startswith("/hi/players/") and xuid in path


def matches_asked(server: WatchedServer) -> set[str]:
    return {path.split("/")[3] for path in server.paths if path.endswith("/stats")}


def owner_of(path: str) -> str:
    return owner(path.split("/")[3])


@pytest.mark.slow
async def test_others_end_without_a_shard_that_was_stopped_and_the_next_run_fetches_its_part(
    tmp_path: Path,
) -> None:
    world = World(seed=7, players=4, matches=15)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    walker = owner(world.players[0].xuid)
    async with WatchedServer(world) as server:
        env = settings(tmp_path / "data", server, rates(30))
        others = asyncio.create_task(
            side_by_side(arguments, env, tmp_path, [one for one in SHARDS if one != walker])
        )
        stopped = await started(*arguments, "--shard", walker, env=env, cwd=tmp_path)
        while not any(is_history_of(world.players[0].xuid, path) for path in server.paths):
            await asyncio.sleep(0.01)
        with suppress(ProcessLookupError):
            stopped.send_signal(signal.SIGTERM)
        await stopped.communicate()
        assert stopped.returncode == 128 + signal.SIGTERM
        ended = await others
        assert [one.code for one in ended] == [0, 0, 0], [one.err for one in ended]
        env = settings(tmp_path / "data", server)
        again = await side_by_side(arguments, env, tmp_path)
        assert [one.code for one in again] == [0, 0, 0, 0], [one.err for one in again]
    known = {
        match.match_id
        for player in world.players
        for match in world.history(player.xuid, "matchmaking")
    }
    landed = {
        str(key): status for key, status in rows(tmp_path / "data", "match_stats", "key, status")
    }
    assert landed == dict.fromkeys(known, "ok")
    assert all(times == 1 for path, times in server.paths.items() if path.endswith("/stats"))


async def test_a_shard_that_was_never_started_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    world = World(seed=7, players=2, matches=10)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    async with WatchedServer(world) as server:
        env = {**settings(tmp_path / "data", server), "HALO_SHARD_WAIT": "1"}
        alone = await ingest(*arguments, "--shard", "1/2", env=env, cwd=tmp_path)
        assert alone.code == 0, alone.err
        assert "warning: shard 2/2 was not started" in alone.out
        whole = await ingest(*arguments, env=env, cwd=tmp_path)
        assert whole.code == 0, whole.err
    async with WatchedServer(world) as one_server:
        env = settings(tmp_path / "one", one_server)
        assert (await ingest(*arguments, env=env, cwd=tmp_path)).code == 0
    assert newest(tmp_path / "data") == newest(tmp_path / "one")
    assert all(times == 1 for path, times in server.paths.items() if path.endswith("/stats"))


@needs_namespaces
async def test_shards_may_see_the_folder_under_different_paths(tmp_path: Path) -> None:
    world = World(seed=7, players=2, matches=10)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    mount = behind(f"mount --bind {here} {there}", [])
    async with WatchedServer(world) as server:
        env = settings(here, server)
        first = asyncio.create_task(ingest(*arguments, "--shard", "1/2", env=env, cwd=tmp_path))
        env = {**env, "HALO_DATA_DIR": str(there)}
        second = await started(
            *arguments, "--shard", "2/2", env=env, cwd=tmp_path, prefix=tuple(mount)
        )
        said = await second.communicate()
        assert [second.returncode, (await first).code] == [0, 0], said
    assert not list(there.iterdir())
    assert all(times == 1 for path, times in server.paths.items())
    assert len(rows(here, "match_stats", "key")) == len(matches_asked(server))


class Gate(WatchedServer):
    """Gives no match stats until it is opened."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.opened = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        if endpoint_of(request.path) == "match_stats":
            await self.opened.wait()
        return await super().handle(request)


@pytest.mark.fault("S6")
async def test_who_may_not_run_beside_a_shard_learns_why(tmp_path: Path) -> None:
    world = World(seed=7, players=1, matches=10)
    arguments = ("run", *everybody(world), *WITHOUT_FILMS)
    async with Gate(world) as server:
        env = {**settings(tmp_path / "data", server), "HALO_SHARD_WAIT": "0"}
        first = asyncio.create_task(ingest(*arguments, "--shard", "1/2", env=env, cwd=tmp_path))
        while not server.requests["history"]:
            await asyncio.sleep(0.01)
        for more, reason in (
            (("--shard", "1/2"), "another ingest is shard 1/2"),
            (("--shard", "3/4"), "shards of 2 own other keys than shards of 4"),
            ((), "another ingest is writing"),
        ):
            refused = await ingest(*arguments, *more, env=env, cwd=tmp_path)
            assert refused.code == 5, refused.err
            assert reason in refused.err
            assert "pid " in refused.err
        status = await ingest("status", env=env, cwd=tmp_path)
        assert "shard 1/2: pid" in status.out
        server.opened.set()
        assert (await first).code == 0


async def test_options_that_shards_cannot_keep_are_refused(tmp_path: Path) -> None:
    env = environment(tmp_path)
    for more in (
        ("--shard", "0/4"),
        ("--shard", "1/4", "--dry-run"),
        ("--shard", "1/4", "--max-matches", "9"),
    ):
        refused = await ingest("run", "--demo", *more, env=env, cwd=tmp_path)
        assert refused.code == 2, refused.err


async def test_feeds_without_matches_need_no_other_shard(tmp_path: Path) -> None:
    env = {**environment(tmp_path), "HALO_SHARD_WAIT": "600"}
    landed = []
    for shard in ("1/2", "2/2"):
        arguments = ("run", "--demo", "--feed", "documents", "--shard", shard, "--json")
        ended = await ingest(*arguments, env=env, cwd=tmp_path)
        assert ended.code == 0, ended.err
        landed.append(json.loads(ended.out)["requests"].get("document", 0))
    assert sum(landed) == 4
    assert all(landed)
