"""Migrating again lands what is missing, nothing else: after a kill, damage, a full disk, all."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.disk.files import OsFiles
from ingest.errors import StorageError, UsageError
from ingest.legacy.migrate.migration import migrate
from ingest.raw import Feed, Row, Status
from ingest.raw.our_documents import DEMO
from ingest.raw.store import open_for_writing
from tests.support.commands import Finished, environment, ingest, ingest_arguments
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, C, small_plan
from tests.support.legacy.truth import LegacyTruth
from tests.support.legacy.v3 import write_v3
from tests.support.migrating import keys, migrated, snapshot
from tests.support.raw import rows

Keys = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    written = write_owners(tmp_path_factory.mktemp("old"), replace(small_plan(), backup=True))
    shared = [one for one, owners in written.owners_of.items() if len(owners) == 4]
    for index in (A, C):
        owner = written.owners[index]
        path = written.root / "data" / f"spnkr_gt_{owner.gamertag}.db"
        write_v3(path, written, owner, [*shared, written.matches[owner.xuid][-1]])
    return written


@pytest.fixture(scope="module")
def whole(truth: LegacyTruth, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """What an undisturbed migration lands."""
    data_dir = tmp_path_factory.mktemp("whole")
    migrated(data_dir, truth.root)
    return keys(data_dir)


async def command(data_dir: Path, *arguments: str) -> Finished:
    return await ingest(*arguments, env=environment(data_dir), cwd=data_dir.parent)


@pytest.mark.slow
async def test_a_dry_run_writes_nothing_and_shows_what_would_land(
    truth: LegacyTruth, whole: Keys, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    dry = await command(data_dir, "migrate", str(truth.root), "--dry-run")
    assert dry.code == 0, dry.err
    assert not data_dir.exists()
    wet, lines = migrated(data_dir, truth.root)
    assert wet.landed == sum(feed != Feed.LEGACY_FILES for feed, _ in whole)
    last = f"would land {wet.landed:,} rows; nothing was written"
    assert dry.out.splitlines() == [*lines, last]
    assert set(whole.values()) == {1}
    before = snapshot(data_dir)
    dry = await command(data_dir, "migrate", str(truth.root), "--dry-run")
    assert snapshot(data_dir) == before
    assert dry.out.splitlines()[-1] == "would land 0 rows; nothing was written"


async def test_a_second_run_lands_nothing(truth: LegacyTruth, whole: Keys, tmp_path: Path) -> None:
    migrated(tmp_path / "data", truth.root)
    again = await command(tmp_path / "data", "migrate", str(truth.root))
    assert again.code == 0, again.err
    assert again.out.splitlines()[-1].startswith("0 rows landed; tracked: ")
    assert keys(tmp_path / "data") == whole
    assert len(rows(tmp_path / "data", Feed.DOCUMENTS, "key")) == 1


@pytest.mark.slow
async def test_a_killed_migration_is_completed_by_the_next(
    truth: LegacyTruth, whole: Keys, tmp_path: Path
) -> None:
    data_dir, counts = tmp_path / "data", [0]
    for segments in (15, 60):
        process = await asyncio.create_subprocess_exec(
            *ingest_arguments("migrate", str(truth.root)),
            env=environment(data_dir, TMPDIR=str(tmp_path)),  # a kill leaves scratch behind
            cwd=tmp_path,
            stdout=asyncio.subprocess.DEVNULL,
        )
        while len(list(data_dir.glob("raw/legacy_*/*/*"))) < segments:
            assert process.returncode is None, "it ended before it could be killed"
            await asyncio.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        counts.append(keys(data_dir).total())
    assert counts == sorted(set(counts)), "each of them got further"
    assert counts[-1] < whole.total()
    last = await command(data_dir, "migrate", str(truth.root))
    assert last.code == 0, last.err
    assert keys(data_dir) == whole
    assert len(rows(data_dir, Feed.DOCUMENTS, "key")) == 1


@pytest.mark.slow
async def test_what_verify_set_aside_lands_again(
    truth: LegacyTruth, whole: Keys, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    migrated(data_dir, truth.root)
    feeds = ("legacy_match_stats", "legacy_highlight_events", "legacy_files", "match_stats")
    for feed in feeds:
        largest = max(data_dir.glob(f"raw/{feed}/*/*"), key=lambda path: path.stat().st_size)
        data = bytearray(largest.read_bytes())
        data[len(data) // 2] ^= 1
        largest.write_bytes(data)
    verified = await command(data_dir, "verify")
    assert verified.code != 0
    lost = whole - keys(data_dir)
    assert {feed for feed, _ in lost} == set(feeds)
    migration, _ = migrated(data_dir, truth.root)
    assert migration.landed == sum(feed != Feed.LEGACY_FILES for feed, _ in lost)
    assert keys(data_dir) == whole


class FullDisk(OsFiles):
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room

    def write(self, handle: int, data: bytes) -> None:
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write(handle, data)


def test_a_full_disk_ends_it_and_what_landed_counts(
    truth: LegacyTruth, whole: Keys, tmp_path: Path
) -> None:
    with (
        pytest.raises(StorageError, match="free some space; what was reported") as ended,
        open_for_writing(tmp_path / "raw", files=FullDisk(400_000)) as store,
    ):
        migrate(store, truth.root, lambda _: None)
    assert ended.value.exit_code == 6
    assert 0 < keys(tmp_path).total() < whole.total()
    migrated(tmp_path, truth.root)
    assert keys(tmp_path) == whole


async def test_a_demo_stays_a_demo(truth: LegacyTruth, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with open_for_writing(tmp_path / "data" / "raw") as store:
        store.commit([Row(feed=Feed.DOCUMENTS, key=DEMO, status=Status.OK, payload="{}")])
    before = keys(tmp_path / "data")
    refused = await command(tmp_path / "data", "migrate", str(truth.root))
    assert refused.code == 2
    assert "holds demo matches; set HALO_DATA_DIR to another directory" in refused.err
    assert keys(tmp_path / "data") == before


async def test_where_nothing_is_to_be_migrated(tmp_path: Path) -> None:
    data_dir, empty = tmp_path / "data", tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.db").write_text("no database")
    missing = await command(data_dir, "migrate", str(tmp_path / "none"))
    assert missing.code == 2
    assert "none does not exist; name the folder of the old application" in missing.err
    assert not data_dir.exists()
    nothing = await command(data_dir, "migrate", str(empty))
    assert nothing.code == 2
    assert "no file of the old application below" in nothing.err
    assert "name the folder that holds data/players" in nothing.err
    with pytest.raises(UsageError, match=r"notes\.db is no file of the old application"):
        migrated(data_dir, empty / "notes.db")


async def test_one_ingest_at_a_time(truth: LegacyTruth, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with open_for_writing(tmp_path / "data" / "raw"):
        busy = await command(tmp_path / "data", "migrate", str(truth.root))
    assert busy.code == 5
    assert "another ingest is writing to" in busy.err
