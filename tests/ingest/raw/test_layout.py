"""The raw directory on other systems: names every file system takes, copies at any moment."""

from __future__ import annotations

import random
import re
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.raw import Feed, Status
from ingest.raw.layout import segment_path
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from ingest.raw.verify import verify
from tests.support.failing_files import FailingFiles
from tests.support.segments import fill, flip, segments_of
from tests.support.store_life import batch, live

ALLOWED = re.compile(r"[a-z0-9._=-]+")
RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(10)}


def is_portable(path: Path, root: Path) -> bool:
    return all(
        ALLOWED.fullmatch(part)
        and not part.endswith(".")
        and part.partition(".")[0] not in RESERVED
        for part in path.relative_to(root).parts
    )


@pytest.mark.fault("S14")
@given(
    st.sampled_from(Feed),
    st.datetimes(datetime(2021, 11, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 2**62),
    st.uuids(),
)
@settings(max_examples=100)
def test_names_of_segments_fit_every_file_system(
    feed: Feed, landed_at: datetime, sequence: int, run: object
) -> None:
    path = segment_path(Path("raw"), feed, landed_at, sequence, str(run).replace("-", "")[:12])
    assert is_portable(path, Path("raw"))
    assert str(path) == str(path).casefold()


@pytest.mark.fault("S14")
def test_names_a_store_creates_fit_every_file_system(tmp_path: Path) -> None:
    fill(tmp_path)
    flip(segments_of(tmp_path, "match_stats")[0], random.Random(1))
    segments_of(tmp_path, "match_skill")[1].unlink()
    files = FailingFiles()
    for _ in live(tmp_path, files):
        pass
    created = {path for path in files.paths if path != tmp_path}
    assert len(created) >= 10
    assert [path for path in created if not is_portable(path, tmp_path)] == []
    folded = [str(path).casefold() for path in tmp_path.rglob("*")]
    assert len(folded) == len(set(folded))


@pytest.mark.fault("S16")
def test_copies_made_while_a_writer_commits_are_whole(tmp_path: Path) -> None:
    raw, stop, safe = tmp_path / "raw", threading.Event(), list[str]()

    def write() -> None:
        with open_for_writing(raw) as store:
            number = 0
            while not stop.is_set():
                store.commit(batch(number))
                safe.extend(row.key for row in batch(number) if row.feed is Feed.MATCH_STATS)
                number += 1

    fill(raw, 0)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        number = 0
        while number < 8 or len(safe) <= 30:  # it must be written to meanwhile
            safe_by_now, copy = set(safe), tmp_path / f"copy-{number}"
            # cp says so when a file of `.incoming` is gone before it got there; nobody reads those
            subprocess.run(["cp", "-a", str(raw), str(copy)], check=False, capture_output=True)
            assert verify(copy).damaged == {}
            assert safe_by_now <= set(load_ledger(copy).keys_with(Feed.MATCH_STATS, Status))
            number += 1
    finally:
        stop.set()
        writer.join()
    assert verify(raw).missing == []
