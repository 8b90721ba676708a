"""Where a round began, and whether all of it came to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from ingest.raw import Feed, Row, Status
from ingest.raw.arrivals import Arrivals
from ingest.raw.rounds import (
    ShardPhase,
    begin_round,
    current_round,
    end_run,
    enter_phase,
    has_company,
    join_round,
    phase_of,
    unfinished_round,
)
from ingest.raw.store import RawStore, open_for_writing
from ingest.shard import Shard

TODAY = date.today()
ONE, OTHER = Shard(1, 2), Shard(2, 2)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def begun(opened: ExitStack, root: Path) -> RawStore:
    store = opened.enter_context(open_for_writing(root, shard=ONE))
    begin_round(store, TODAY, {})
    enter_phase(store, ShardPhase.HISTORIES)
    return store


def test_a_round_of_one_ingester_leaves_a_mark_until_it_has_finished(tmp_path: Path) -> None:
    assert unfinished_round(tmp_path) is None
    with open_for_writing(tmp_path) as store:
        begin_round(store, TODAY, {})
    found = unfinished_round(tmp_path)
    assert found is not None
    with open_for_writing(tmp_path) as store:
        assert found.first_sequence == store.ledger.next_sequence
        end_run(store)
    assert unfinished_round(tmp_path) is None


def test_a_round_has_finished_when_every_shard_has(opened: ExitStack, tmp_path: Path) -> None:
    one = begun(opened, tmp_path)
    end_run(one)
    assert unfinished_round(tmp_path) is not None, "the other was never started"
    other = opened.enter_context(open_for_writing(tmp_path, shard=OTHER))
    enter_phase(other, ShardPhase.NAMED_IN_MATCHES)
    assert unfinished_round(tmp_path) is not None
    end_run(other)
    assert unfinished_round(tmp_path) is None


def test_a_shard_that_comes_back_makes_those_unfinished_that_have_ended(
    opened: ExitStack, tmp_path: Path
) -> None:
    with ExitStack() as ended:
        end_run(begun(ended, tmp_path))
        living = opened.enter_context(open_for_writing(tmp_path, shard=OTHER))
        assert has_company(tmp_path, OTHER)
        join_round(living)
        assert phase_of(tmp_path, ONE) is ShardPhase.FINISHED, "it lives and looks again"
    assert not has_company(tmp_path, OTHER)
    join_round(living)
    assert phase_of(tmp_path, ONE) is None
    end_run(living)
    assert unfinished_round(tmp_path) is not None


def test_segments_of_a_round_arrive_once_by_whichever_shard(
    opened: ExitStack, tmp_path: Path
) -> None:
    with open_for_writing(tmp_path) as store:
        store.commit([Row(feed=Feed.MATCH_STATS, key="before", status=Status.GONE)])
    one = begun(opened, tmp_path)
    other = opened.enter_context(open_for_writing(tmp_path, shard=OTHER))
    arrivals = Arrivals(tmp_path, Feed.MATCH_STATS, current_round(tmp_path))
    assert arrivals.take() == []
    for store in (one, other):
        store.commit([Row(feed=Feed.MATCH_STATS, key=store.run_id, status=Status.GONE)])
    runs = [path.stem.partition("-")[2] for path in arrivals.take()]
    assert sorted(runs) == sorted([one.run_id, other.run_id])
    assert arrivals.take() == []


def test_a_shard_leaves_the_half_written_files_of_a_living_one(
    opened: ExitStack, tmp_path: Path
) -> None:
    incoming = tmp_path / ".incoming"
    begun(opened, tmp_path)
    for name in ("1-of-2-assets-1-a.parquet", "2-of-2-assets-1-b.parquet"):
        (incoming / name).touch()
    with open_for_writing(tmp_path, shard=OTHER):
        assert [path.name for path in incoming.iterdir()] == ["1-of-2-assets-1-a.parquet"]
    opened.close()
    with open_for_writing(tmp_path, shard=OTHER):
        assert [*incoming.iterdir()] == []
