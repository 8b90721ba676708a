"""Any rows, in any batches, over any number of runs: they come back as they went in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw.ledger import Ledger, load_ledger
from ingest.raw.reading import read_payloads
from ingest.raw.store import open_for_writing
from ingest.raw.verify import verify

KEEP_HISTORY = {Feed.PROFILES, Feed.DOCUMENTS, Feed.PLAYER_SNAPSHOTS, Feed.HISTORY_WALKS}
TO_ASK_AGAIN = {Status.FAILED, Status.NOT_YET, Status.FORBIDDEN}
NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
KEYS = st.sampled_from(["", "a", "b", "\x00", "ключ:1", "\U0001f600", "a\nb", "'; --"]) | TEXT
MOMENTS = st.datetimes(datetime(2026, 6, 29), datetime(2026, 7, 2), timezones=st.just(UTC))
INT32 = st.integers(-(2**31), 2**31 - 1)
ROWS = st.builds(
    Row,
    feed=st.sampled_from(FEEDS),
    key=KEYS,
    status=st.sampled_from(Status),
    payload=st.none() | TEXT,
    body=st.none() | st.binary(max_size=40),
    http_status=st.none() | INT32,
    attempt=st.integers(0, 2**31 - 2),
    next_try_at=st.none() | MOMENTS,
    reason=st.none() | TEXT,
    requested_for=st.none() | TEXT,
    origin=st.none() | TEXT,
)
RUNS = st.lists(st.lists(st.lists(ROWS, max_size=12), max_size=3), min_size=1, max_size=3)


@dataclass
class Expected:
    """What a reader must find, kept by hand from the rows that were committed."""

    rows: list[tuple[Row, datetime, str]] = field(default_factory=list)

    def newest(self) -> dict[tuple[Feed, str], Row]:
        return {(row.feed, row.key): row for row, _, _ in self.rows}

    def admissible(self, rows: Sequence[Row]) -> list[Row]:
        """Leave out the rows that would make a key land twice."""
        taken = {k for k, row in self.newest().items() if row.status is Status.OK}
        chosen: dict[tuple[Feed, str], Row] = {}
        for row in rows:
            if row.feed in KEEP_HISTORY or (row.feed, row.key) not in taken:
                chosen.setdefault((row.feed, row.key), row)
        return list(chosen.values())


def committed(root: Path, runs: Sequence[Sequence[Sequence[Row]]]) -> tuple[Expected, Ledger]:
    """Land the runs, and the ledger the last writer had in memory."""
    expected = Expected()
    clock = [NOON]

    def now() -> datetime:
        clock[0] += timedelta(hours=5, microseconds=1)
        return clock[0]

    for number, batches in enumerate(runs):
        with open_for_writing(root, now=now, run_id=f"run{number}") as store:
            for batch in batches:
                rows = expected.admissible(batch)
                before = clock[0]
                store.commit(rows)
                feeds = [feed for feed in FEEDS if any(row.feed is feed for row in rows)]
                for at, feed in enumerate(feeds, 1):
                    landed_at = before + at * timedelta(hours=5, microseconds=1)
                    mine = [row for row in rows if row.feed is feed]
                    expected.rows += [(row, landed_at, f"run{number}") for row in mine]
    return expected, store.ledger


def sha256(row: Row) -> str | None:
    content = row.body if row.payload is None else row.payload.encode("utf-8")
    return None if content is None else hashlib.sha256(content).hexdigest()


def as_columns(row: Row, landed_at: datetime, run_id: str) -> dict[str, object]:
    return {
        "key": row.key,
        "status": row.status.value,
        "payload": row.payload,
        "body": row.body,
        "sha256": sha256(row),
        "http_status": row.http_status,
        "attempt": row.attempt,
        "next_try_at": row.next_try_at,
        "reason": row.reason,
        "landed_at": landed_at,
        "run_id": run_id,
        "layout_version": 1,
        "requested_for": row.requested_for,
        "origin": row.origin,
    }


def read_back(root: Path, feed: Feed) -> list[dict[str, object]]:
    paths = list((root / feed.value).glob("landed_on=*/*.parquet"))
    frame = pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in paths])
    return frame.sort("sequence").drop("sequence").to_dicts()


def check_ledger(ledger: Ledger, expected: Expected, now: datetime) -> None:
    newest = expected.newest()
    for (feed, key), row in newest.items():
        again = row.status in TO_ASK_AGAIN
        due = again and (row.next_try_at is None or row.next_try_at <= now)
        assert ledger.status(feed, key) is row.status
        assert ledger.is_settled(feed, key) is not again
        assert ledger.is_wanted(feed, key, now) is due
        assert (key in ledger.due(feed, now)) is due
        assert ledger.next_attempt(feed, key) == (row.attempt + 1 if again else 1)
    for feed in FEEDS:
        asked = {key for of, key in newest if of is feed}
        assert set(ledger.due(feed, now)) <= asked
        never = max(asked, default="") + "x"
        assert ledger.status(feed, never) is None
        assert ledger.is_wanted(feed, never, now)
        assert ledger.next_attempt(feed, never) == 1
    assert ledger.holds_rows() is bool(newest)


@given(RUNS, MOMENTS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_rows_come_back_as_they_went_in(runs: list[list[list[Row]]], now: datetime) -> None:
    with TemporaryDirectory() as directory:
        root = Path(directory)
        expected, in_memory = committed(root, runs)
        for feed in FEEDS:
            mine = [as_columns(*one) for one in expected.rows if one[0].feed is feed]
            assert read_back(root, feed) == mine
            payloads = {r.key: r.payload for r, _, _ in expected.rows
                        if r.feed is feed and r.payload is not None}  # fmt: skip
            assert read_payloads(root, feed) == payloads
            some = list(payloads)[::2]
            assert read_payloads(root, feed, some) == {key: payloads[key] for key in some}
        loaded = load_ledger(root)
        check_ledger(loaded, expected, now)
        check_ledger(in_memory, expected, now)
        assert loaded == in_memory
        verdict = verify(root)
        assert (verdict.rows, verdict.damaged) == (len(expected.rows), {})
