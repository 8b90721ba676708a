"""Originals are only read; what cannot be read is named, and the others go on."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Literal

import duckdb
import pytest

from tests.support.commands import environment, ingest
from tests.support.legacy.damage import Damage, corrupt, corrupt_data, hold_lock, leave_wal
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, B, C, D, small_plan
from tests.support.legacy.truth import LegacyTruth
from tests.support.legacy.v3 import write_v3
from tests.support.migrating import keys, landed, migrated, sha256, snapshot

PLAYER = Path("data/players/Demo Tester")
NAMED = PLAYER / "stats.duckdb"
V3_WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("insert into XuidAliases values ('1', 'a')")
print("writing", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    return write_owners(tmp_path_factory.mktemp("written"), small_plan())


@pytest.fixture
def old(written: LegacyTruth, tmp_path: Path) -> Path:
    """A folder with one healthy owner, to which tests add what is not."""
    root = tmp_path / "old"
    healthy = written.owners[D].database
    shutil.copytree(healthy.parent, root / healthy.parent.relative_to(written.root))
    return root


def test_originals_are_untouched(written: LegacyTruth, tmp_path: Path) -> None:
    root = tmp_path / "old"
    shutil.copytree(written.root, root)
    players = [root / owner.database.relative_to(written.root) for owner in written.owners]
    write_v3(root / "spnkr_gt_x.db", written, written.owners[A])
    leave_wal(players[C])
    players[D].with_name("stats.duckdb.wal").touch()
    for path in root.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    before = snapshot(root)
    try:
        migration, _ = migrated(tmp_path / "data", root)
        assert snapshot(root) == before
    finally:
        for path in root.rglob("*"):
            path.chmod(0o700)
    assert not migration.skipped
    assert {len(migration.files), len({row.key[:64] for row in landed(tmp_path / "data")})} == {9}


def scribbled(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def spoiled(how: Damage | Literal["data"]) -> Callable[[LegacyTruth, Path], Path]:
    """A copy of an owner's database, damaged."""

    def plant(written: LegacyTruth, root: Path) -> Path:
        (root / PLAYER).mkdir(parents=True)
        shutil.copyfile(written.owners[A].database, root / NAMED)
        if how == "data":
            corrupt_data(root / NAMED)
        else:
            corrupt(root / NAMED, how)
        return NAMED

    return plant


def content(name: Path | str, data: bytes) -> Callable[[LegacyTruth, Path], Path]:
    def plant(_: LegacyTruth, root: Path) -> Path:
        scribbled(root / name, data)
        return Path(name)

    return plant


def link(name: Path | str, target: str) -> Callable[[LegacyTruth, Path], Path]:
    def plant(_: LegacyTruth, root: Path) -> Path:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(target)
        return Path(name)

    return plant


def folder(_: LegacyTruth, root: Path) -> Path:
    (root / NAMED).mkdir(parents=True)
    return NAMED


def pipe(_: LegacyTruth, root: Path) -> Path:
    (root / PLAYER).mkdir(parents=True)
    os.mkfifo(root / NAMED)
    return NAMED


def broken_v3(written: LegacyTruth, root: Path) -> Path:
    """Its first page is whole, the pages of its rows are not."""
    path = root / "data" / "spnkr_gt_Demo Tester.db"
    write_v3(path, written, written.owners[A])
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * 8192)
    return path.relative_to(root)


def headless_v3(written: LegacyTruth, root: Path) -> Path:
    path = root / "data" / "spnkr_gt_Demo Tester.db"
    write_v3(path, written, written.owners[A])
    corrupt(path, "header")
    return path.relative_to(root)


def unknown_owner(_: LegacyTruth, root: Path) -> Path:
    (root / PLAYER).mkdir(parents=True)
    with duckdb.connect(str(root / NAMED)) as connection:
        connection.execute("create table match_stats as select 'x' as match_id")
    return NAMED


BAD: dict[str, tuple[Callable[[LegacyTruth, Path], Path], str]] = {
    "header": (spoiled("header"), "cannot be read"),
    "blocks": (spoiled("blocks"), "cannot be read"),
    "truncated": (spoiled("truncated"), "cannot be read"),
    "data": (spoiled("data"), "cannot be read"),
    "empty": (content(NAMED, b""), "not a valid DuckDB database"),
    "text": (content(NAMED, b"no database\n" * 2000), "not a valid DuckDB database"),
    "parquet": (content(PLAYER / "archive/matches_2024.parquet", b"PAR1"), "cannot be read"),
    "JSON": (content("db_profiles.json", b'{"profiles": {'), "cannot be read"),
    "JSON list": (content("data/xuid_aliases.json", b"[]"), "not what the old application wrote"),
    "no UTF-8": (content("data/xuid_aliases.json", b'{"1": "\xff"}'), "cannot be read"),
    "folder": (folder, "is a folder"),
    "pipe": (pipe, "is no file"),
    "link to nothing": (link(NAMED, "nowhere"), "is a link to nothing"),
    "link to itself": (link(NAMED, "stats.duckdb"), "is a link to nothing"),
    "linked folder": (link("data/players/Linked", "/usr"), "run this for /usr as well"),
    "SQLite": (broken_v3, "is damaged"),
    "SQLite head": (headless_v3, "cannot be read"),
    "owner": (unknown_owner, "its owner is unknown"),
    "name": (content(os.fsdecode(b"data/\xff.duckdb"), b"x"), "not UTF-8; rename it"),
}


def test_what_cannot_be_read_is_named_and_the_others_go_on(
    written: LegacyTruth, old: Path, tmp_path: Path
) -> None:
    expected = {}
    for kind, (plant, reason) in BAD.items():
        (old / "bad" / kind).mkdir(parents=True)
        path = Path("bad", kind, plant(written, old / "bad" / kind))
        expected[os.fsencode(path.as_posix()).decode(errors="replace")] = reason
    migration, lines = migrated(tmp_path / "data", old)
    said = {file.name: file.trouble or "" for file in migration.skipped}
    assert said.keys() == expected.keys()
    assert {name: reason for name, reason in expected.items() if reason not in said[name]} == {}
    for name, trouble in said.items():
        assert sum(line.endswith(f" {name}: skipped: {trouble}") for line in lines) == 1
    healthy = written.owners[D]
    assert [owner.xuid for owner in migration.owners] == [healthy.xuid]
    rows = landed(tmp_path / "data")
    assert {row.key.split(":")[0] for row in rows} == {sha256(healthy.database)}
    assert len(rows) == sum(n for (xuid, _), n in written.rows.items() if xuid == healthy.xuid)


async def test_a_file_in_use_is_named_and_lands_later(
    written: LegacyTruth, old: Path, tmp_path: Path
) -> None:
    second = old / PLAYER / "stats.duckdb"
    second.parent.mkdir()
    shutil.copyfile(written.owners[B].database, second)
    scribbled(old / "data" / "notes.duckdb", b"")
    env = environment(tmp_path / "data")
    with hold_lock(second):
        first = await ingest("migrate", str(old), env=env, cwd=tmp_path)
    assert first.code == 3, first.err
    assert f"{NAMED.as_posix()}: skipped: is in use; close the old application" in first.out
    assert "data/notes.duckdb: skipped: " in first.out
    assert "skipped 2 files, named above; the rest is complete" in first.out
    assert not any(row.requested_for == written.owners[B].xuid for row in landed(tmp_path / "data"))
    (old / "data" / "notes.duckdb").unlink()
    again = await ingest("migrate", str(old), env=env, cwd=tmp_path)
    assert again.code == 0, again.out
    both = (written.owners[B].xuid, written.owners[D].xuid)
    expected = sum(count for (xuid, _), count in written.rows.items() if xuid in both)
    assert len(landed(tmp_path / "data")) == expected
    assert set(keys(tmp_path / "data").values()) == {1}


def test_a_log_that_version_3_left_is_read(written: LegacyTruth, old: Path, tmp_path: Path) -> None:
    path, kept = old / "spnkr_gt_x.db", tmp_path / "kept"
    write_v3(path, written, written.owners[A])
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("insert into XuidAliases values ('2533000000000001', 'Log Only')")
        shutil.copytree(old, kept)  # as a kill would leave it
    before = snapshot(kept)
    migration, _ = migrated(tmp_path / "data", kept)
    assert snapshot(kept) == before
    assert not migration.skipped
    (row,) = [row for row in landed(tmp_path / "data") if "Log Only" in row.payload]
    assert row.key.startswith(sha256(kept / path.name, kept / f"{path.name}-wal"))


def test_version_3_in_use(written: LegacyTruth, old: Path, tmp_path: Path) -> None:
    path = old / "spnkr_gt_x.db"
    write_v3(path, written, written.owners[A])
    holder = subprocess.Popen(
        [sys.executable, "-c", V3_WRITER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout
        holder.stdout.readline()
        migration, _ = migrated(tmp_path / "data", old)
        holder.kill()
    assert [file.name for file in migration.skipped] == [path.name]
    assert (migration.skipped[0].trouble or "").startswith("is in use")


@pytest.mark.parametrize("closed", [NAMED, PLAYER])
def test_what_may_not_be_read_is_named(
    written: LegacyTruth, old: Path, tmp_path: Path, closed: Path
) -> None:
    (old / PLAYER).mkdir()
    shutil.copyfile(written.owners[A].database, old / NAMED)
    (old / closed).chmod(0)
    if os.access(old / closed, os.R_OK):
        # nothing can be closed to root; CI containers run as root, developers do not
        pytest.skip("root may read everything")
    migration, _ = migrated(tmp_path / "data", old)
    (old / closed).chmod(0o700)
    assert [file.name for file in migration.skipped] == [closed.as_posix()]
    assert "ermission denied" in (migration.skipped[0].trouble or "")


def test_files_of_ours_and_unknown_files_are_left_alone(old: Path) -> None:
    """The data directory may lie in the old folder; exports leave parts behind when killed."""
    data = old / "data"
    first, _ = migrated(data, old)
    shutil.copyfile(next(old.rglob("stats.duckdb")), data / ".part-77-stats.duckdb")
    (data / "raw" / ".set_aside").mkdir()
    (data / "raw" / ".set_aside" / "legacy_maps-1-x.parquet").write_bytes(b"spoiled")
    with duckdb.connect(str(data / "other.duckdb")) as connection:
        connection.execute("create table invoices as select 1 as number")
    (old / "lib64").symlink_to("data")
    second, lines = migrated(data, old)
    assert not second.skipped
    assert second.landed == 0
    assert len(second.files) == len(first.files) + 1
    assert any("other.duckdb: left alone, not of the old application" in line for line in lines)


def test_brackets_in_the_names_of_folders(written: LegacyTruth, tmp_path: Path) -> None:
    root = tmp_path / "old [1] *?'"
    shutil.copytree(written.root, root)
    migration, _ = migrated(tmp_path / "data", root)
    assert not migration.skipped
    assert written.archive
    archive = next(file for file in migration.files if "archive" in file.name)
    assert archive.landed == len(written.archive.match_ids)


def test_numbers_that_are_none_in_json(old: Path, tmp_path: Path) -> None:
    profiles = '{"profiles": {"A": {"x": NaN, "y": "\\ud83c", "z": "\\ud83c\\udfae"}}}'
    (old / "db_profiles.json").write_text(profiles)
    migrated(tmp_path / "data", old)
    (row,) = [row for row in landed(tmp_path / "data") if "profiles" in row.origin]
    assert json.loads(row.payload) == {"gamertag": "A", "x": "NaN", "y": "?", "z": "🎮"}
