"""The demo API over HTTP: what it answers, refuses and counts."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, ClientSession
from spnkr.client import HaloInfiniteClient
from yarl import URL

from ingest.demo.skill import match_skill
from ingest.demo.world import World
from tests.support.commands import ROOT
from tests.support.demo_readings import decoded, lines
from tests.support.watched_server import Override, WatchedServer

Json = dict[str, Any]
TOKEN = {"x-343-authorization-spartan": "v4=demo"}
MATCH_TYPES = ("matchmaking", "custom", "all", "local")


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=7, players=4, matches=250)


@pytest.fixture
async def server() -> AsyncIterator[WatchedServer]:
    async with WatchedServer(World(seed=3, players=4, matches=30)) as server:
        yield server


@pytest.fixture
async def session(server: WatchedServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.url, headers=TOKEN) as session:
        yield session


async def get_json(session: ClientSession, path: str) -> Any:
    async with session.get(path) as response:
        assert response.status == 200, path
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(await response.read())


async def test_history_walk_finds_every_match_once(world: World) -> None:
    async with (
        WatchedServer(world) as server,
        ClientSession(server.url, headers=TOKEN) as session,
    ):
        for player in world.players:
            starts: list[str] = []
            ids: list[str] = []
            while True:
                page = await get_json(
                    session,
                    f"/hi/players/xuid({player.xuid})/matches"
                    f"?start={len(ids)}&count=100&type=matchmaking",
                )
                if not page["ResultCount"]:
                    break
                ids += [result["MatchId"] for result in page["Results"]]
                starts += [result["MatchInfo"]["StartTime"] for result in page["Results"]]
            assert len(ids) == len(set(ids)) == 250
            assert starts == sorted(starts, reverse=True)
        assert server.requests["history"] == 4 * 11


def rewriting(url: str) -> Callable[[ClientRequest, ClientHandlerType], Any]:
    """Send spnkr's requests, whatever host they name, to the demo server."""
    origin = URL(url)

    async def rewrite(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        request.url = origin.join(URL(request.url.raw_path_qs, encoded=True))
        return await handler(request)

    return rewrite


async def test_spnkr_parses_the_modern_payloads(server: WatchedServer) -> None:
    world, xuid = server.world, server.world.players[0].xuid
    modern = [m for m in world.history(xuid, "matchmaking") if not m.old_shape]
    async with ClientSession(middlewares=[rewriting(server.url)]) as session:
        client = HaloInfiniteClient(session, "v4=demo", "demo", 1000)
        assert (await (await client.stats.get_match_count(xuid)).parse()).matches_played_count == 31
        record = await (await client.stats.get_service_record(xuid)).parse()
        assert record.matches_completed == 30
        for match in modern[:12]:
            stats = await (await client.stats.get_match_stats(match.match_id)).parse()
            info = stats.match_info
            assert info.end_time - info.start_time >= info.duration
            staying = [
                int(p.fighter.player.xuid)
                for p in world.log(match).participants
                if p.fighter.player and not p.left
            ]
            await (await client.skill.get_match_skill(match.match_id, staying)).parse()
            discovery = client.discovery_ugc
            if match.film_available:
                film = await (await discovery.get_film_by_match_id(match.match_id)).parse()
                url = film.highlight_events_url
                assert url
                async with session.get(url) as chunk:
                    size = len(await chunk.read())
                assert size == film.custom_data.chunks[-1].chunk_size
            for get, asset in (
                (discovery.get_map, info.map_variant),
                (discovery.get_playlist, info.playlist),
                (discovery.get_map_mode_pair, info.playlist_map_mode_pair),
                (discovery.get_ugc_game_variant, info.ugc_game_variant),
            ):
                assert asset
                payload = await (await get(asset.asset_id, asset.version_id)).parse()
                assert payload.version_id == asset.version_id
        documents = client.gamecms_hacs
        assert len((await (await documents.get_medal_metadata()).parse()).medals) >= 12
        assert (await (await documents.get_csr_season_calendar()).parse()).seasons
        assert (await (await documents.get_season_calendar()).parse()).seasons
        assert len((await (await documents.get_career_reward_track()).parse()).ranks) == 272
        await (await client.economy.get_player_career_rank(xuid)).parse()
        users = await (await client.profile.get_users_by_id([xuid])).parse()
        assert users[0].gamertag == "Demo Falcon"
        await (await client.profile.get_user_by_gamertag("demo falcon")).parse()
    # Reading chunks with spnkr's session is the one thing spnkr does wrong.
    assert all("blob host" in violation for violation in server.violations)


async def test_refusals(server: WatchedServer, session: ClientSession) -> None:
    world = server.world
    match = next(m for m in world.matches if not m.custom)
    custom = next(m for m in world.matches if m.custom)
    lost = next(m for m in world.matches if not m.film_available)
    stranger, xuid = world.strangers[-1], match.players[0].xuid
    skill = f"/hi/matches/{match.match_id}/skill"
    expected = {
        f"{skill}?players=xuid({xuid})": 200,
        f"{skill}?players={xuid}": 400,
        f"{skill}?players=xuid({xuid}),bid(3.0)": 400,
        f"{skill}?players=xuid({xuid})&players=xuid(2999999999999999)": 404,
        f"/hi/matches/{custom.match_id}/skill?players=xuid({xuid})": 404,
        f"/hi/films/matches/{lost.match_id}/spectate": 404,
        f"/hi/players/xuid({stranger.xuid})/matches": 200,
        "/hi/players/xuid(2999999999999999)/matches": 404,
        "/hi/players/Demo%20Otter/matches?type=local": 200,
        "/users/gt(Nobody%20Here)": 404,
        "/hi/matches/unheard-of/stats": 404,
        "/nothing": 404,
    }
    for path, status in expected.items():
        async with session.get(path) as response:
            assert response.status == status, path
    for match in world.matches:
        for value in match_skill(world.log(match), [xuid])[1]["Value"]:
            assert (value["Result"] is None) == (value["ResultCode"] == 1)


async def test_service_record_agrees_with_the_matches(
    server: WatchedServer, session: ClientSession
) -> None:
    xuid = server.world.players[1].xuid
    record = await get_json(session, f"/hi/players/xuid({xuid})/Matchmade/servicerecord")
    kills, outcomes = 0, Counter[int]()
    for match in server.world.history(xuid, "matchmaking"):
        stats = await get_json(session, f"/hi/matches/{match.match_id}/stats")
        me = next(p for p in stats["Players"] if p["PlayerId"] == f"xuid({xuid})")
        kills += sum(line["Kills"] for line in lines(me))
        outcomes[me["Outcome"]] += 1
    assert record["MatchesCompleted"] == 30
    assert (record["Wins"], record["Losses"], record["Ties"]) == tuple(
        outcomes[n] for n in (2, 3, 1)
    )
    assert record["CoreStats"]["Kills"] == kills


async def test_violations_overrides_and_counters(
    server: WatchedServer, session: ClientSession
) -> None:
    world = server.world
    path = f"/hi/matches/{world.matches[0].match_id}/stats"
    async with ClientSession(server.url) as nobody:
        async with nobody.get(path) as response:
            assert response.status == 401
        async with nobody.get("/ugcstorage/film/a/b/filmChunk1"):
            assert len(server.violations) == 1
    async with session.get("/ugcstorage/film/a/b/filmChunk1"):
        assert len(server.violations) == 2
    server.overrides[path] = Override(429, b"slow", {"Retry-After": "2"}, times=1)
    for status in (429, 200):
        async with session.get(f"{path}?x=1") as response:
            assert response.status == status
            assert (response.headers.get("Retry-After") == "2") == (status == 429)
    assert server.paths[f"{path}?x=1"] == 2
    assert server.requests["match_stats"] == 3
    server.tokens = {"another"}
    async with session.get(path) as response:
        assert response.status == 401
    assert len(server.violations) == 2


async def test_new_matches_come_first_with_skill_and_film(
    server: WatchedServer, session: ClientSession
) -> None:
    path = f"/hi/players/xuid({server.world.players[0].xuid})/matches?start=0&count=25&type=all"
    before = await get_json(session, path)
    played = server.world.play(2, server.world.players[:2])
    after = await get_json(session, path)
    assert [r["MatchId"] for r in after["Results"][:2]] == [m.match_id for m in played[::-1]]
    assert after["Results"][2]["MatchId"] == before["Results"][0]["MatchId"]
    for match in played:
        manifest = await get_json(session, f"/hi/films/matches/{match.match_id}/spectate")
        assert manifest["CustomData"]["Chunks"][-1]["ChunkType"] == 3
        assert decoded(server.world, match)


async def test_command_line_serves_until_interrupted() -> None:
    root = ROOT
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ingest.demo", "--players", "1", "--matches", "5"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert process.stdout
    url = (await process.stdout.readline()).decode().strip()
    async with ClientSession(url, headers=TOKEN) as session:
        users = await get_json(session, "/users/gt(Demo%20Falcon)")
    assert users["gamertag"] == "Demo Falcon"
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.parametrize("turns", range(6))
async def test_a_connection_is_closed_however_late_it_comes(turns: int) -> None:
    """pytest fails for a connection that is still open when it is collected as garbage."""
    async with WatchedServer(World(players=1, matches=1)) as server:
        address = str(URL(server.url).host), URL(server.url).port or 0
        sockets = [socket.create_connection(address) for _ in range(5)]
        for _ in range(turns):
            await asyncio.sleep(0)
    for one in sockets:
        one.close()
    gc.collect()
