"""What the server counts: everything is asked for once, whoever of the players needs it."""

from __future__ import annotations

from collections import Counter
from math import ceil
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.raw import Feed
from ingest.run.options import RunOptions
from tests.support.landing import land
from tests.support.watched_server import WatchedServer

MATCHES = [
    pytest.param(40, id="40 matches each"),
    pytest.param(1000, id="1000 matches each", marks=pytest.mark.slow),
]
DAILY = {"document", "snapshot", "match_count", "profile"}


@pytest.fixture(params=MATCHES)
def world(request: pytest.FixtureRequest) -> World:
    return World(seed=11, players=4, matches=request.param)


async def test_every_document_is_asked_for_once(world: World, tmp_path: Path) -> None:
    totals = world.totals("matchmaking")
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        repeats = {path: n for path, n in server.paths.items() if n > 1}
        assert repeats == {}
        assert server.requests["match_stats"] == totals.matches
        assert server.requests["match_skill"] == totals.skill
        assert server.requests["film_manifest"] == totals.matches
        assert server.requests["film_chunk"] == totals.films
        assert server.requests["asset"] == 2 * len(totals.asset_versions)  # French names too
        pages = sum(ceil(count / 25) + 1 for count in totals.player_matches.values())
        assert server.requests["history"] <= pages
        assert server.violations == []
        print("requests:", dict(server.requests), "total", server.requests.total())


async def test_a_second_run_asks_one_history_page_a_player(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        server.requests.clear()
        summary = await land(server, tmp_path)
        assert server.requests["history"] <= len(world.players)
        assert set(server.requests) <= DAILY | {"history"}
        assert server.requests.total() - server.requests["history"] <= 4 + 4 * len(world.players)
        assert summary.counts.total() == 0
        assert summary.matches_known_skipped >= 25


async def test_twenty_new_shared_matches_cost_only_theirs(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        server.requests.clear()
        server.paths.clear()
        played = {match.match_id for match in world.play(20)}
        await land(server, tmp_path)
        per_match = Counter(dict.fromkeys(PER_MATCH, 20))
        assert Counter({one: server.requests[one] for one in PER_MATCH}) == per_match
        assert server.requests["history"] <= 2 * len(world.players)
        asked = {path for path in server.paths if "/hi/matches/" in path or "/films/" in path}
        assert all(any(match_id in path for match_id in played) for path in asked)
        assert max(server.paths.values()) == 1


PER_MATCH = ("match_stats", "match_skill", "film_manifest", "film_chunk")


async def test_a_feed_added_later_costs_only_that_feed(tmp_path: Path) -> None:
    world = World(seed=11, players=2, matches=30)
    totals = world.totals("matchmaking")
    async with WatchedServer(world) as server:
        first = RunOptions(feeds=frozenset({Feed.MATCH_STATS, Feed.PLAYER_MATCHES}))
        await land(server, tmp_path, first)
        assert {"match_skill", "film_manifest", "asset", "document"} & set(server.requests) == set()
        server.requests.clear()
        await land(server, tmp_path)
        assert server.requests["match_stats"] == 0
        assert server.requests["match_skill"] == totals.skill
        assert server.requests["film_manifest"] == totals.matches
        assert server.requests["asset"] == 2 * len(totals.asset_versions)  # French names too
        profiles = {path for path in server.paths if path.startswith("/users?")}
        asked = {one for path in profiles for one in path.split("?")[1].split("&")}
        assert len(asked) == totals.profiles
