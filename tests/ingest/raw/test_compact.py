"""Compaction: every row is read once, before, after and wherever it is interrupted."""

from __future__ import annotations

import os
import random
import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from ingest.disk.files import Files, OsFiles
from ingest.errors import StorageError
from ingest.raw import Feed, Row, Status
from ingest.raw.compact import GRACE, Compacted, compact, remove_replaced
from ingest.raw.layout import files_of, is_merged
from ingest.raw.ledger import load_ledger
from ingest.raw.listing import listed, replaced_files, segment_names, segments
from ingest.raw.reading import narrow_rows, read_payloads
from ingest.raw.store import open_for_writing
from ingest.raw.verify import set_aside, verify
from ingest.run.reopen import reopen_keys_of_damaged_segments
from tests.support.failing_files import FailingFiles
from tests.support.segments import flip
from tests.support.simulated_disk import Crash

FEEDS = (Feed.MATCH_SKILL, Feed.MATCH_STATS)
PAST = (datetime(2026, 5, 1, 12, tzinfo=UTC), datetime(2026, 5, 2, 12, tzinfo=UTC))
TODAY = date(2026, 5, 3)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two past days and today, each with three segments of two feeds."""
    root = tmp_path / "raw"
    for day, now in enumerate((*PAST, datetime(2026, 5, 3, tzinfo=UTC))):
        clock = partial(datetime.astimezone, now, UTC)
        with open_for_writing(root, now=clock, run_id=f"{day:012d}") as store:
            for number in range(3):
                store.commit(
                    [
                        Row(feed=feed, key=f"{day}-{number}-{item}", status=Status.OK, payload="{}")
                        for feed in FEEDS
                        for item in range(2)
                    ]
                )
    return root


def compacted(root: Path, files: Files | None = None, today: date = TODAY) -> Compacted:
    with open_for_writing(root, files=files or OsFiles()) as store:
        return compact(store, today)


def read(root: Path) -> list[tuple[object, ...]]:
    """Every row that readers see, in the order of landing."""
    columns = ("key", "status", "sequence", "run_id", "landed_at")
    return [
        (feed, *row)
        for feed in FEEDS
        for row in narrow_rows(segments(root, feed), columns).iter_rows()
    ]


def test_the_segments_of_each_past_day_become_one_file(root: Path) -> None:
    before, names = read(root), [segment_names(root, feed) for feed in FEEDS]
    done = compacted(root)
    assert (done.segments, done.files) == (12, 4)
    assert read(root) == before
    assert [sorted(segment_names(root, feed)) for feed in FEEDS] == [sorted(one) for one in names]
    for feed in FEEDS:
        merged = [path for path in segments(root, feed) if is_merged(path)]
        assert [path.parent.name for path in merged] == [
            f"landed_on={day:%Y-%m-%d}" for day in PAST
        ]
    assert compacted(root).files == 0


def test_a_writer_goes_on_after_it(root: Path) -> None:
    compacted(root)
    with open_for_writing(root) as store:
        assert store.ledger.status(Feed.MATCH_STATS, "0-0-0") is Status.OK
        store.commit([Row(feed=Feed.MATCH_STATS, key="new", status=Status.OK, payload="{}")])
    assert set(read_payloads(root, Feed.MATCH_STATS)) > {"new", "0-0-0", "1-2-1"}
    assert verify(root).missing == []


def test_verify_checks_what_was_merged(root: Path) -> None:
    before = verify(root)
    compacted(root)
    after = verify(root)
    assert (after.damaged, after.missing) == ({}, [])
    assert after.rows == before.rows + 4  # a row for each merged file
    (merged, *_) = [path for path in segments(root, Feed.MATCH_STATS) if is_merged(path)]
    flip(merged, random.Random(1))
    assert list(verify(root).damaged) == [merged]


def test_replaced_files_stay_while_somebody_may_read_them(root: Path) -> None:
    compacted(root)
    before = read(root)
    replaced = {path for feed in FEEDS for path in replaced_files(root, feed)}
    in_use = {min(replaced)}
    with open_for_writing(root) as store:
        assert remove_replaced(store, set()) == (0, 12)
        for feed in FEEDS:
            for path in segments(root, feed):
                old = time.time() - 2 * GRACE.total_seconds()
                os.utime(path, (old, old))
        assert remove_replaced(store, in_use) == (11, 1)
        assert {path for path in replaced if path.exists()} == in_use
        assert remove_replaced(store, set()) == (1, 0)
    assert read(root) == before
    assert verify(root).missing == []


@pytest.mark.fault("S11")
def test_a_crash_at_any_call_leaves_each_row_once(root: Path, tmp_path: Path) -> None:
    before = read(root)
    calls = FailingFiles()
    whole = copy(root, tmp_path / "whole")
    compacted(whole, calls)
    for at in range(1, len(calls.calls) + 1):
        crashed = copy(root, tmp_path / str(at))
        with pytest.raises(Crash):
            compacted(crashed, FailingFiles(at, fail=crash))
        assert read(crashed) == before, f"call {at}"
        compacted(crashed)
        assert read(crashed) == before, f"call {at}"
        assert not [path for feed in FEEDS for path in left_over(crashed, feed)]
        assert verify(crashed).damaged == {}


@pytest.mark.fault("S11")
def test_readers_meanwhile_find_each_row_once(root: Path) -> None:
    before, found = read(root), []
    begun, done = threading.Event(), threading.Event()

    def keep_reading() -> None:
        while not done.is_set():
            found.append(read(root))
            begun.set()

    reader = threading.Thread(target=keep_reading)
    reader.start()
    begun.wait()
    with open_for_writing(root) as store:
        compact(store, TODAY)
        remove_replaced(store, set())
        reads = len(found)
        while len(found) < reads + 2:
            assert reader.is_alive()
            time.sleep(0.01)
    done.set()
    reader.join()
    assert all(one == before for one in found)


@pytest.mark.fault("S11")
def test_a_crash_while_replaced_files_are_deleted_leaves_each_row_once(
    root: Path, tmp_path: Path
) -> None:
    compacted(root)
    before = read(root)
    for at in range(1, 13):
        crashed = copy(root, tmp_path / str(at))
        with open_for_writing(crashed) as store:
            store.files = FailingFiles(at, fail=crash)
            with pytest.raises(Crash):
                remove_replaced(store, set(), timedelta(0))
        assert read(crashed) == before
        with open_for_writing(crashed) as store:
            remove_replaced(store, set(), timedelta(0))
        assert read(crashed) == before


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_damaged_list_of_merged_files_loses_no_row(root: Path, is_deleted: bool) -> None:
    compacted(root)
    before = read(root)
    if is_deleted:
        with open_for_writing(root) as store:
            remove_replaced(store, set(), timedelta(0))
    for path in files_of(root, Feed.COMPACTIONS):
        path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StorageError, match="ingest verify"):
        read(root)
    verdict = verify(root)
    assert {path.parent.parent.name for path in verdict.damaged} == {Feed.COMPACTIONS}
    set_aside(root, verdict.damaged, verdict.missing)
    with open_for_writing(root) as store:
        reopen_keys_of_damaged_segments(store)
        assert store.ledger.status(Feed.MATCH_STATS, "0-0-0") is Status.OK
    assert read(root) == before
    assert (
        bool([path for path in segments(root, Feed.MATCH_STATS) if is_merged(path)]) is is_deleted
    )


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_damaged_merged_file_is_like_a_damaged_segment(root: Path, is_deleted: bool) -> None:
    compacted(root)
    before = read(root)
    if is_deleted:
        with open_for_writing(root) as store:
            remove_replaced(store, set(), timedelta(0))
    (merged, *_) = [path for path in segments(root, Feed.MATCH_STATS) if is_merged(path)]
    flip(merged, random.Random(3))
    set_aside(root, verify(root).damaged)
    ledger = load_ledger(root)
    lost = [key for key in ("0-0-0", "0-2-1") if ledger.status(Feed.MATCH_STATS, key) is None]
    assert lost == (["0-0-0", "0-2-1"] if is_deleted else [])
    assert (read(root) == before) is not is_deleted


def test_a_damaged_segment_is_not_merged(root: Path) -> None:
    flip(segments(root, Feed.MATCH_STATS)[1], random.Random(2))
    with pytest.raises(StorageError, match="ingest verify"):
        compacted(root)


def crash() -> None:
    raise Crash


def copy(root: Path, target: Path) -> Path:
    for path in root.glob("*/landed_on=*/*.parquet"):
        copied = target / path.relative_to(root)
        copied.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, copied)
    return target


def left_over(root: Path, feed: Feed) -> list[Path]:
    read = {one.path for one in listed(root, feed)} | {*replaced_files(root, feed)}
    return [path for path in files_of(root, feed) if path not in read]
