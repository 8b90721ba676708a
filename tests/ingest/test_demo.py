"""The demo API, read back independently: over HTTP, as JSON, and through spnkr."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientHandlerType, ClientRequest, ClientResponse, ClientSession
from spnkr.client import HaloInfiniteClient
from spnkr.errors import FilmReadError
from spnkr.film.highlight_events import HighlightEvent, read
from spnkr.film.medals import MEDALS
from yarl import URL

from ingest.demo.api import DemoApi
from ingest.demo.film import film_chunk
from ingest.demo.formats import duration, kda
from ingest.demo.medals import AWARDED
from ingest.demo.server import DemoServer, Override
from ingest.demo.skill import match_skill
from ingest.demo.stats import match_stats
from ingest.demo.world import Match, World

Json = dict[str, Any]
TOKEN = {"x-343-authorization-spartan": "v4=demo"}
MATCH_TYPES = ("matchmaking", "custom", "all", "local")


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=7, players=4, matches=250)


@pytest.fixture(scope="module")
def payloads(world: World) -> dict[str, Json]:
    """All match stats, as the JSON a client would read."""
    return {
        match.match_id: json.loads(json.dumps(match_stats(world.log(match))))
        for match in world.matches
    }


@pytest.fixture
async def server() -> AsyncIterator[DemoServer]:
    async with DemoServer(World(seed=3, players=4, matches=30)) as server:
        yield server


@pytest.fixture
async def session(server: DemoServer) -> AsyncIterator[ClientSession]:
    async with ClientSession(server.url, headers=TOKEN) as session:
        yield session


async def get_json(session: ClientSession, path: str) -> Any:
    async with session.get(path) as response:
        assert response.status == 200, path
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        return json.loads(await response.read())


def lines(player: Json) -> list[Json]:
    return [stint["Stats"]["CoreStats"] for stint in player["PlayerTeamStats"]]


def total(payloads: list[Json], key: str) -> int:
    return sum(int(line[key]) for stats in payloads for p in stats["Players"] for line in lines(p))


def test_same_seed_same_bytes_in_any_order() -> None:
    def render(world: World, matches: list[Match]) -> dict[str, bytes]:
        api = DemoApi(world)
        rendered = {}
        for match in matches:
            path = f"/hi/matches/{match.match_id}/stats"
            rendered[path] = api.answer("match_stats", path, {}).body
            rendered[match.match_id] = film_chunk(world.log(match))
        return rendered

    one, two = World(5, 3, 30), World(5, 3, 30)
    one.play(2)
    two.play(2)
    assert render(one, one.matches) == render(two, two.matches[::-1])
    assert {m.match_id for m in one.matches}.isdisjoint(m.match_id for m in World(6, 3, 30).matches)


async def test_history_walk_finds_every_match_once(world: World) -> None:
    async with (
        DemoServer(world) as server,
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


def test_shape_of_the_plan(world: World) -> None:
    for player in world.players:
        mine = sorted(world.history(player.xuid), key=lambda match: match.start)
        gaps = [(late.start - early.start).total_seconds() for early, late in pairwise(mine)]
        assert min(gaps) > 12 * 60
    matchmade = [match for match in world.matches if not match.custom]
    repeats = sum(len(match.players) - 1 for match in matchmade)
    assert 0.18 < repeats / (4 * 250) < 0.32
    assert f"{max(match.start for match in world.matches):%Y-%m-%d}" == "2026-06-30"
    assert all(len(p.gamertag) <= 15 for p in world.people.values())
    assert all(p.xuid.startswith("2999") and len(p.xuid) == 16 for p in world.people.values())


@pytest.mark.parametrize("match_type", MATCH_TYPES)
def test_totals_equal_the_sums_of_the_payloads(
    world: World, payloads: dict[str, Json], match_type: str
) -> None:
    cycles = {"matchmaking": (3,), "custom": (1,), "all": (1, 3), "local": ()}[match_type]
    stats = [p for p in payloads.values() if p["MatchInfo"]["LifecycleMode"] in cycles]
    totals = world.totals(match_type)
    ids = [player["PlayerId"] for payload in stats for player in payload["Players"]]
    tracked = Counter(xuid[5:-1] for xuid in ids)
    assert totals.matches == len(stats)
    assert totals.participants == len(ids) == totals.humans + totals.bots
    assert totals.bots == sum(name.startswith("bid(") for name in ids)
    assert totals.profiles == len({name for name in ids if name.startswith("xuid(")})
    assert totals.kills == total(stats, "Kills")
    assert totals.deaths == total(stats, "Deaths")
    assert totals.assists == total(stats, "Assists")
    assert totals.skill == sum(p["MatchInfo"]["LifecycleMode"] == 3 for p in stats)
    assert totals.player_matches == {p.xuid: tracked[p.xuid] for p in world.players}
    for (first, second), shared in totals.sharing.items():
        both = {f"xuid({first})", f"xuid({second})"}
        assert shared == sum(both <= {p["PlayerId"] for p in s["Players"]} for s in stats)
    kinds = {2: "map", 3: "playlist", 6: "game_variant", 7: "map_mode_pair"}
    assets = [v for s in stats for v in s["MatchInfo"].values() if isinstance(v, dict)]
    assert totals.asset_versions == {
        f"{kinds[a['AssetKind']]}:{a['AssetId']}:{a['VersionId']}" for a in assets
    }


def test_payloads_agree_with_themselves(payloads: dict[str, Json]) -> None:
    for stats in payloads.values():
        pve = "PveStats" in stats["Players"][0]["PlayerTeamStats"][0]["Stats"] and (
            stats["MatchInfo"].get("GameplayInteraction") == 2
        )
        everyone = [line for player in stats["Players"] for line in lines(player)]
        for line in everyone + [team["Stats"]["CoreStats"] for team in stats["Teams"]]:
            exact = line["Kills"] + line["Assists"] / 3 - line["Deaths"]
            assert 0 <= abs(exact) - abs(line["KDA"]) < 0.01 + 1e-9
            assert 100 * line["ShotsHit"] - line["Accuracy"] * line["ShotsFired"] + 1e-6 >= 0
        if not pve:
            deaths = sum(line["Deaths"] - line["Suicides"] for line in everyone)
            assert deaths == sum(line["Kills"] for line in everyone)
        for team in stats["Teams"]:
            core = team["Stats"]["CoreStats"]
            mine = [
                stint["Stats"]["CoreStats"]
                for player in stats["Players"]
                for stint in player["PlayerTeamStats"]
                if stint["TeamId"] == team["TeamId"]
            ]
            for key in ("Kills", "Deaths", "Suicides", "ShotsFired", "DamageDealt", "Spawns"):
                assert core[key] == sum(line[key] for line in mine)
            assert core["Assists"] <= sum(line["Assists"] for line in mine)


def test_the_special_cases_all_occur(world: World, payloads: dict[str, Json]) -> None:
    seen: Counter[str] = Counter()
    for stats in payloads.values():
        info, players = stats["MatchInfo"], stats["Players"]
        custom = info["LifecycleMode"] == 1
        bots = any(player["PlayerType"] == 2 for player in players)
        seen[f"category {info['GameVariantCategory']}"] += 1
        seen["custom bots" if custom else "backfill"] += bots
        seen["switcher"] += any(len(player["PlayerTeamStats"]) == 2 for player in players)
        seen["leaver"] += any(p["Outcome"] == 4 and p["PlayerType"] == 1 for p in players)
        seen["joiner"] += any(p["ParticipationInfo"]["JoinedInProgress"] for p in players)
        seen["tie"] += any(team["Outcome"] == 1 for team in stats["Teams"])
        seen["old shape"] += "GameplayInteraction" not in info
        seen["no teams"] += not info["TeamsEnabled"] and stats["Teams"] == []
        teams = [player["LastTeamId"] for player in players]
        seen["shared pseudo team"] += stats["Teams"] == [] and len(set(teams)) < len(teams)
        seen["empty enemy"] += [t["Outcome"] for t in stats["Teams"]][1:] == [4]
        seen["no season"] += custom and info["SeasonId"] is None and info["Playlist"] is None
        seen["sixteen"] += len(players) >= 16
    wanted = {f"category {n}" for n in (6, 9, 11, 12, 14, 15, 18, 22, 42)} | {
        "custom bots", "backfill", "switcher", "leaver", "joiner", "tie", "old shape", "no teams",
        "shared pseudo team", "empty enemy", "no season", "sixteen",
    }  # fmt: skip
    assert not [case for case in wanted if not seen[case]]
    assert 0.01 < seen["old shape"] / len(payloads) < 0.06
    assert 0.88 < world.totals("all").films / len(payloads) < 0.96
    assert {match.film_version for match in world.matches} == {38, 39, 40, 41}


def decoded(world: World, match: Match) -> list[HighlightEvent] | None:
    try:
        return list(read(film_chunk(world.log(match)), match.film_version))
    except FilmReadError:
        return None


def test_spnkr_decodes_exactly_the_films_not_flagged() -> None:
    world = World(seed=7, players=4, matches=110)
    films = {m.match_id: (m, decoded(world, m)) for m in world.matches if m.film_available}
    # spnkr finds the end of an event inside the event, and gives the whole film up.
    refused = [match for match, events in films.values() if events is None]
    assert refused == [m for m in world.matches if m.film_refused_by_spnkr]
    assert refused
    for match, events in films.values():
        if events is None:
            continue
        times = [event.time_ms for event in events]
        assert times == sorted(times)
        assert times[0] >= 23_000
        kills = [event.time_ms for event in events if event.event_type == "kill"]
        assert len(kills) == len(set(kills))
        names = {event.xuid: event.gamertag for event in events}
        assert all(world.people[str(xuid)].gamertag == name for xuid, name in names.items())
        counts = Counter((event.xuid, event.event_type) for event in events)
        for player in match_stats(world.log(match))["Players"]:
            if player["PlayerType"] == 1:
                xuid, mine = int(player["PlayerId"][5:-1]), lines(player)
                kills_filmed = 0 if match.mode.pve else sum(line["Kills"] for line in mine)
                medals = sum(medal["Count"] for line in mine for medal in line["Medals"])
                assert counts[xuid, "kill"] == kills_filmed
                assert counts[xuid, "death"] == sum(line["Deaths"] for line in mine)
                assert counts[xuid, "medal"] == medals


def test_totals_count_every_event_of_every_film() -> None:
    world = World(seed=2, players=2, matches=20)
    films = [decoded(world, match) for match in world.matches if match.film_available]
    assert not [match for match in world.matches if match.film_refused_by_spnkr]
    events = Counter(event.event_type for film in films for event in film or [])
    assert world.totals("all").events == dict(events)
    assert all(MEDALS[medal.film_code] == medal.name for medal in AWARDED)


def rewriting(url: str) -> Callable[[ClientRequest, ClientHandlerType], Any]:
    """Send spnkr's requests, whatever host they name, to the demo server."""
    origin = URL(url)

    async def rewrite(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        request.url = origin.join(URL(request.url.raw_path_qs, encoded=True))
        return await handler(request)

    return rewrite


async def test_spnkr_parses_the_modern_payloads(server: DemoServer) -> None:
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


async def test_refusals(server: DemoServer, session: ClientSession) -> None:
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
    server: DemoServer, session: ClientSession
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
    server: DemoServer, session: ClientSession
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
    server: DemoServer, session: ClientSession
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
    root = Path(__file__).parents[2]
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


def test_numbers_are_written_as_the_game_writes_them() -> None:
    assert (kda(31, 15, 50), kda(59, 27, 65), kda(22, 7, 11)) == (-14.0, 3.0, 13.33)
    assert kda(0, 1, 1) == -0.66
    assert [duration(s, 7) for s in (0, 60, 549.4211615, 90061.5)] == [
        "PT0S",
        "PT1M",
        "PT9M9.4211615S",
        "P1DT1H1M1.5S",
    ]
