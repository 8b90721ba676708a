"""The copy of narrow columns says what the segments say, or is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw import store as store_module
from ingest.raw.ledger import Ledger, load_ledger
from ingest.raw.narrow_copy import read_narrow, write_copy
from ingest.raw.store import open_for_writing
from tests.support.segments import fill, segments_of


def known(ledger: Ledger) -> dict[Feed, dict[str, Status | None]]:
    keys = {feed: ledger.keys_with(feed, set(Status)) for feed in FEEDS}
    return {feed: {key: ledger.status(feed, key) for key in sorted(keys[feed])} for feed in FEEDS}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    fill(tmp_path / "raw", batches=4)
    write_copy(tmp_path / "raw", read_narrow(tmp_path / "raw"))
    return tmp_path / "raw"


def copy_of(root: Path) -> Path:
    (path,) = (root / ".narrow").iterdir()
    return path


def test_it_has_every_file_and_gives_the_same_ledger(root: Path) -> None:
    with_copy = load_ledger(root)
    assert read_narrow(root).uncopied == 0
    copy_of(root).unlink()
    assert read_narrow(root).uncopied == len(segments_of(root))
    without = load_ledger(root)
    assert known(with_copy) == known(without)
    assert with_copy.next_sequence == without.next_sequence


def test_newer_segments_are_read_beside_it(root: Path) -> None:
    failed = Row(feed=Feed.MATCH_STATS, key="new", status=Status.FAILED)
    with open_for_writing(root) as store:
        store.commit([failed])
    assert read_narrow(root).uncopied == 1
    assert load_ledger(root).status(Feed.MATCH_STATS, "new") is Status.FAILED


def test_rows_of_a_segment_that_is_gone_are_gone(root: Path) -> None:
    lost = segments_of(root, Feed.MATCH_STATS)[-1]
    before = known(load_ledger(root))[Feed.MATCH_STATS]
    lost.unlink()
    after = known(load_ledger(root))[Feed.MATCH_STATS]
    assert len(before) - len(after) == 3


def test_a_damaged_copy_is_not_used(root: Path) -> None:
    before = known(load_ledger(root))
    copy_of(root).write_bytes(copy_of(root).read_bytes()[:-30])
    assert read_narrow(root).uncopied == len(segments_of(root))
    assert known(load_ledger(root)) == before


def test_a_writer_renews_it_when_many_segments_are_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MANY", 3)
    copy_of(root).unlink()
    with open_for_writing(root):
        assert read_narrow(root).uncopied == 0
    with open_for_writing(root) as store:
        for number in range(3):
            row = Row(feed=Feed.ASSETS, key=f"map:a:{number}", status=Status.OK, payload="{}")
            store.commit([row])
        assert read_narrow(root).uncopied == 3
    assert read_narrow(root).uncopied == 0
