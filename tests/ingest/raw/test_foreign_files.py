"""What lies in the raw directory and is not ours, is no longer ours, or no longer there."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from ingest.demo.world import World
from ingest.errors import StorageError
from ingest.raw import FEEDS, Feed
from ingest.raw.ledger import load_ledger
from ingest.raw.segment_format import DamagedSegment, check
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside, verify
from ingest.run.reopen import reopen_keys_of_damaged_segments
from ingest.warehouse.build.segments import check_segments
from tests.support.commands import environment, ingest
from tests.support.junk import plant_junk
from tests.support.landing import land
from tests.support.raw import content, rows
from tests.support.segments import fill, flip, segments_of
from tests.support.watched_server import WatchedServer

ONCE = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM, Feed.PLAYER_MATCHES, Feed.ASSETS)


def documents(data_dir: Path) -> set[tuple[object, ...]]:
    """What was landed of every key, by hash; how often it was asked for is left out."""
    found = [(feed, *row) for feed in ONCE for row in rows(data_dir, feed, "key, sha256, status")]
    landed = [one for one in found if one[-1] == "ok"]
    assert len(landed) == len(set(landed)), "nothing twice"
    return set(landed)


def mend(root: Path) -> None:
    """What `ingest verify` does."""
    verdict = verify(root)
    set_aside(root, verdict.damaged, verdict.missing)
    with open_for_writing(root) as store:
        reopen_keys_of_damaged_segments(store)


@pytest.mark.slow
@pytest.mark.fault("S4")
async def test_fifty_flipped_bits_are_found_and_fetched_again(tmp_path: Path) -> None:
    chance, raw = random.Random(50), tmp_path / "raw"
    world = World(seed=6, players=1, matches=10)
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        while len(segments_of(raw)) < 60:
            world.play(1)
            await land(server, tmp_path)
        before = documents(tmp_path)
        assert verify(raw).damaged == {}
        damaged = chance.sample(segments_of(raw), 50)
        for path in damaged:
            flip(path, chance)
        assert set(verify(raw).damaged) == set(damaged)
        mend(raw)
        healed = await land(server, tmp_path)
    assert healed.exit_code == 0
    assert documents(tmp_path) == before
    verdict = verify(raw)
    assert (verdict.damaged, verdict.missing) == ({}, [])


@pytest.mark.fault("S4")
@pytest.mark.parametrize("flips", [200, pytest.param(2000, marks=pytest.mark.slow)])
async def test_every_flipped_bit_of_landed_segments_is_found(flips: int, tmp_path: Path) -> None:
    async with WatchedServer(World(seed=6, players=1, matches=10)) as server:
        await land(server, tmp_path)
    chance = random.Random(flips)
    whole = {path: path.read_bytes() for path in segments_of(tmp_path / "raw")}
    assert all(check(data) >= 0 for data in whole.values()), "no false alarm"
    for _ in range(flips):
        path = chance.choice(list(whole))
        data = bytearray(whole[path])
        bit = chance.randrange(len(data) * 8)
        data[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedSegment):
            check(bytes(data))


@pytest.mark.fault("S4")
@pytest.mark.parametrize("feed", [Feed.PLAYER_MATCHES, Feed.MATCH_STATS])
async def test_a_deleted_segment_is_reported_once_and_fetched_again(
    feed: Feed, tmp_path: Path
) -> None:
    env = environment(tmp_path)
    async with WatchedServer(World(seed=6, players=1, matches=10)) as server:
        await land(server, tmp_path)
        server.world.play(1)
        await land(server, tmp_path)  # that the newest segment of all is gone is not to be seen
        before = documents(tmp_path)
        segment = max(segments_of(tmp_path / "raw", feed), key=lambda path: path.stat().st_size)
        held = pl.read_parquet(segment, hive_partitioning=False)["sequence"].to_list()
        segment.unlink()
        found = await ingest("verify", env=env, cwd=tmp_path)
        assert found.code == 6
        assert f"missing: rows {min(held):,} to {max(held):,}:" in found.out
        again = await ingest("verify", env=env, cwd=tmp_path)
        assert (again.code, again.err) == (0, "")
        await land(server, tmp_path)
    assert documents(tmp_path) == before


@pytest.mark.fault("S4")
def test_every_kind_of_foreign_file_is_named(tmp_path: Path) -> None:
    fill(tmp_path)
    folder = segments_of(tmp_path, "match_stats")[0].parent
    ours = segments_of(tmp_path, "match_stats")[-1]
    strangers = {
        "notes.parquet": b"not a table",
        "empty.parquet": b"",
        f"{ours.stem} (conflicted copy).parquet": ours.read_bytes(),
    }
    for name, data in strangers.items():
        (folder / name).write_bytes(data)
    pl.DataFrame({"key": ["a"]}).write_parquet(folder / "theirs.parquet")
    (folder / "folder.parquet").mkdir()
    verdict = verify(tmp_path)
    assert {path.name for path in verdict.damaged} == {*strangers, "theirs.parquet"}
    assert {path.name for path in verdict.unreadable} == {"folder.parquet"}
    assert verdict.missing == []
    with pytest.raises(StorageError, match="ingest verify"):
        load_ledger(tmp_path)
    with pytest.raises(StorageError, match="ingest verify"):
        check_segments(tmp_path)
    (folder / "folder.parquet").rmdir()
    mend(tmp_path)
    assert load_ledger(tmp_path).statuses(Feed.MATCH_STATS).total() == 9


@pytest.mark.fault("P10")
def test_the_next_writer_goes_on_with_the_repair(tmp_path: Path) -> None:
    """`verify` was killed after it had set a segment aside and before it healed."""
    fill(tmp_path)
    set_aside(tmp_path, [segments_of(tmp_path, "player_matches")[0]])
    waiting = tmp_path / ".set_aside" / "to_heal"
    assert len(list(waiting.iterdir())) == 1
    with open_for_writing(tmp_path) as store:
        reopen_keys_of_damaged_segments(store)
    assert list(waiting.iterdir()) == []
    assert len(list((tmp_path / ".set_aside").glob("*.parquet"))) == 1


@pytest.mark.fault("S5")
async def test_junk_is_read_by_no_reader(tmp_path: Path) -> None:
    async with WatchedServer(World(seed=6, players=1, matches=5)) as server:
        await land(server, tmp_path)
        before, looked = content(tmp_path, FEEDS), verify(tmp_path / "raw")
        planted = plant_junk(tmp_path / "raw")
        assert content(tmp_path, FEEDS) == before, "by DuckDB"
        found = verify(tmp_path / "raw")
        assert (found.segments, found.rows, found.damaged) == (looked.segments, looked.rows, {})
        check_segments(tmp_path / "raw")
        asked = server.requests["match_stats"]
        assert (await land(server, tmp_path)).exit_code == 0
        assert server.requests["match_stats"] == asked
    kept = [path for path in (tmp_path / "raw").rglob("*") if path.suffix != ".parquet"]
    assert sum("PAR1 nobody" in path.read_text() for path in kept if path.is_file()) > planted / 2
