"""Whose matches are fetched, and for how long."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from ingest.demo.world import World
from ingest.raw import Feed, Row, Status
from ingest.raw.segment_format import Stamp, encode
from tests.support.commands import Finished, account, environment, ingest
from tests.support.raw import query
from tests.support.watched_server import Override, WatchedServer


@pytest.fixture
def world() -> World:
    return World(seed=8, players=2, matches=5)


async def command(server: WatchedServer, folder: Path, *arguments: str) -> Finished:
    env = environment(folder / "data", **account(server.url))
    done = await ingest(*arguments, env=env, cwd=folder)
    assert "Traceback" not in done.err
    return done


@pytest.mark.slow
@pytest.mark.parametrize("by", ["xuid", "gamertag"])
async def test_a_player_added_one_way_is_removed_the_other(
    by: str, world: World, tmp_path: Path
) -> None:
    player = world.players[0]
    added, removed = player.xuid, player.gamertag
    if by == "gamertag":
        added, removed = removed, added
    async with WatchedServer(world) as server:
        assert (await command(server, tmp_path, "players", "add", added)).code == 0
        assert (await command(server, tmp_path, "run")).code == 0
        assert (await command(server, tmp_path, "players", "remove", removed)).code == 0
        assert (await command(server, tmp_path, "players", "list")).out == ""
        assert (await command(server, tmp_path, "run")).code == 2


async def test_a_player_named_once_is_fetched_for_from_then_on(
    world: World, tmp_path: Path
) -> None:
    player = world.players[0]
    async with WatchedServer(world) as server:
        assert (await command(server, tmp_path, "run", "--player", player.gamertag)).code == 0
        world.play(1)
        done = await command(server, tmp_path, "run", "--json")
        assert json.loads(done.out)["landed"]["match_stats"] == 1
        assert player.gamertag in (await command(server, tmp_path, "players", "list")).out


async def test_comments_in_the_settings_survive_and_inline_lists_work(
    world: World, tmp_path: Path
) -> None:
    names = [player.gamertag for player in world.players]
    text = f'# mine\nplayers = [{{gamertag = "{names[0]}"}}, {{gamertag = "{names[1]}"}}]\n'
    (tmp_path / "ingest.toml").write_text(text)
    async with WatchedServer(world) as server:
        assert (await command(server, tmp_path, "players", "remove", names[0])).code == 0
    left = (tmp_path / "ingest.toml").read_text()
    assert "# mine" in left
    assert names[0] not in left
    assert names[1] in left


@pytest.mark.slow
async def test_friends_are_kept_in_the_settings_and_landed_by_the_next_run(
    world: World, tmp_path: Path
) -> None:
    me, friend = world.players
    stranger = world.strangers[0]
    async with WatchedServer(world) as server:
        named = ("players", "friends", me.gamertag)
        assert (await command(server, tmp_path, *named, friend.gamertag, stranger.xuid)).code == 0
        again = await command(server, tmp_path, *named, friend.gamertag.upper())
        assert again.code == 0
        shown = await command(server, tmp_path, *named)
        assert shown.out.splitlines() == [stranger.xuid, friend.gamertag.upper()]
        assert (await command(server, tmp_path, "run", "--player", me.xuid)).code == 0
        assert landed_friends(tmp_path) == {me.xuid: {friend.xuid, stranger.xuid}}
        by_xuid = ("players", "friends", me.xuid)
        other = world.strangers[1]
        assert (await command(server, tmp_path, *by_xuid, other.xuid)).code == 0
        assert (await command(server, tmp_path, "run")).code == 0
        assert landed_friends(tmp_path) == {me.xuid: {friend.xuid, stranger.xuid, other.xuid}}
        assert (await command(server, tmp_path, *by_xuid, other.xuid, "--remove")).code == 0
        assert (await command(server, tmp_path, *named, stranger.xuid, "--remove")).code == 0
        assert (await command(server, tmp_path, "run")).code == 0
        assert landed_friends(tmp_path) == {me.xuid: {friend.xuid}}
        assert (await command(server, tmp_path, *named, friend.gamertag, "--remove")).code == 0
        assert (await command(server, tmp_path, "run")).code == 0
        assert landed_friends(tmp_path) == {}
        assert (await command(server, tmp_path, *named, friend.gamertag, "--remove")).code == 2
        assert (await command(server, tmp_path, *named, "--remove")).code == 2
        assert (await command(server, tmp_path, *named, "no/body")).code == 2


def landed_friends(folder: Path) -> dict[str, set[str]]:
    """The newest version of the document."""
    pattern = folder / "data" / "raw" / "documents" / "*" / "*.parquet"
    ((payload,),) = query(
        f"select max_by(payload, sequence) from read_parquet('{pattern}') where key = 'friends'"
    )
    found: dict[str, set[str]] = {}
    for pair in json.loads(payload)["friends"]:
        found.setdefault(pair["xuid"], set()).add(pair["friend_xuid"])
    return found


async def test_a_gamertag_of_another_player_is_looked_up_again(
    world: World, tmp_path: Path
) -> None:
    first, second = world.players
    async with WatchedServer(world) as server:
        # long ago the second player bore the gamertag the first one bears now
        old = [{"xuid": second.xuid, "gamertag": first.gamertag}]
        server.overrides["/users"] = Override(body=json.dumps(old).encode(), times=1)
        await command(server, tmp_path, "run", "--player", second.xuid)
        for segment in (tmp_path / "data" / "raw" / "profiles").rglob("*.parquet"):
            backdate(segment)
        done = await command(server, tmp_path, "run", "--player", first.gamertag, "--json")
        assert done.code == 0, done.err
        assert any(f"xuid({first.xuid})/matches" in path for path in server.paths)


def backdate(segment: Path) -> None:
    """The same rows, landed years before, sealed as the store seals them."""
    found = pl.read_parquet(segment, hive_partitioning=False).rows(named=True)
    if not found:
        return
    kept = [
        Row(
            feed=Feed.PROFILES, key=row["key"], status=Status(row["status"]), payload=row["payload"]
        )
        for row in found
    ]
    landed_at = found[0]["landed_at"].replace(year=2024)
    segment.write_bytes(encode(kept, Stamp(landed_at, found[0]["run_id"], found[0]["sequence"])))
