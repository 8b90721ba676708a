"""A misspelt or renamed player ends the run for nobody else, and a player stays that player."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from ingest.demo.schedule import DemoPlayer
from ingest.demo.world import World
from tests.support.commands import FEW, Finished, account, environment, ingest
from tests.support.raw import rows
from tests.support.segments import make_a_day_older
from tests.support.watched_server import WatchedServer

RUN = ("run", *FEW)


@pytest.fixture
def world() -> World:
    return World(seed=8, players=3, matches=4)


async def command(server: WatchedServer, folder: Path, *arguments: str) -> Finished:
    env = environment(folder / "data", **account(server.url))
    done = await ingest(*arguments, env=env, cwd=folder)
    assert "Traceback" not in done.err
    return done


def write_players(folder: Path, *gamertags: str) -> None:
    entries = [f'[[players]]\ngamertag = "{gamertag}"\n' for gamertag in gamertags]
    (folder / "ingest.toml").write_text("\n".join(entries))


def rename(world: World, player: DemoPlayer, gamertag: str) -> None:
    """As the API tells it from now on."""
    world.people[player.xuid] = DemoPlayer(player.xuid, gamertag)
    world.by_gamertag.pop(player.gamertag.casefold())
    world.by_gamertag[gamertag.casefold()] = world.people[player.xuid]


def histories(folder: Path) -> set[str]:
    """Players whose history landed."""
    return {key.split(":")[0] for (key,) in rows(folder / "data", "player_matches", "key")}


async def test_the_others_are_fetched_for(world: World, tmp_path: Path) -> None:
    one, other, _ = world.players
    wrong = f"{other.gamertag[:-1]}x"
    write_players(tmp_path, one.gamertag, wrong)
    async with WatchedServer(world) as server:
        done = await command(server, tmp_path, *RUN)
        assert done.code == 3
        assert f"no player has the gamertag '{wrong}'" in done.out
        assert histories(tmp_path) == {one.xuid}
        again = await command(server, tmp_path, *RUN, "--json")
        told = json.loads(again.out)
        assert told["exit"] == 3
        assert any(wrong in warning for warning in told["warnings"])
        assert (await command(server, tmp_path, *RUN, "--dry-run")).code == 3


async def test_the_nearest_name_that_was_met_is_suggested(world: World, tmp_path: Path) -> None:
    one, other, _ = world.players
    wrong = f"{one.gamertag[:-1]}x"
    async with WatchedServer(world) as server:
        await command(server, tmp_path, "run", "--player", one.gamertag, "--max-matches", "1")
        write_players(tmp_path, other.gamertag, wrong)
        done = await command(server, tmp_path, *RUN)
    assert done.code == 3
    assert f"did you mean '{one.gamertag}'?" in done.out


async def test_without_any_player_there_is_nothing_to_do(world: World, tmp_path: Path) -> None:
    write_players(tmp_path, "Nobody Here", "Nobody There")
    async with WatchedServer(world) as server:
        done = await command(server, tmp_path, *RUN)
    assert done.code == 2
    assert "Nobody Here" in done.err
    assert "Nobody There" in done.err


async def test_an_unknown_name_on_the_command_line_is_a_usage_error(
    world: World, tmp_path: Path
) -> None:
    known = world.players[0].gamertag
    async with WatchedServer(world) as server:
        done = await command(server, tmp_path, *RUN, "--player", known, "--player", "Nobody Here")
    assert done.code == 2
    assert "Nobody Here" in done.err
    assert not (tmp_path / "data" / "raw" / "player_matches").exists()


async def test_a_misspelt_friend_is_named_and_the_others_are_friends(
    world: World, tmp_path: Path
) -> None:
    one, other, _ = world.players
    write_players(tmp_path, one.gamertag)
    with (tmp_path / "ingest.toml").open("a") as file:
        file.write(f'[friends]\n"{one.gamertag}" = ["{other.gamertag}", "Nobody Here"]\n')
    async with WatchedServer(world) as server:
        done = await command(server, tmp_path, *RUN)
    assert done.code == 3
    assert "unknown friend: no player has the gamertag 'Nobody Here'" in done.out
    assert "not fetched for" not in done.out
    landed = dict(rows(tmp_path / "data", "documents", "key, payload"))
    assert json.loads(landed["friends"])["friends"] == [
        {"xuid": one.xuid, "friend_xuid": other.xuid}
    ]


@pytest.mark.parametrize("is_taken", [False, True], ids=["free", "taken by another player"])
async def test_a_renamed_player_stays_the_player(
    is_taken: bool, world: World, tmp_path: Path
) -> None:
    one, _, other = world.players
    write_players(tmp_path, one.gamertag)
    async with WatchedServer(world) as server:
        assert (await command(server, tmp_path, *RUN)).code == 0
        rename(world, one, "Another Name")
        if is_taken:
            rename(world, other, one.gamertag)
        make_a_day_older(tmp_path / "data", "profiles")
        world.play(1, [one])
        done = await command(server, tmp_path, *RUN, "--json")
    told = json.loads(done.out)
    assert told["exit"] == 0
    assert told["landed"]["match_stats"] == 1
    assert histories(tmp_path) == {one.xuid}
    (warning,) = told["warnings"]
    assert "'Another Name' now" in warning
    assert (other.xuid in warning) is is_taken


async def test_a_player_is_looked_up_when_added(world: World, tmp_path: Path) -> None:
    one = world.players[0]
    async with WatchedServer(world) as server:
        done = await command(server, tmp_path, "players", "add", one.gamertag.upper())
        assert done.code == 0
        assert settings(tmp_path) == [{"gamertag": one.gamertag, "xuid": one.xuid}]
        assert (await command(server, tmp_path, "players", "add", one.xuid)).code == 2
        unknown = await command(server, tmp_path, "players", "add", "Nobody Here")
        assert unknown.code == 2
        assert "no player has the gamertag 'Nobody Here'" in unknown.err
    assert settings(tmp_path) == [{"gamertag": one.gamertag, "xuid": one.xuid}]


async def test_without_an_account_a_player_is_added_as_named(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    done = await ingest("players", "add", "Some Gamertag", env=env, cwd=tmp_path)
    assert done.code == 0
    assert "not looked up" in done.err
    assert settings(tmp_path) == [{"gamertag": "Some Gamertag"}]


async def test_without_players_the_list_says_so(tmp_path: Path) -> None:
    env = environment(tmp_path / "data")
    done = await ingest("players", "list", env=env, cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert "no players yet" in done.err


def settings(folder: Path) -> list[dict[str, str]]:
    players: list[dict[str, str]] = tomllib.loads((folder / "ingest.toml").read_text())["players"]
    return players
