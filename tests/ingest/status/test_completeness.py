"""How many of the known matches are complete, and what the others wait for."""

from __future__ import annotations

from pathlib import Path

from ingest.demo.world import World
from ingest.raw import Feed
from ingest.raw.ledger import load_ledger
from ingest.run.options import RunOptions
from ingest.status.completeness import Completeness, completeness
from tests.support.landing import land
from tests.support.watched_server import Override, WatchedServer


def counted(folder: Path) -> Completeness:
    root = folder / "raw"
    return completeness(root, load_ledger(root))


async def test_each_known_match_is_counted_once(tmp_path: Path) -> None:
    world = World(seed=2, players=2, matches=12)
    found = {match.match_id for one in world.players for match in world.history(one.xuid)}
    history_only = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES}), match_type="all")
    refused, unusable, unanswered = sorted(found)[:3]
    async with WatchedServer(world) as server:
        await land(server, tmp_path, history_only)
        before = counted(tmp_path)
        assert (before.known, before.missing, before.complete) == (len(found), len(found), 0)
        for match_id, status in ((refused, 403), (unusable, 400), (unanswered, 501)):
            server.overrides[f"/hi/matches/{match_id}/stats"] = Override(status=status)
        await land(server, tmp_path, RunOptions(match_type="all"))
        after = counted(tmp_path)
        server.overrides.clear()
    assert (after.waiting, after.unusable, after.missing) == (1, 1, 1)
    assert after.known == after.complete + after.waiting + after.unusable + after.missing
    assert after.unfinished_histories == ()


async def test_a_history_that_was_not_read_to_its_end_is_named(tmp_path: Path) -> None:
    world = World(seed=2, players=1, matches=12)
    async with WatchedServer(world) as server:
        await land(server, tmp_path, RunOptions(match_type="all", max_matches=3))
    found = counted(tmp_path)
    assert found.unfinished_histories == (world.players[0].xuid,)
    assert found.known < len(world.history(world.players[0].xuid))
