"""Whatever call fails, or is the last: nothing lost, nothing half, nothing twice."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.errors import StorageError
from ingest.raw import FEEDS, Feed
from ingest.raw.feeds import ASKED_AGAIN
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from ingest.raw.verify import verify
from tests.support.commands import ROOT
from tests.support.failing_files import ERRORS, FailingFiles
from tests.support.landing import land
from tests.support.raw import content, query, rows
from tests.support.store_life import batch, live
from tests.support.watched_server import WatchedServer

CHANGING = ("make_directory", "create", "write", "sync", "rename", "sync_directory", "remove")
ONCE = (Feed.MATCH_STATS, Feed.MATCH_SKILL, Feed.MATCH_FILM, Feed.PLAYER_MATCHES, Feed.ASSETS)
Keys = set[tuple[str, str]]


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small account; a bit of its assets is flipped and a crashed writer's file lies about."""
    folder = tmp_path_factory.mktemp("landed")
    asyncio.run(land_a_world(folder))
    return folder


async def land_a_world(folder: Path) -> None:
    async with WatchedServer(World(seed=6, players=1, matches=5)) as server:
        await land(server, folder)
    path = max(
        (folder / "raw" / Feed.ASSETS).rglob("*.parquet"), key=lambda one: one.stat().st_size
    )
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / "whole.parquet").write_bytes(path.read_bytes())
    path.write_bytes(damaged)


def start(landed: Path, target: Path) -> Path:
    """The life of a store begins on a copy of the account, or on nothing."""
    raw = target / "raw"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if landed.exists():
        shutil.copytree(landed / "raw", raw)
        (raw / ".incoming" / "match_stats-000000000099-dead.parquet").write_bytes(b"PAR1 half")
    return raw


def calls_of_a_life(landed: Path, target: Path) -> list[str]:
    files = FailingFiles()
    for _ in live(start(landed, target), files):
        pass
    return files.calls


def keys_of(data_dir: Path, feeds: tuple[Feed, ...] = FEEDS) -> list[tuple[str, str]]:
    return [(feed, key) for feed in feeds for (key,) in rows(data_dir, feed, "key")]


def check_that_life_goes_on(landed: Path, data_dir: Path, acknowledged: Keys) -> None:
    """A new process with a healthy disk: what was safe is there, the rest lands, nothing twice."""
    raw = data_dir / "raw"
    if raw.exists():
        with suppress(StorageError), open_for_writing(raw) as store:  # damage may be in the way
            assert all(store.ledger.status(Feed(feed), key) for feed, key in acknowledged)
    for _ in live(raw, FailingFiles()):
        pass
    found = keys_of(data_dir, (Feed.MATCH_SKILL, Feed.MATCH_STATS))
    assert {(row.feed, row.key) for number in range(2) for row in batch(number)} <= set(found)
    assert len(found) == len(set(found)), "nothing twice"
    assert acknowledged <= set(found)
    assert list((raw / ".incoming").iterdir()) == []
    verdict = verify(raw)
    assert (verdict.damaged, verdict.unreadable, verdict.missing) == ({}, {}, [])
    if landed.exists():
        assert asset_keys(landed) <= set(load_ledger(raw).keys_with(Feed.ASSETS, ASKED_AGAIN)), (
            "healed"
        )


def asset_keys(landed: Path) -> set[str]:
    """What the damaged segment held, read from the copy of it that was kept."""
    return {
        key for (key,) in query(f"select key from '{landed}/whole.parquet' where status = 'ok'")
    }


def live_through(raw: Path, files: FailingFiles, acknowledged: Keys) -> None:
    for safe in live(raw, files):
        acknowledged |= {(row.feed, row.key) for row in safe}


def fail_at(number: int, error: int, for_good: bool, landed: Path, data_dir: Path) -> None:
    """One life with a failure, and what must be true at that moment and afterwards."""
    files = FailingFiles(number, error, for_good=for_good)
    acknowledged: Keys = set()
    with pytest.raises(StorageError, match=os.strerror(error)) as told:
        live_through(start(landed, data_dir), files, acknowledged)
    assert told.value.exit_code == 6
    failed = files.calls[number - 1]
    if error == errno.ENOSPC:
        assert "bytes are free" in str(told.value)
        assert "needed" in str(told.value) or failed not in ("create", "write", "sync")
    assert set(files.since_the_failure) <= {"close", "remove"}, "S2: nothing is tried again"
    if failed in ("write", "sync", "close", "read", "rename") and not for_good:
        assert list((data_dir / "raw" / ".incoming").glob("*-????????????.parquet")) == []
    check_that_life_goes_on(landed, data_dir, acknowledged)


WAYS = [(error, for_good) for error in ERRORS for for_good in (False, True)]


@pytest.mark.fault("S1", "S2")
@pytest.mark.slow
@pytest.mark.parametrize("beginning", ["an account", "nothing"])
@pytest.mark.parametrize(("error", "for_good"), WAYS)
def test_every_call_fails(
    beginning: str, error: int, for_good: bool, landed: Path, tmp_path: Path
) -> None:
    before = landed if beginning == "an account" else tmp_path / "nothing"
    for number, _ in enumerate(calls_of_a_life(before, tmp_path / "data"), 1):
        fail_at(number, error, for_good, before, tmp_path / "data")


@pytest.mark.fault("S1", "S2")
@pytest.mark.parametrize(
    "beginning", ["nothing", pytest.param("an account", marks=pytest.mark.slow)]
)
def test_a_call_of_each_kind_fails(beginning: str, landed: Path, tmp_path: Path) -> None:
    """The first of its kind when a store begins, the last of an account, each in another way."""
    before = landed if beginning == "an account" else tmp_path / "nothing"
    calls = list(enumerate(calls_of_a_life(before, tmp_path / "data"), 1))
    chosen = {kind: number for number, kind in (calls if before is landed else reversed(calls))}
    for at, number in enumerate(chosen.values()):
        error, for_good = WAYS[at % len(WAYS)]
        fail_at(number, error, for_good, before, tmp_path / "data")


@pytest.mark.fault("S2")
def test_a_store_whose_disk_failed_commits_no_more(tmp_path: Path) -> None:
    """The name of the segment it was at may be there or not: none may be given twice."""
    healthy = FailingFiles()
    with open_for_writing(tmp_path / "healthy", files=healthy) as store:
        store.commit(batch(0))
    assert healthy.calls[-2:] == ["rename", "sync_directory"]
    raw, failing = tmp_path / "failing", FailingFiles(len(healthy.calls))
    with open_for_writing(raw, files=failing) as store:
        for number in range(2):
            with pytest.raises(StorageError, match="Input/output error"):
                store.commit(batch(number))
    assert failing.calls[-1] == "sync_directory"
    with open_for_writing(raw) as store:
        store.commit(batch(1))
    numbers = query(f"select sequence from read_parquet('{raw}/*/*/*.parquet')")
    assert len(numbers) == len(set(numbers)) == 12
    assert verify(raw).missing == []


@pytest.mark.fault("S1")
@pytest.mark.parametrize("share", [0.3, pytest.param(0.9, marks=pytest.mark.slow)])
async def test_a_run_on_a_disk_that_fails_is_completed_by_the_next(
    share: float, tmp_path: Path
) -> None:
    world = World(seed=8, players=1, matches=12)
    whole, hurt, healthy = tmp_path / "whole", tmp_path / "hurt", FailingFiles()
    async with WatchedServer(world) as server:
        await land(server, whole, files=healthy)
        failing = FailingFiles(int(len(healthy.calls) * share), errno.ENOSPC)
        with pytest.raises(StorageError, match="bytes are free") as told:
            await land(server, hurt, files=failing)
        assert told.value.exit_code == 6
        assert (await land(server, hurt)).exit_code == 0
    assert content(hurt, ONCE) == content(whole, ONCE)
    verdict = verify(hurt / "raw")
    assert (verdict.damaged, verdict.missing) == ({}, [])


@pytest.mark.fault("S1")
async def test_too_little_space_is_reported_before_any_request(tmp_path: Path) -> None:
    class AlmostFull(FailingFiles):
        def free_bytes(self, path: Path) -> int:
            del path
            return 12_345_678

    async with WatchedServer(World(seed=8, players=1, matches=3)) as server:
        with pytest.raises(StorageError, match=r"12,345,678 bytes are free .* 67,108,864 needed"):
            await land(server, tmp_path / "data", files=AlmostFull())
        assert server.requests.total() == 0
    assert not (tmp_path / "data").exists()


def killed_at(number: int, landed: Path, data_dir: Path) -> None:
    raw = start(landed, data_dir)
    command = [sys.executable, "-m", "tests.support.store_life", str(raw), str(number)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged = {(feed, key) for feed, _, key in (w.partition("/") for w in done.stdout.split())}
    check_that_life_goes_on(landed, data_dir, acknowledged)


@pytest.mark.fault("P1", "P10")
@pytest.mark.parametrize("kind", CHANGING)
def test_killed_at_a_call_of_each_kind(kind: str, landed: Path, tmp_path: Path) -> None:
    """The last of its kind, which for most is one of the healing."""
    before = tmp_path / "nothing" if kind == "make_directory" else landed
    calls = calls_of_a_life(before, tmp_path / "data")
    last = max(number for number, one in enumerate(calls, 1) if one == kind)
    killed_at(last, before, tmp_path / "data")


@pytest.mark.fault("P1", "P10")
@pytest.mark.slow
@pytest.mark.parametrize("beginning", ["an account", "nothing"])
def test_killed_at_every_call(beginning: str, landed: Path, tmp_path: Path) -> None:
    before = landed if beginning == "an account" else tmp_path / "nothing"
    for number, _ in enumerate(calls_of_a_life(before, tmp_path / "data"), 1):
        killed_at(number, before, tmp_path / "data")


@pytest.mark.fault("P7")
def test_memory_that_runs_out_in_a_commit_leaves_no_file(tmp_path: Path) -> None:
    def run_out() -> None:
        raise MemoryError

    number = calls_of_a_life(tmp_path / "nothing", tmp_path / "data").index("read") + 1
    raw = start(tmp_path / "nothing", tmp_path / "data")
    with pytest.raises(MemoryError):
        live_through(raw, FailingFiles(number, fail=run_out), set())
    assert list((raw / ".incoming").iterdir()) == []
    check_that_life_goes_on(tmp_path / "nothing", tmp_path / "data", set())
