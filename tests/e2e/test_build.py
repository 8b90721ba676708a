"""`ingest build`: what readers see is one moment, whole, and green, whatever happens to a build."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import resource
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest.raw import Feed, Row, Status
from ingest.raw.listing import segments
from ingest.raw.segment_format import Stamp, encode
from tests.support.commands import (
    MODELS_ONLY,
    ROOT,
    Finished,
    environment,
    ingest,
    ingest_arguments,
)
from tests.support.demo_warehouse import demo_world
from tests.support.landing import land
from tests.support.watched_server import WatchedServer

FACTS = ("+match_registry", "+match_participants", "+highlight_events")
SMALL = ("--select", "+raw_duplicates")
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)


class Account:
    """A landed demo world, built and published; every test leaves it as whole as it found it."""

    def __init__(self, folder: Path) -> None:
        self.world = demo_world()
        self.data_dir = folder / "data"
        self.published = self.data_dir / "warehouse.duckdb"
        self.env = environment(
            self.data_dir,
            DBT_TARGET_PATH=str(folder / "target"),
            DBT_LOG_PATH=str(folder / "target"),
            SPNKR_SPARTAN_TOKEN="canary-spartan",
        )

    async def build(self, *arguments: str, **more: str) -> Finished:
        return await ingest("build", *arguments, env={**self.env, **more}, cwd=ROOT)

    def digest(self) -> str:
        return hashlib.sha256(self.published.read_bytes()).hexdigest()

    def leftovers(self) -> list[str]:
        found = sorted(one.name for one in self.data_dir.iterdir())
        return [name for name in found if name not in ("raw", self.published.name, LOCK)]


LOCK = ".warehouse.duckdb.build-lock"


@pytest.fixture(scope="module")
def account(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Account:
    account = Account(tmp_path_factory.mktemp("builds"))
    shutil.copytree(demo_data / "raw", account.data_dir / "raw")
    shutil.copy(demo_data / account.published.name, account.published)
    return account


@pytest.fixture
def unchanged(account: Account) -> Iterator[None]:
    """The published file is, byte for byte, what it was, and nothing lies beside it."""
    before = account.digest()
    yield
    assert account.digest() == before
    assert account.leftovers() == []


@pytest.mark.fault("T4")
async def test_nothing_landed_yet_is_said(tmp_path: Path) -> None:
    done = await ingest("build", env=environment(tmp_path / "data"), cwd=ROOT)
    assert (done.code, done.out) == (2, "")
    assert "run `ingest run` first" in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.fault("S4")
@pytest.mark.parametrize("damage", ["zero bytes", "cut short", "bit flipped", "foreign file"])
@pytest.mark.usefixtures("unchanged")
async def test_a_damaged_segment_is_not_built_on(account: Account, damage: str) -> None:
    segment = segments(account.data_dir / "raw", Feed.MATCH_STATS)[-1]
    whole = segment.read_bytes()
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    damaged = {"zero bytes": b"", "cut short": whole[:-20], "bit flipped": flipped}
    try:
        if damage == "foreign file":
            pl.DataFrame({"key": ["not ours"]}).write_parquet(segment)
        else:
            segment.write_bytes(damaged[damage])
        done = await account.build(*SMALL, "--json")
    finally:
        segment.write_bytes(whole)
    assert done.code == 6
    assert segment.name in done.err
    assert "run `ingest verify`" in done.err
    assert "Traceback" not in done.err
    told = json.loads(done.out)
    assert (told["exit"], told["snapshot_id"], told["published"]) == (6, None, False)


@contextmanager
def planted_twice(account: Account, feed: Feed) -> Iterator[None]:
    """A whole, sealed segment of a later run, with the rows of one that landed before."""
    segment = max(segments(account.data_dir / "raw", feed), key=lambda path: path.stat().st_size)
    twin = segment.with_name(f"{999_999:012d}-000000000000.parquet")
    rows = pl.read_parquet(segment, hive_partitioning=False).filter(pl.col("status") == "ok")
    again = [
        Row(feed=feed, key=key, status=Status.OK, payload=payload)
        for key, payload in rows.select("key", "payload").iter_rows()
    ]
    twin.write_bytes(encode(again, Stamp(datetime.now(UTC), "000000000000", 999_999)))
    try:
        yield
    finally:
        twin.unlink()


@pytest.mark.fault("T2", "T7")
@pytest.mark.slow
@pytest.mark.usefixtures("unchanged")
async def test_a_failed_test_publishes_nothing(account: Account) -> None:
    with planted_twice(account, Feed.MATCH_STATS):
        done = await account.build(*SMALL, "--json")
    assert done.code == 1
    assert "assert_no_raw_key_landed_ok_twice failed; nothing was published" in done.err
    told = json.loads(done.out)
    assert (told["exit"], told["snapshot_id"], told["published"]) == (1, None, False)


@pytest.mark.fault("T6")
@pytest.mark.slow
@pytest.mark.usefixtures("unchanged")
async def test_memory_runs_out(account: Account) -> None:
    full = ("--full-refresh", "--select", *FACTS, *MODELS_ONLY)
    done = await account.build(*full, HALO_MEMORY_LIMIT="40MB")
    assert done.code == 6, done.out[-3000:] + done.err
    assert "memory ran out: nothing was published" in done.err


@pytest.mark.fault("T6")
@pytest.mark.parametrize(
    "megabytes",
    [
        pytest.param(3, id="when the side file begins"),
        pytest.param(14, id="while dbt builds", marks=pytest.mark.slow),
    ],
)
@pytest.mark.usefixtures("unchanged")
async def test_the_disk_is_full(account: Account, megabytes: int) -> None:
    """As far as one file can tell: a limit on how large it may get."""
    limit = megabytes << 20
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("build", "--full-refresh", *MODELS_ONLY),
        env=account.env,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    out, err = await process.communicate()
    assert process.returncode == 6, out.decode()[-3000:] + err.decode()
    assert "File too large" in err.decode() or "the disk is full" in err.decode()
    assert "Traceback" not in err.decode().splitlines()[-1]


async def started(account: Account) -> asyncio.subprocess.Process:
    """A build that has the lock and is working on its side file."""
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("build", *SMALL),
        env=account.env,
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    side = account.data_dir / ".warehouse.duckdb.build" / account.published.name
    lock, signature = account.data_dir / LOCK, f'"pid": {process.pid},'
    while not side.exists() or signature not in lock.read_text():
        if process.returncode == 5:  # the dbt of a build that was killed is still ending
            return await started(account)
        assert process.returncode is None
        await asyncio.sleep(0.02)
    return process


@pytest.mark.fault("X4")
@pytest.mark.slow
async def test_a_build_in_json_says_everything_dbt_says_in_json(account: Account) -> None:
    done = await account.build(*SMALL, HALO_LOG_FORMAT="json")
    verbose = await account.build(*SMALL, "--verbose", "--json", HALO_LOG_FORMAT="json")
    assert (done.code, verbose.code) == (0, 0), done.err + verbose.err
    assert json.loads(verbose.out)["published"]
    messages = [json.loads(line)["message"] for line in verbose.err.splitlines()]
    assert any("Completed successfully" in message for message in messages)
    assert not any("\x1b" in message for message in messages)
    assert all(json.loads(line) for line in done.err.splitlines())


@pytest.mark.usefixtures("unchanged")
async def test_a_second_build_names_the_first(account: Account) -> None:
    first = await started(account)
    second = await account.build(*SMALL)
    first.send_signal(signal.SIGTERM)
    assert second.code == 5
    assert f"(pid {first.pid} on" in second.err
    assert await first.wait() == 128 + signal.SIGTERM


@pytest.mark.fault("T1")
@pytest.mark.slow
@pytest.mark.parametrize("kills", [1, 5])
async def test_a_killed_build_changes_nothing_and_the_next_passes(
    account: Account, kills: int
) -> None:
    chance = random.Random(kills)
    for _ in range(kills):
        for number in SIGNALS:
            before = account.digest()
            build = await started(account)
            await asyncio.sleep(chance.uniform(0, 4))
            with suppress(ProcessLookupError):
                build.send_signal(number)
            code = await build.wait()
            if code == 0:
                continue  # it was quicker
            assert code == (-number if number == signal.SIGKILL else 128 + number)
            assert account.digest() == before
            assert number == signal.SIGKILL or account.leftovers() == []
        done = await account.build(*SMALL)
        assert done.code == 0, done.out[-3000:] + done.err
        assert account.leftovers() == []


@pytest.mark.slow
@pytest.mark.fault("S9", "S10", "T3")
@pytest.mark.parametrize("builds", [5, 100])
async def test_builds_while_an_ingest_runs_and_others_read(
    account: Account, builds: int, tmp_path: Path
) -> None:
    snapshots = [moment(account.published, tmp_path)["snapshot_id"]]
    with duckdb.connect(str(account.published), read_only=True) as early:
        known = "select snapshot_id from raw.snapshot"
        reader = await reading(account.published, at_least=500)
        async with WatchedServer(account.world) as server:
            enough = asyncio.Event()
            landing = asyncio.create_task(keep_landing(server, account.data_dir, enough))
            try:
                for _ in range(builds):
                    done = await account.build("--select", *FACTS, *MODELS_ONLY, "--json")
                    assert done.code == 0, done.err[-6000:]
                    seen = moment(account.published, tmp_path)
                    assert seen["held"] == seen["landed"]
                    assert json.loads(done.out)["snapshot_id"] == seen["snapshot_id"]
                    snapshots.append(seen["snapshot_id"])
            finally:
                enough.set()
                await landing
        assert early.execute(known).fetchall() == [(snapshots[0],)], "T3: an open reader keeps its"
    assert len(set(snapshots)) == builds + 1, "segments landed during each build"
    out, _ = await reader.communicate(b"")
    seen_by_reader = json.loads(out)
    assert seen_by_reader["reads"] >= 500
    assert seen_by_reader["errors"] == []
    answers = seen_by_reader["answers"]
    assert len(answers) > 2
    assert len(answers) == len({answer[0] for answer in answers}), "one snapshot, one answer"


async def reading(published: Path, at_least: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.reader", str(published), str(at_least)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


async def keep_landing(server: WatchedServer, data_dir: Path, enough: asyncio.Event) -> None:
    """Match after match is played and fetched."""
    while not enough.is_set():
        server.world.play(1)
        await land(server, data_dir)
        await asyncio.sleep(1)


def moment(published: Path, folder: Path) -> dict[str, Any]:
    """Matches of the facts just published, and of the segments they say they were built from."""
    copied = Path(shutil.copy(published, folder / "copied.duckdb"))
    with duckdb.connect(str(copied), read_only=True) as connection:

        def column(sql: str) -> set[str]:
            return {value for (value,) in connection.execute(sql).fetchall()}

        paths = column("select path from raw.segments")
        names = sorted(column("select segment from raw.segments"))
        (snapshot_id,) = column("select snapshot_id from raw.snapshot")
        held = {
            table: column(f"select match_id from core.{table}")
            for table in ("match_registry", "match_participants", "highlight_events")
        }
    assert snapshot_id == hashlib.md5(",".join(names).encode()).hexdigest()
    return {"snapshot_id": snapshot_id, "held": held, "landed": landed(paths)}


def landed(paths: set[str]) -> dict[str, set[str]]:
    """What each fact must hold, read from the files themselves."""
    found: dict[str, set[str]] = {feed: set() for feed in Feed}
    for path in paths:
        feed = Path(path).parent.parent.name
        rows = pl.read_parquet(path, columns=["key", "status", "payload"], hive_partitioning=False)
        for key, status, payload in rows.iter_rows():
            if status == "ok" and (feed != Feed.MATCH_FILM or json.loads(payload)["events"]):
                found[feed].add(key.rpartition(":")[2])
    return {
        "match_registry": found[Feed.MATCH_STATS] | found[Feed.PLAYER_MATCHES],
        "match_participants": found[Feed.MATCH_STATS],
        "highlight_events": found[Feed.MATCH_FILM],
    }
