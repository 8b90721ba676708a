"""The raw store on a real disk: what is landed comes back, to us and to every other reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest.errors import StorageError
from ingest.raw import FEEDS, Feed, Row, Status
from ingest.raw.histories import known_matches
from ingest.raw.ledger import load_ledger
from ingest.raw.reading import read_payloads, seen_since
from ingest.raw.store import open_for_writing

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
COLUMNS = [
    ("key", "VARCHAR"),
    ("status", "VARCHAR"),
    ("payload", "VARCHAR"),
    ("body", "BLOB"),
    ("sha256", "VARCHAR"),
    ("http_status", "INTEGER"),
    ("attempt", "INTEGER"),
    ("next_try_at", "TIMESTAMP WITH TIME ZONE"),
    ("reason", "VARCHAR"),
    ("landed_at", "TIMESTAMP WITH TIME ZONE"),
    ("sequence", "BIGINT"),
    ("run_id", "VARCHAR"),
    ("layout_version", "INTEGER"),
    ("requested_for", "VARCHAR"),
    ("origin", "VARCHAR"),
]
MATCH_FEEDS = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM, Feed.PLAYER_MATCHES)


def ok(feed: Feed, key: str, payload: str = "{}") -> Row:
    return Row(feed=feed, key=key, status=Status.OK, payload=payload)


def query(sql: str) -> list[tuple[Any, ...]]:
    return duckdb.connect().execute(sql).fetchall()


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def files(root: Path, feed: Feed) -> list[Path]:
    return sorted((root / feed.value).rglob("*.parquet"))


def test_every_feed_has_a_typed_segment_right_after_opening(tmp_path: Path) -> None:
    with open_for_writing(tmp_path):
        pass
    feeds = [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")]
    assert sorted(feeds) == sorted(feed.value for feed in FEEDS)
    for feed in feeds:
        pattern = f"{tmp_path}/{feed}/landed_on=*/*.parquet"
        relation = f"read_parquet('{pattern}', hive_partitioning = false)"
        described = query(f"describe select * from {relation}")
        assert [(row[0], row[1]) for row in described] == COLUMNS
        assert query(f"select count(*) from {relation}") == [(0,)]
        assert pl.read_parquet(pattern).height == 0


def test_the_seal_is_invisible_to_duckdb_and_polars(tmp_path: Path) -> None:
    moment = datetime(2026, 6, 30, 23, 59, 59, 123456, tzinfo=UTC)
    row = Row(
        feed=Feed.MATCH_FILM,
        key="schlüssel",
        status=Status.NOT_YET,
        payload='{"a":"\U0001f600"}',
        body=b"\x00\xff",
        next_try_at=moment,
        attempt=3,
        http_status=404,
    )
    with open_for_writing(tmp_path, now=at(NOON)) as store:
        store.commit([row])
    pattern = f"{tmp_path}/match_film/landed_on=*/*.parquet"
    found = query(f"""select key, status, payload, body, attempt, http_status,
        epoch_us(next_try_at), epoch_us(landed_at) from read_parquet('{pattern}')""")
    epoch = [int(t.timestamp()) * 1_000_000 + t.microsecond for t in (moment, NOON)]
    plain = ("schlüssel", "not_yet", '{"a":"\U0001f600"}', b"\x00\xff", 3, 404)
    assert found == [(*plain, *epoch)]
    narrow = pl.read_parquet(pattern).select("key", "status", "payload", "body")
    assert narrow.rows() == [plain[:4]]


def test_files_are_named_by_day_sequence_and_run(tmp_path: Path) -> None:
    days = iter(NOON + timedelta(days=n) for n in range(100))
    with open_for_writing(tmp_path, now=at(NOON), run_id="first"):
        pass
    with open_for_writing(tmp_path, now=lambda: next(days), run_id="second") as store:
        store.commit([ok(Feed.MATCH_STATS, "a"), ok(Feed.MATCH_STATS, "b")])
        store.commit([ok(Feed.MATCH_STATS, "c")])
    named = []
    for path in files(tmp_path, Feed.MATCH_STATS):
        frame = pl.read_parquet(path, hive_partitioning=False)
        if frame.height:
            named.append((path.parent.name, path.name, frame["key"].to_list()))
            assert path.name == f"{frame['sequence'][0]:012}-second.parquet"
        else:
            assert path.name.endswith("-first.parquet")
    assert [(day, keys) for day, _, keys in named] == [
        ("landed_on=2026-06-30", ["a", "b"]),
        ("landed_on=2026-07-01", ["c"]),
    ]


def test_sequences_increase_within_and_across_runs_for_every_clock(tmp_path: Path) -> None:
    landed: list[str] = []
    for run in range(4):
        clock = at(NOON - timedelta(days=run))
        with open_for_writing(tmp_path, now=clock, run_id=f"{9 - run}") as store:
            for batch in range(3):
                feed = MATCH_FEEDS[(run + batch) % 4]
                keys = [f"{run}-{batch}-{item}" for item in range(3)]
                store.commit([ok(feed, key) for key in keys])
                landed += keys
    rows = [
        (number, key)
        for feed in MATCH_FEEDS
        for path in files(tmp_path, feed)
        for number, key in pl.read_parquet(path).select("sequence", "key").iter_rows()
    ]
    assert len({number for number, _ in rows}) == len(landed)
    assert [key for _, key in sorted(rows)] == landed


@pytest.mark.parametrize("feed", MATCH_FEEDS)
def test_a_key_lands_ok_once(tmp_path: Path, feed: Feed) -> None:
    with open_for_writing(tmp_path) as store:
        with pytest.raises(AssertionError):
            store.commit([ok(feed, "twice"), ok(feed, "twice")])
        store.commit([ok(feed, "once")])
        with pytest.raises(AssertionError):
            store.commit([ok(feed, "other"), ok(feed, "once")])
    with open_for_writing(tmp_path) as store, pytest.raises(AssertionError):
        store.commit([ok(feed, "once")])
    keys = [key for path in files(tmp_path, feed) for key in pl.read_parquet(path)["key"]]
    assert keys == ["once"]


@pytest.mark.parametrize("feed", [Feed.PROFILES, Feed.DOCUMENTS, Feed.PLAYER_SNAPSHOTS])
def test_feeds_with_history_keep_every_version(tmp_path: Path, feed: Feed) -> None:
    for n in range(3):
        with open_for_writing(tmp_path) as store:
            store.commit([ok(feed, "key", f'{{"n":{n}}}'), ok(feed, f"only-{n}")])
            store.commit([Row(feed=feed, key="key", status=Status.UNCHANGED)])
    assert read_payloads(tmp_path, feed, ["key", "unheard of"]) == {"key": '{"n":2}'}
    assert set(read_payloads(tmp_path, feed)) == {"key", "only-0", "only-1", "only-2"}
    newest = load_ledger(tmp_path).version(feed, "key")
    assert newest is not None
    assert newest.sha256 == hashlib.sha256(b'{"n":2}').hexdigest()


def test_payloads_of_an_empty_directory_are_none(tmp_path: Path) -> None:
    assert read_payloads(tmp_path, Feed.MATCH_STATS) == {}
    assert known_matches(tmp_path) == {}
    assert seen_since(tmp_path, Feed.PROFILES, NOON) == set()


def test_known_matches_are_newest_first_over_two_runs(tmp_path: Path) -> None:
    """Each walk lands from new to old; the second one found newer matches."""
    for run_id, names in (("zz", "dcba"), ("aa", "hgfe")):
        with open_for_writing(tmp_path, now=at(NOON), run_id=run_id) as store:
            for name in names:
                store.commit([ok(Feed.PLAYER_MATCHES, f"{x}:{name}") for x in ("1", "2")])
            store.commit([ok(Feed.PLAYER_MATCHES, f"3:{run_id}")])
    both = list("hgfedcba")
    assert known_matches(tmp_path) == {"1": both, "2": both, "3": ["aa", "zz"]}


def test_seen_since_counts_found_content_from_that_moment_on(tmp_path: Path) -> None:
    for hours, rows in enumerate(
        (
            [ok(Feed.PROFILES, "old"), ok(Feed.PROFILES, "again")],
            [ok(Feed.PROFILES, "exactly"), Row(feed=Feed.PROFILES, key="no", status=Status.FAILED)],
            [Row(feed=Feed.PROFILES, key="again", status=Status.UNCHANGED)],
        )
    ):
        with open_for_writing(tmp_path, now=at(NOON + timedelta(hours=hours))) as store:
            store.commit(rows)
    since = NOON + timedelta(hours=1)
    assert seen_since(tmp_path, Feed.PROFILES, since) == {"exactly", "again"}


@pytest.mark.fault("S5")
def test_leftovers_of_a_crashed_writer_are_removed(tmp_path: Path) -> None:
    incoming = tmp_path / ".incoming"
    incoming.mkdir()
    for name in ("match_stats-000000000001-dead.parquet", "x", ".hidden"):
        (incoming / name).write_bytes(b"PAR1 half")
    with open_for_writing(tmp_path):
        assert list(incoming.iterdir()) == []


@pytest.mark.fault("S13")
@pytest.mark.parametrize(
    "name", ["with space", "o'quote", 'dou"ble', "b[x]*?{a}", "Ünï 日本", "%20#"]
)
def test_any_directory_name_works(tmp_path: Path, name: str) -> None:
    root = tmp_path / name / "raw"
    for key in ("one", "two"):
        with open_for_writing(root) as store:
            store.commit([ok(Feed.MATCH_STATS, key), ok(Feed.PLAYER_MATCHES, f"1:{key}")])
    ledger = load_ledger(root)
    assert sorted(ledger.keys_with(Feed.MATCH_STATS, [Status.OK])) == ["one", "two"]
    assert read_payloads(root, Feed.MATCH_STATS) == {"one": "{}", "two": "{}"}
    assert known_matches(root) == {"1": ["two", "one"]}


@pytest.mark.parametrize("below", ["", "raw", "deeper/raw"])
def test_a_file_in_the_way_is_a_storage_error(tmp_path: Path, below: str) -> None:
    (tmp_path / "data").write_text("not a directory")
    with pytest.raises(StorageError, match="cannot write to") as told:
        open_for_writing(tmp_path / "data" / below).__enter__()
    assert told.value.exit_code == 6
    assert (tmp_path / "data").read_text() == "not a directory"
