"""`ingest cleanup-legacy`: what is migrated goes into an archive, and nothing is ever lost."""

from __future__ import annotations

import asyncio
import hashlib
import resource
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from ingest.disk.writers import writer_lock
from ingest.errors import AnotherIngestRunning, UsageError
from ingest.legacy.archive.cleanup import Cleanup, cleanup
from tests.support.commands import (
    MODELS_ONLY,
    Finished,
    dbt_build,
    environment,
    ingest,
    ingest_arguments,
)
from tests.support.legacy.damage import corrupt, hold_lock, leave_wal
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, B, C, D, small_plan
from tests.support.legacy.v3 import write_v3

PROVED_BY = ("+migration_counts", "+migration_matches")
FOREIGN = {
    "notes.txt": b"not of the old application",
    "data/players/Demo Badger/thumbs/one.png": b"\x89PNG",
    "data/other.tar.xz": b"somebody else's archive",
}
SETTINGS = {"db_profiles.json", "data/xuid_aliases.json", ".streamlit/friends_defaults.json"}
INDEX = "archive/archive_index.json"
pytestmark = pytest.mark.slow

LEAVE_SQLITE_LOG = """
import os, sqlite3, sys

connection = sqlite3.connect(sys.argv[1])
connection.execute("pragma journal_mode = wal")
connection.execute("insert into XuidAliases values ('2533274800000001', 'Demo Late')")
connection.commit()
os._exit(0)
"""
Snapshot = dict[str, str]


@dataclass(frozen=True)
class Installed:
    """An old installation, migrated and built from."""

    old: Path
    data: Path
    owners: tuple[str, ...]
    """Folders of the owners, in the order of the plan."""
    v3: str

    @property
    def warehouse(self) -> Path:
        return self.data / "warehouse.duckdb"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    old, data = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("data")
    truth = write_owners(old, small_plan())
    v3 = old / "data" / f"spnkr_gt_{truth.owners[A].gamertag}.db"
    write_v3(v3, truth, truth.owners[A])
    subprocess.run([sys.executable, "-c", LEAVE_SQLITE_LOG, str(v3)], check=True)
    leave_wal(truth.owners[C].database)
    for name, content in FOREIGN.items():
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_bytes(content)
    migrated = run("migrate", old, data)
    assert migrated.code == 0, migrated
    dbt_build(data, *MODELS_ONLY, "--select", *PROVED_BY)
    folders = tuple(one.database.parent.relative_to(old).as_posix() for one in truth.owners)
    return Installed(old, data, folders, v3.relative_to(old).as_posix())


@pytest.fixture
def old(installed: Installed, tmp_path: Path) -> Path:
    """A copy to clean up, in a folder whose name a shell would take apart."""
    return Path(shutil.copytree(installed.old, tmp_path / "it's old; [really]"))


def run(command: str, folder: Path, data: Path) -> Finished:
    env = environment(data)
    return asyncio.run(ingest(command, str(folder), env=env, cwd=data))


def snapshot(folder: Path) -> Snapshot:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def archives(folder: Path) -> list[Path]:
    return sorted(folder.glob("legacy-*"))


def packed(archive: Path) -> Snapshot:
    """What an archive holds, by the tool its user has."""
    found = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            content = tar.extractfile(member)
            assert content is not None
            found[member.name] = hashlib.sha256(content.read()).hexdigest()
    return found


def shell(command: str) -> str:
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def try_cleanup(installed: Installed, old: Path, **other: Path) -> tuple[Cleanup, list[str]]:
    """In this process, where a start costs nothing."""
    said: list[str] = []
    data, warehouse = other.get("data", installed.data), other.get("warehouse", installed.warehouse)
    return cleanup(data / "raw", warehouse, old, said.append), said


def test_what_was_migrated_is_packed_and_comes_back(installed: Installed, old: Path) -> None:
    before = snapshot(old)
    originals = {name for name in before if name not in FOREIGN}
    size = sum((old / name).stat().st_size for name in originals)

    done = run("cleanup-legacy", old, installed.data)

    assert (done.code, done.err) == (0, "")
    (archive,) = archives(old)
    assert set(snapshot(old)) == {*FOREIGN, archive.name}
    needed = {parent.as_posix() for name in FOREIGN for parent in Path(name).parents}
    folders = {path for path in old.rglob("*") if path.is_dir()}
    assert {path.relative_to(old).as_posix() for path in folders} == needed - {"."}
    took = archive.stat().st_size
    *_, told, _, command = done.out.splitlines()
    assert f"{len(originals)} files removed, {size:,} bytes" in told
    assert f"in {took:,}: {size - took:,} bytes won" in told
    assert {Path(name).suffix for name in originals} > {".wal", ".db-wal", ".db-shm"}

    checked = shell(command)
    after = snapshot(old)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {archive.name, "SHA256SUMS"}
    assert sorted(checked.splitlines()) == sorted(f"{name}: OK" for name in originals)

    again, _ = try_cleanup(installed, old)
    assert (again.files, again.left) == (len(originals), {})
    assert [one.name for one in archives(old)] == [
        archive.name.replace(".tar", "-2.tar"),
        archive.name,
    ]
    assert snapshot(old)[archive.name] == after[archive.name], "an archive is never overwritten"
    nothing = run("cleanup-legacy", old, installed.data)
    assert (nothing.code, nothing.err) == (0, "")
    assert nothing.out.startswith("nothing to clean up below")


def test_what_is_not_migrated_stays_and_is_named(installed: Installed, old: Path) -> None:
    files = {n: f"{folder}/stats.duckdb" for n, folder in enumerate(installed.owners)}
    with duckdb.connect(str(old / files[A])) as connection:
        connection.execute("update match_stats set kills = kills + 1")
    corrupt(old / files[D], "header")
    index = f"{installed.owners[B]}/{INDEX}"
    shutil.copyfile(old / files[A], old / index.replace("archive_index.json", "later.parquet"))
    with hold_lock(old / files[B]):
        before = snapshot(old)
        done = run("cleanup-legacy", old, installed.data)
    assert done.code == 3, done
    gone = set(before) - set(snapshot(old))
    archive = f"{installed.owners[B]}/archive/matches_2024.parquet"
    old_json = {installed.v3 + end for end in ("", "-wal", "-shm")}
    assert gone == {files[C], f"{files[C]}.wal", archive, *old_json}
    assert packed(archives(old)[0]).keys() == gone | {"SHA256SUMS"}
    left = [line for line in done.out.splitlines() if ": left in place: " in line]
    assert {line.partition(":")[0] for line in left} == (
        set(before) - gone - set(FOREIGN) - {index}
    ), "the list of archives needs no line of its own"
    assert any("is in use" in line for line in left)
    assert sum("was changed since; run `ingest migrate`" in line for line in left) == 2
    assert {line.partition(":")[0] for line in left} > SETTINGS, "they tell whose the others are"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("update audit.migration_counts set missing = 1 where table_name = 'sessions'", "misses"),
        ("update audit.migration_counts set rows_in = rows_in - 1", "counts"),
        ("delete from audit.migration_matches where is_in_registry", "lacks"),
        ("delete from core.match_registry", "without a reason"),
        ("delete from raw.segments where feed = 'legacy_match_stats'", "was built without"),
        (
            "insert into raw.segments (feed, segment, path)"
            " values ('legacy_maps', 'legacy_maps/a/b', '')",
            "no longer",
        ),
        ("drop table audit.migration_matches", "has no audit.migration_matches"),
    ],
)
def test_an_audit_that_fails_stops_it(
    installed: Installed, tmp_path: Path, damage: str, words: str
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    shutil.copyfile(installed.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(damage)
    before = snapshot(installed.old)
    with pytest.raises(UsageError, match=rf"{words}.*run `(dbt build|ingest migrate)`"):
        try_cleanup(installed, installed.old, warehouse=warehouse)
    assert snapshot(installed.old) == before


def test_a_file_changed_after_it_was_packed_stays(installed: Installed, old: Path) -> None:
    late = old / "db_profiles.json"
    database = f"{installed.owners[D]}/stats.duckdb"
    before = late.read_bytes()

    def play_on(line: str) -> None:
        if line.startswith(".streamlit/friends_defaults.json: packed"):
            late.write_bytes(before + b" ")
            (old / f"{database}.wal").write_bytes(b"what was played since")

    done = cleanup(installed.data / "raw", installed.warehouse, old, play_on)
    assert done.left.keys() == {late.name, database}
    assert all("was changed since it was packed" in why for why in done.left.values())
    assert (old / database).exists()
    assert late.read_bytes() == before + b" "
    assert packed(archives(old)[0])[late.name] == hashlib.sha256(before).hexdigest()


@pytest.mark.parametrize("feed", ["legacy_sessions", "match_stats"])
def test_a_file_whose_rows_were_lost_since_stays(
    installed: Installed, old: Path, tmp_path: Path, feed: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(installed.data / "raw", data / "raw")
    warehouse = data / "warehouse.duckdb"
    shutil.copyfile(installed.warehouse, warehouse)
    lost = max((data / "raw" / feed).rglob("*.parquet"), key=lambda one: one.stat().st_size)
    lost.unlink()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"delete from raw.segments where segment like '%{lost.name}'")
    done, _ = try_cleanup(installed, old, data=data, warehouse=warehouse)
    (name,) = done.left.keys() - SETTINGS
    assert "are not landed; run `ingest migrate`" in done.left[name]
    assert name.endswith("stats.duckdb") if feed == "legacy_sessions" else name == installed.v3


def test_another_ingest_is_waited_for(installed: Installed) -> None:
    with writer_lock(installed.data / "raw"), pytest.raises(AnotherIngestRunning):
        try_cleanup(installed, installed.old)


def test_folders_without_old_files_are_a_mistake(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    done = run("cleanup-legacy", tmp_path, installed.data)
    assert (done.code, "no file of the old application" in done.err) == (2, True)
    for path in (tmp_path / "missing", tmp_path / "notes.txt"):
        with pytest.raises(UsageError, match=r"name the folder|no file of the old application"):
            try_cleanup(installed, path)
    with pytest.raises(UsageError, match="run `ingest migrate` and `dbt build` first"):
        try_cleanup(installed, installed.old, data=tmp_path)


def test_a_full_disk_costs_nothing(installed: Installed, old: Path) -> None:
    before = snapshot(old)
    done = subprocess.run(
        ingest_arguments("cleanup-legacy", str(old)),
        env=environment(installed.data),
        cwd=installed.data,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6, done
    assert "every original is still there" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshot(old) == before


def _is_packing(old: Path, _: Snapshot) -> bool:
    return any(old.glob(".legacy-*.part"))


def _is_removing(old: Path, before: Snapshot) -> bool:
    return not all((old / name).exists() for name in before)


@pytest.mark.parametrize("moment", [_is_packing, _is_removing])
def test_killed_at_any_moment_nothing_is_lost(
    installed: Installed, old: Path, moment: Callable[[Path, Snapshot], bool]
) -> None:
    for owner in installed.owners[:2]:  # the rest is enough to be killed in
        shutil.rmtree(old / owner)
    before = snapshot(old)
    with running(installed, old) as process:
        while process.poll() is None and not moment(old, before):
            time.sleep(0.002)
        process.kill()
    _everything_is_somewhere(old, before)
    done, _ = try_cleanup(installed, old)
    assert not done.left
    _everything_is_somewhere(old, before)
    foreign = {name for name in FOREIGN if name in before}
    assert set(snapshot(old)) == {*foreign, *(one.name for one in archives(old))}


@contextmanager
def running(installed: Installed, old: Path) -> Iterator[subprocess.Popen[bytes]]:
    arguments = ingest_arguments("cleanup-legacy", str(old))
    env = environment(installed.data)
    with subprocess.Popen(
        arguments, env=env, cwd=installed.data, stdout=subprocess.DEVNULL
    ) as process:
        yield process


def _everything_is_somewhere(old: Path, before: Snapshot) -> None:
    kept = snapshot(old)
    for archive in archives(old):
        kept = {**packed(archive), **kept}
    assert {name: kept.get(name) for name in before} == before
