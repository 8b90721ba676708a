"""What a damaged segment held is fetched again, whatever feed it was of."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.demo.schedule import Match
from ingest.demo.stats import match_stats
from ingest.demo.world import World
from ingest.film.keep import KeepFilms
from ingest.payload.facts import match_facts
from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw.rounds import begin_round, end_run
from ingest.raw.store import open_for_writing
from ingest.run.options import RunOptions
from ingest.run.reopen import remind_of_unfinished_round
from tests.support.commands import environment, ingest
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import WatchedServer

SAMPLED = (Feed.MATCH_STATS, Feed.MATCH_FILM, Feed.HISTORY_WALKS)
"""What is asked for once, what is decoded, and what a walk leaves behind."""


def keys(data_dir: Path, feed: Feed) -> set[object]:
    return {key for key, status in rows(data_dir, feed, "key, status") if status == "ok"}


def flip_a_bit_of_the_fullest_segment(data_dir: Path, feed: Feed) -> Path:
    fullest = max((data_dir / "raw" / feed).rglob("*.parquet"), key=lambda one: one.stat().st_size)
    damaged = bytearray(fullest.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    fullest.write_bytes(damaged)
    return fullest


@pytest.mark.fault("S4")
@pytest.mark.parametrize(
    "feed",
    [pytest.param(one, marks=[] if one in SAMPLED else pytest.mark.slow) for one in FEEDS],
)
async def test_a_damaged_segment_is_set_aside_and_fetched_again_by_the_next_run(
    feed: Feed, tmp_path: Path
) -> None:
    world = World(seed=6, players=2, matches=30)
    env = environment(tmp_path)
    options = RunOptions(keep_films=KeepFilms.ALL) if feed is Feed.FILM_CHUNKS else RunOptions()
    async with WatchedServer(world) as server:
        await land(server, tmp_path, options)
        before = keys(tmp_path, feed)
        path = flip_a_bit_of_the_fullest_segment(tmp_path, feed)
        found = await ingest("verify", env=env, cwd=tmp_path)
        assert found.code == 6
        assert str(path) in found.out
        assert keys(tmp_path, feed) < before or feed in (Feed.HISTORY_WALKS, Feed.DOCUMENTS)
        await land(server, tmp_path, options)
    assert keys(tmp_path, feed) == before
    assert (await ingest("verify", env=env, cwd=tmp_path)).code == 0
    status = await ingest("status", env=env, cwd=tmp_path)
    assert all(player.gamertag in status.out for player in world.players)


@pytest.mark.fault("S4")
async def test_a_segment_that_cannot_be_read_now_is_left_alone(tmp_path: Path) -> None:
    async with WatchedServer(World(seed=6, players=1, matches=3)) as server:
        await land(server, tmp_path)
    segment = next((tmp_path / "raw" / Feed.MATCH_STATS).rglob("*.parquet"))
    content = segment.read_bytes()
    segment.unlink()
    segment.mkdir()  # reading it fails, and not because its bytes are wrong
    done = await ingest("verify", env=environment(tmp_path), cwd=tmp_path)
    assert done.code == 6
    assert segment.is_dir()
    segment.rmdir()
    segment.write_bytes(content)
    assert (await ingest("verify", env=environment(tmp_path), cwd=tmp_path)).code == 0


def test_what_the_matches_of_a_stopped_run_name_is_remembered_once(tmp_path: Path) -> None:
    world = World(seed=6, players=1, matches=2)
    before, after = world.matches[:2]
    with open_for_writing(tmp_path) as store:
        store.commit([_stats(world, before)])
        begin_round(store, date.today(), {})
        store.commit([_stats(world, after)])
    with open_for_writing(tmp_path) as store:
        remind_of_unfinished_round(store)
        facts = match_facts(match_stats(world.log(after)))
        assert {*store.ledger.keys_with(Feed.PROFILES, {Status.NOT_YET})} == {*facts.xuids}
        assets = {*store.ledger.keys_with(Feed.ASSETS, {Status.NOT_YET})}
        assert assets == {one.key for one in facts.assets}
        reminders = store.landed.total()
        remind_of_unfinished_round(store)
        assert store.landed.total() == reminders
        end_run(store)
    with open_for_writing(tmp_path) as store:
        remind_of_unfinished_round(store)
        assert store.landed.total() == 0


def _stats(world: World, match: Match) -> Row:
    payload = json.dumps(match_stats(world.log(match)))
    return Row(feed=Feed.MATCH_STATS, key=match.match_id, status=Status.OK, payload=payload)
