"""Small raw directories, and what happens to their files."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from ingest.raw import Feed, Row, Status
from ingest.raw.segment_format import Stamp, encode
from ingest.raw.store import open_for_writing
from tests.support.store_life import batch


def fill(root: Path, batches: int = 3) -> None:
    with open_for_writing(root) as store:
        for number in range(batches):
            store.commit(batch(number))


def segments_of(root: Path, feed: str = "*") -> list[Path]:
    return sorted(root.glob(f"{feed}/landed_on=*/*.parquet"))


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    bit = chance.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)


def plant_twin(segment: Path, feed: Feed) -> None:
    """A whole, sealed segment of a later run, whose rows say something else of the same keys."""
    rows = pl.read_parquet(segment, hive_partitioning=False).filter(pl.col("status") == "ok")
    twins = [Row(feed=feed, key=key, status=Status.OK, payload="{}") for key in rows["key"]]
    data = encode(twins, Stamp(datetime.now(UTC), "ffffffffffff", 999_999))
    segment.with_name(f"{999_999:012d}-ffffffffffff.parquet").write_bytes(data)


def split(segment: Path) -> Path:
    """Move every second row of a segment into a segment of its own, which is returned."""
    rows = pl.read_parquet(segment, hive_partitioning=False)
    moved = segment.with_name(f"{segment.stem}f.parquet")
    moved.write_bytes(sealed(rows.gather_every(2, offset=1)))
    segment.write_bytes(sealed(rows.gather_every(2)))
    return moved


def newer(rows: pl.DataFrame, extra: bool) -> bytes:
    """A segment as a later version may write it: sealed, and with a column more."""
    frame = rows.with_columns(layout_version=pl.lit(2, pl.Int32))
    if extra:
        frame = frame.with_columns(weather=pl.lit("rain"))
    return sealed(frame)


def make_a_day_older(data_dir: Path, feed: str) -> None:
    """What is looked at once a day was looked at yesterday."""
    for segment in segments_of(data_dir / "raw", feed):
        rows = pl.read_parquet(segment, hive_partitioning=False)
        segment.write_bytes(sealed(rows.with_columns(pl.col("landed_at") - timedelta(days=1))))


def sealed(frame: pl.DataFrame) -> bytes:
    """A segment of these rows."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    data = buffer.getvalue()
    at = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    return data[:at] + hashlib.sha256(data).digest() + data[at:]
