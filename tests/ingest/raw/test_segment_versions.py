"""Segments of other versions: the newer are refused and left alone."""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ingest.errors import StorageError
from ingest.raw import Feed, Row, Status
from ingest.raw.ledger import load_ledger
from ingest.raw.segment_format import Stamp, encode
from ingest.raw.store import open_for_writing
from ingest.raw.verify import verify
from ingest.warehouse.build.segments import check_segments
from tests.support.commands import environment, ingest
from tests.support.segments import fill, newer, segments_of
from tests.support.store_life import batch


@pytest.mark.fault("D9")
@pytest.mark.parametrize(("extra", "position"), [(True, -1), (True, 0), (False, -1)])
async def test_a_newer_layout_is_refused_and_left_as_it_is(
    extra: bool, position: int, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    fill(raw)
    segment = segments_of(raw, "match_stats")[position]
    stamp = Stamp(datetime.now(UTC), "abc", 99)
    row = Row(feed=Feed.MATCH_STATS, key="new", status=Status.OK, payload="{}")
    segment.write_bytes(newer(pl.read_parquet(io.BytesIO(encode([row], stamp))), extra))
    bytes_now = segment.read_bytes()
    for refuse in (load_ledger, verify, check_segments):
        with pytest.raises(StorageError, match=r"newer ingest \(layout 2, .*upgrade"):
            refuse(raw)
    done = await ingest("verify", env=environment(tmp_path), cwd=tmp_path)
    assert done.code == 6
    assert "upgrade" in done.err
    assert segment.read_bytes() == bytes_now


@pytest.mark.fault("D9")
def test_segments_without_a_newer_layout_are_read_side_by_side(tmp_path: Path) -> None:
    fill(tmp_path / "one")
    with open_for_writing(tmp_path / "one") as store:
        store.commit(batch(7))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert load_ledger(tmp_path / "two") == load_ledger(tmp_path / "one")
    check_segments(tmp_path / "two")
