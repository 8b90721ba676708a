"""`verify` names every damaged segment and no other, and its keys are asked for again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import polars as pl
import pytest

from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside, verify
from ingest.shard import Shard
from tests.support.commands import ROOT

FLIPS = 50
BATCHES = 2


def fill(root: Path) -> None:
    """A store with a segment of each feed and batch, and the empty ones."""
    rng = random.Random(11)
    with open_for_writing(root) as store:
        for batch in range(BATCHES):
            rows = [
                Row(
                    feed=feed,
                    key=f"{feed}-{batch}-{item}",
                    status=Status.OK,
                    payload=f'{{"n":{rng.random()},"text":"{"ä" * rng.randrange(200)}"}}',
                    body=rng.randbytes(300) if item == 2 else None,
                )
                for feed in FEEDS
                for item in range(4)
            ]
            store.commit(rows)


def segments_on_disk(root: Path) -> list[Path]:
    return sorted(root.glob("*/landed_on=*/*.parquet"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    fill(tmp_path / "raw")
    return tmp_path / "raw"


def holding(root: Path, key: str) -> Path:
    """The segment a key lies in."""
    frames = {path: pl.read_parquet(path, columns=["key"]) for path in segments_on_disk(root)}
    return next(path for path, frame in frames.items() if key in frame["key"])


def flip(path: Path, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


@pytest.mark.fault("S4")
def test_nothing_is_wrong_with_what_was_written(root: Path) -> None:
    verdict = verify(root)
    assert verdict.damaged == {}
    assert verdict.segments == len(segments_on_disk(root)) == len(FEEDS) * (BATCHES + 1)
    assert verdict.rows == len(FEEDS) * BATCHES * 4


@pytest.mark.fault("S4")
def test_every_flipped_bit_is_found_in_its_file(root: Path) -> None:
    paths, rng = segments_on_disk(root), random.Random(2026)
    for _ in range(FLIPS):
        path = rng.choice(paths)
        whole = path.read_bytes()
        bit = rng.randrange(len(whole) * 8)
        flip(path, bit)
        verdict = verify(root)
        assert list(verdict.damaged) == [path], f"bit {bit} of {len(whole)} bytes"
        assert verdict.segments == len(paths)
        path.write_bytes(whole)
    assert verify(root).damaged == {}


@pytest.mark.fault("S4")
def test_bits_flipped_in_many_files_are_all_found(root: Path) -> None:
    rng = random.Random(5)
    damaged = rng.sample(segments_on_disk(root), 10)
    for path in damaged:
        flip(path, rng.randrange(path.stat().st_size * 8))
    assert set(verify(root).damaged) == set(damaged)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def without_its_last_byte(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def with_a_byte_more(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def foreign(path: Path) -> None:
    pl.DataFrame({"key": ["a"], "status": ["ok"], "sequence": [1]}).write_parquet(path)


def rewritten_by_another_tool(path: Path) -> None:
    """The very same rows, but nobody vouches for them."""
    pl.read_parquet(path, hive_partitioning=False).write_parquet(path)


def replaced_by_garbage(path: Path) -> None:
    size = path.stat().st_size
    path.unlink()
    path.write_bytes(random.Random(1).randbytes(size))


def garbage_between_the_magic_words(path: Path) -> None:
    path.write_bytes(b"PAR1" + random.Random(2).randbytes(500) + b"PAR1")


DAMAGES: list[Callable[[Path], None]] = [
    truncated,
    without_its_last_byte,
    with_a_byte_more,
    emptied,
    zeroed,
    foreign,
    rewritten_by_another_tool,
    replaced_by_garbage,
    garbage_between_the_magic_words,
]


@pytest.mark.fault("S4")
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: str(damage.__name__))
def test_a_damaged_file_is_named_and_its_keys_are_absent_once_it_is_set_aside(
    root: Path, damage: Callable[[Path], None]
) -> None:
    path = holding(root, "match_stats-1-0")
    untouched = {one: one.read_bytes() for one in segments_on_disk(root) if one != path}
    damage(path)
    bytes_now = path.read_bytes()
    verdict = verify(root)
    assert list(verdict.damaged) == [path]

    set_aside(root, verdict.damaged)
    assert {one: one.read_bytes() for one in segments_on_disk(root)} == untouched
    kept = [one for one in root.rglob(f"*{path.name}") if one.is_file()]
    assert [one.read_bytes() for one in kept] == [bytes_now]
    ledger = load_ledger(root)
    for batch in range(BATCHES):
        for item in range(4):
            key = f"match_stats-{batch}-{item}"
            assert ledger.status(Feed.MATCH_STATS, key) is (None if batch == 1 else Status.OK)
    assert verify(root).damaged == {}


@pytest.mark.fault("S4")
def test_what_was_set_aside_can_land_again(root: Path) -> None:
    path = holding(root, "match_stats-1-0")
    flip(path, 100)
    set_aside(root, verify(root).damaged)
    with open_for_writing(root) as store:
        store.commit([Row(feed=Feed.MATCH_STATS, key="match_stats-1-0", status=Status.OK)])
    assert load_ledger(root).status(Feed.MATCH_STATS, "match_stats-1-0") is Status.OK
    assert verify(root).damaged == {}


def test_a_feed_that_lost_its_only_segment_gets_an_empty_one_from_the_next_writer(
    tmp_path: Path,
) -> None:
    with open_for_writing(tmp_path):
        pass
    path = next((tmp_path / "assets").rglob("*.parquet"))
    flip(path, 77)
    set_aside(tmp_path, verify(tmp_path).damaged)
    assert len(segments_on_disk(tmp_path)) == len(FEEDS) - 1
    with open_for_writing(tmp_path):
        pass
    assert len(segments_on_disk(tmp_path)) == len(FEEDS)


def ingest_verify(root: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HALO_DATA_DIR": str(root.parent), "PYTHONPATH": str(ROOT)}
    for name in ("HALO_API_URL", "HALO_RATE_LIMIT"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "ingest", "verify"],
        cwd=root.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_command_exits_6_once_after_damage_and_0_otherwise(root: Path) -> None:
    clean = ingest_verify(root)
    assert (clean.returncode, clean.stderr) == (0, "")
    path = holding(root, "match_film-0-3")
    flip(path, path.stat().st_size * 4)
    found = ingest_verify(root)
    assert found.returncode == 6
    assert str(path) in found.stdout
    assert "set aside" in found.stderr
    assert len(found.stderr.splitlines()) == 1
    after = ingest_verify(root)
    assert (after.returncode, after.stderr) == (0, "")
    assert not path.exists()
    assert f"{(len(FEEDS) * BATCHES - 1) * 4:,} rows" in after.stdout


def test_the_command_says_that_there_is_nothing_to_verify(tmp_path: Path) -> None:
    result = ingest_verify(tmp_path / "raw")
    assert result.returncode == 6
    assert "nothing to verify" in result.stderr


@pytest.mark.fault("S4")
def test_a_lost_segment_of_a_shard_is_noticed_although_another_has_the_same_numbers(
    tmp_path: Path,
) -> None:
    shards = [Shard(1, 2), Shard(2, 2)]
    with ExitStack() as opened:
        stores = [opened.enter_context(open_for_writing(tmp_path, shard=one)) for one in shards]
        for number in range(6):
            for name, store in zip("ab", stores, strict=True):
                key = f"{name}{number}"
                store.commit([Row(feed=Feed.MATCH_STATS, key=key, status=Status.GONE)])
    assert verify(tmp_path).missing == []
    lost = sorted((tmp_path / Feed.MATCH_STATS).rglob(f"*-{stores[0].run_id}.parquet"))[3]
    lost.unlink()
    number = int(lost.name.partition("-")[0])
    assert verify(tmp_path).missing == [(number, number)]
