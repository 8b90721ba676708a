"""The bytes of one segment: a Parquet file that carries a checksum of itself."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ingest.errors import StorageError
from ingest.raw.row import Row, content_sha256

LAYOUT_VERSION = 1

SCHEMA = pl.Schema(
    {
        "key": pl.String(),
        "status": pl.String(),
        "payload": pl.String(),
        "body": pl.Binary(),
        "sha256": pl.String(),
        "http_status": pl.Int32(),
        "attempt": pl.Int32(),
        "next_try_at": pl.Datetime("us", "UTC"),
        "reason": pl.String(),
        "landed_at": pl.Datetime("us", "UTC"),
        "sequence": pl.Int64(),
        "run_id": pl.String(),
        "layout_version": pl.Int32(),
        "requested_for": pl.String(),
        "origin": pl.String(),
    }
)

MERGED_SCHEMA = pl.Schema({**SCHEMA, "segment": pl.String()})
"""Rows of several segments, each with the name of its own."""

_ROWS_IN_GROUP = 5_000
"""A reader has a whole group in memory; payloads have up to 50 kilobytes."""

_MAGIC = b"PAR1"
_TAIL = 8  # footer length (4 bytes) and the closing magic
_DIGEST = hashlib.sha256().digest_size


class DamagedSegment(OSError):
    """The bytes are not the bytes that were written: the disk's fault, like any OSError."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the store adds to every row of a segment."""

    landed_at: datetime
    run_id: str
    first_sequence: int


def encode(rows: Sequence[Row], stamp: Stamp) -> bytes:
    """The sealed Parquet bytes of these rows."""
    frame = pl.DataFrame(
        {
            "key": [row.key for row in rows],
            "status": [row.status.value for row in rows],
            "payload": [row.payload for row in rows],
            "body": [row.body for row in rows],
            "sha256": [row.sha256 for row in rows],
            "http_status": [row.http_status for row in rows],
            "attempt": [row.attempt for row in rows],
            "next_try_at": [row.next_try_at for row in rows],
            "reason": [row.reason for row in rows],
            "landed_at": [stamp.landed_at] * len(rows),
            "sequence": list(range(stamp.first_sequence, stamp.first_sequence + len(rows))),
            "run_id": [stamp.run_id] * len(rows),
            "layout_version": [LAYOUT_VERSION] * len(rows),
            "requested_for": [row.requested_for for row in rows],
            "origin": [row.origin for row in rows],
        },
        schema=SCHEMA,
    )
    return _sealed_parquet(frame)


def encode_merged(segments: Mapping[str, pl.DataFrame]) -> bytes:
    """The sealed Parquet bytes of the rows of these segments, by the names of the segments."""
    named = (
        frame.with_columns(segment=pl.lit(name, pl.String())) for name, frame in segments.items()
    )
    return _sealed_parquet(pl.concat(named).select(MERGED_SCHEMA.names()))


def _sealed_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", row_group_size=_ROWS_IN_GROUP)
    return _seal(buffer.getvalue())


def check(data: bytes) -> int:
    """Number of rows, after the seal, the schema and every row's hash proved right."""
    return checked(data).height


def checked(data: bytes) -> pl.DataFrame:
    """The rows, after the seal, the schema and every row's hash proved right."""
    check_seal(data)
    try:
        frame = pl.read_parquet(io.BytesIO(data), hive_partitioning=False)
    except pl.exceptions.PolarsError as error:
        raise DamagedSegment(f"not readable as Parquet: {error}") from error
    refuse_newer_layout(frame)
    if frame.schema not in (SCHEMA, MERGED_SCHEMA):
        raise DamagedSegment("columns are not those of the raw layer")
    for key, payload, body, sha256 in frame.select("key", "payload", "body", "sha256").iter_rows():
        if content_sha256(payload, body) != sha256:
            raise DamagedSegment(f"content of {key} does not match its sha256")
    return frame


def refuse_newer_layout(frame: pl.DataFrame) -> None:
    """A later version may have changed what a column means, so nothing is made of its rows."""
    newest = frame["layout_version"].max() if "layout_version" in frame.columns else None
    if isinstance(newest, int) and newest > LAYOUT_VERSION:
        raise StorageError(
            f"a segment was written by a newer ingest (layout {newest}, this one knows "
            f"{LAYOUT_VERSION})",
            "upgrade ingest: its segments are left as they are",
        )


def _footer_start(data: bytes) -> int:
    if len(data) < len(_MAGIC) + _DIGEST + _TAIL or data[-4:] != _MAGIC or data[:4] != _MAGIC:
        raise DamagedSegment("cut short or overwritten")
    start = len(data) - _TAIL - int.from_bytes(data[-_TAIL:-4], "little")
    if start < len(_MAGIC):
        raise DamagedSegment("footer length is impossible")
    return start


def _seal(parquet: bytes) -> bytes:
    """Put a hash of all other bytes between the column data and the footer.

    Parquet finds its footer from the end and its columns by offset, so every reader skips the
    hash. Without it a flipped bit in a Parquet file is read as different data, silently, in half
    of the cases that were tried, and the row hashes cover the content only.
    """
    start = _footer_start(parquet)
    digest = hashlib.sha256(parquet).digest()
    return parquet[:start] + digest + parquet[start:]


def check_seal(data: bytes) -> None:
    """The bytes are those that were written."""
    start = _footer_start(data)
    seal = data[start - _DIGEST : start]
    if hashlib.sha256(data[: start - _DIGEST] + data[start:]).digest() != seal:
        raise DamagedSegment("bytes differ from those that were written")
