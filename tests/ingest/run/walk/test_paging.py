"""Pages that shift, repeat, fail, never end or are nobody's business: no gap, no endless walk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.errors import UsageError
from ingest.raw import Feed, Status
from ingest.run.options import RunOptions
from ingest.status.miscounts import miscounts
from tests.support.fault_server import Asked, Fault, FaultServer, Send, answering, response
from tests.support.landing import land
from tests.support.raw import newest, rows

LISTS = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES}))
STATS = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS}))


def listed(data_dir: Path) -> list[str]:
    return sorted(key.split(":")[1] for (key,) in rows(data_dir, "player_matches", "key"))


def played(world: World, player: int = 0) -> list[str]:
    history = world.history(world.players[player].xuid, "matchmaking")
    return sorted(match.match_id for match in history)


def history_of(world: World, player: int = 0) -> str:
    return f"/hi/players/xuid({world.players[player].xuid})/matches"


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer(World(seed=5, players=2, matches=60)) as server:
        yield server


async def insertions(matches: int, tmp_path: Path) -> None:
    """A match appears before request k, for every k there is."""
    request = 0
    while True:
        request += 1
        world = World(seed=5, players=1, matches=matches)
        asked = 0

        def play(one: Asked, world: World = world, request: int = request) -> None:
            nonlocal asked
            asked += one.endpoint == "history"
            if asked == request and one.endpoint == "history":
                world.play(1)

        data_dir = tmp_path / str(request)
        async with FaultServer(world, before=play) as server:
            before = played(world)
            assert (await land(server, data_dir, LISTS)).exit_code == 0
            assert set(before) <= set(listed(data_dir))
            assert (await land(server, data_dir, LISTS)).exit_code == 0
            found = listed(data_dir)
            assert found == played(world)
            assert len(set(found)) == len(found)
        if asked < request:
            return


@pytest.mark.fault("N17", "N18")
@pytest.mark.parametrize(
    "matches",
    [
        1,
        26,
        pytest.param(25, marks=pytest.mark.slow),
        pytest.param(80, marks=pytest.mark.slow),
        pytest.param(1_000, marks=pytest.mark.slow),
    ],
)
async def test_a_match_inserted_before_any_request_leaves_no_gap(
    matches: int, tmp_path: Path
) -> None:
    await insertions(matches, tmp_path)


@pytest.mark.fault("N17")
async def test_a_page_that_names_a_match_twice_lands_it_once(
    server: FaultServer, tmp_path: Path
) -> None:
    async def twice(writer: asyncio.StreamWriter, asked: Asked) -> None:
        page = json.loads(asked.body)
        page["Results"] = [page["Results"][0], *page["Results"][:-1]]
        writer.write(response(200, json.dumps(page).encode()))

    server.faults[history_of(server.world)] = Fault(twice, times=1)
    await land(server, tmp_path, STATS)
    await land(server, tmp_path, replace(STATS, full=True))
    assert set(listed(tmp_path)) == {*played(server.world), *played(server.world, 1)}
    landed = rows(tmp_path, "match_stats", "key")
    assert len(set(landed)) == len(landed)


@pytest.mark.fault("N19")
async def test_a_page_that_fails_for_good_is_not_the_end(
    server: FaultServer, tmp_path: Path
) -> None:
    world = server.world
    world.play(150, world.players[:1])
    server.faults[history_of(world)] = Fault(answering(500), times=5, after=2)
    summary = await land(server, tmp_path, LISTS)
    assert summary.exit_code == 3
    assert len(summary.lost_pages) == 1
    missing = set(played(world)) - set(listed(tmp_path))
    assert len(missing) == 25
    assert (await land(server, tmp_path, LISTS)).exit_code == 0
    assert set(played(world)) <= set(listed(tmp_path))


def page_of(first: int, count: int, world: World) -> Send:
    """A server that ignores what it is asked for."""

    async def send(writer: asyncio.StreamWriter, asked: Asked) -> None:
        page = json.loads(asked.body)
        everything = json.loads(world_page(world))
        page["Results"] = everything[first : first + count]
        page["ResultCount"] = len(page["Results"])
        writer.write(response(200, json.dumps(page).encode()))

    return send


def world_page(world: World) -> str:
    return json.dumps([{"MatchId": one} for one in played(world)])


@pytest.mark.fault("N20")
@pytest.mark.parametrize("count", [25, 60], ids=["repeats", "ignores-count"])
async def test_a_list_that_repeats_itself_ends_the_walk(
    count: int, server: FaultServer, tmp_path: Path
) -> None:
    server.faults[history_of(server.world)] = Fault(page_of(0, count, server.world))
    summary = await land(server, tmp_path, LISTS)
    assert summary.exit_code == 3
    assert "repeats itself" in summary.lost_pages[0]
    assert server.requests["history"] < 12


@pytest.mark.fault("N20")
async def test_a_list_without_end_ends_at_the_most_pages_anybody_has(
    server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.run.walk.pages.MOST_PAGES", 30)
    number = 0

    async def another(writer: asyncio.StreamWriter, _: Asked) -> None:
        nonlocal number
        number += 25
        ids = [
            {"MatchId": f"{one:08d}-0000-4000-8000-000000000000"}
            for one in range(number, number + 25)
        ]
        page = {"Start": 0, "Count": 25, "ResultCount": 25, "Results": ids}
        writer.write(response(200, json.dumps(page).encode()))

    server.faults[history_of(server.world)] = Fault(another)
    summary = await land(server, tmp_path, LISTS)
    assert summary.exit_code == 3
    assert number == 30 * 25


@pytest.mark.fault("N21")
@pytest.mark.parametrize("off_by", [-1, 1])
async def test_a_count_that_disagrees_is_a_warning_and_no_error(
    off_by: int, server: FaultServer, tmp_path: Path
) -> None:
    world = server.world
    count = len(played(world)) + off_by

    async def miscounted(writer: asyncio.StreamWriter, asked: Asked) -> None:
        counts = {**json.loads(asked.body), "MatchmadeMatchesPlayedCount": count}
        writer.write(response(200, json.dumps(counts).encode()))

    server.faults[f"{history_of(world)}/count"] = Fault(miscounted)
    feeds = LISTS.feeds | {Feed.PLAYER_SNAPSHOTS}
    summary = await land(server, tmp_path, replace(LISTS, feeds=feeds))
    warning = (
        f"the API counts {count} matchmaking matches of {world.players[0].xuid}, "
        f"its list has {len(played(world))}"
    )
    assert (summary.exit_code, summary.warnings) == (0, (warning,))
    assert summary.as_json()["warnings"] == [warning]
    assert [str(one) for one in miscounts(tmp_path / "raw")] == [warning]


@pytest.mark.fault("N21")
async def test_counts_that_agree_stay_quiet_from_walk_to_walk(
    server: FaultServer, tmp_path: Path
) -> None:
    world = server.world
    options = replace(STATS, feeds=STATS.feeds | {Feed.PLAYER_SNAPSHOTS})
    assert (await land(server, tmp_path, options)).warnings == ()
    world.play(7)
    await land(server, tmp_path, options)
    newest_walk = max(rows(tmp_path, "history_walks", "sequence, key, payload"))
    player = [one.xuid for one in world.players].index(newest_walk[1])
    state = json.loads(newest_walk[2])["matchmaking"]
    assert state["matches"] == len(played(world, player))
    assert miscounts(tmp_path / "raw") == []


@pytest.mark.fault("N22")
async def test_a_player_without_matches_is_no_error(tmp_path: Path) -> None:
    async with FaultServer(World(seed=5, players=1, matches=0)) as server:
        summary = await land(server, tmp_path)
        assert summary.exit_code == 0
        assert listed(tmp_path) == []
        assert (await land(server, tmp_path)).exit_code == 0


@pytest.mark.fault("N22")
async def test_a_private_history_waits_and_its_matches_come_through_others(
    server: FaultServer, tmp_path: Path
) -> None:
    world = server.world
    path = history_of(world)
    server.faults[path] = Fault(answering(403, b"{}"))
    summary = await land(server, tmp_path)
    assert (summary.exit_code, summary.lost_pages) == (0, ())
    ((status, http_status, scheduled),) = [
        row[1:]
        for row in rows(
            tmp_path, "history_walks", "key, status, http_status, next_try_at - landed_at"
        )
        if row[0] == world.players[0].xuid
    ]
    assert (status, http_status, round(scheduled / timedelta(days=1), 3)) == ("forbidden", 403, 30)
    shared = set(played(world)) & set(played(world, 1))
    assert shared
    assert shared <= {key for (key,) in rows(tmp_path, "match_stats", "key")}
    (tracked,) = [
        json.loads(text)
        for key, text in rows(tmp_path, "documents", "key, payload")
        if key == "tracked_players"
    ][-1:]
    assert {one["xuid"] for one in tracked["players"]} == {one.xuid for one in world.players}

    server.asked.clear()
    assert (await land(server, tmp_path)).exit_code == 0
    assert path not in {one.path for one in server.asked}, "not asked again before its time"

    server.faults.clear()
    retry = RunOptions(retried=frozenset({Status.FORBIDDEN}))
    assert (await land(server, tmp_path, retry)).exit_code == 0
    assert set(played(world)) <= {key for (key,) in rows(tmp_path, "match_stats", "key")}
    assert {
        status for (feed, _), (status, _) in newest(tmp_path).items() if feed == "match_stats"
    } == {"ok"}
    server.asked.clear()
    await land(server, tmp_path)
    assert server.requests["history"] == 2, "from now on like any other"


@pytest.mark.fault("N22")
async def test_an_unknown_gamertag_is_a_usage_error(server: FaultServer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no player has the gamertag"):
        await land(server, tmp_path, names=["Nobody At All"])
    assert not tmp_path.joinpath("raw").exists()
