"""The side file of a build: how it begins, and what of it may stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingest.errors import AnotherIngestRunning, BuildFailed, StorageError, UsageError
from ingest.warehouse.build.project import dbt_command, dbt_environment, project_root, results_file
from ingest.warehouse.build.publication import Published, complete, only_build, publish, side_file

WRITE_AND_DIE = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set wal_autocheckpoint = '1GB'")
connection.execute("create table later as select 42 as answer")
os._exit(9)
"""


def snapshot_id(file: Path) -> str:
    with duckdb.connect(str(file)) as connection:
        return str(connection.sql("select snapshot_id from raw.snapshot").fetchall()[0][0])


@pytest.fixture
def ours(tmp_path: Path) -> Published:
    file = tmp_path / "warehouse.duckdb"
    create(file, "v1.4.0")
    return Published(file.name, file)


def create(file: Path, storage_version: str) -> None:
    with duckdb.connect(
        str(file), config={"storage_compatibility_version": storage_version}
    ) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.snapshot as select 'one' as snapshot_id")


def storage_version(file: Path) -> str:
    query = "select tags['storage_version'] from duckdb_databases() where path = ?"
    with duckdb.connect(str(file), read_only=True) as connection:
        return str(connection.execute(query, [str(file)]).fetchall()[0][0])


def test_a_build_goes_on_from_the_published_file(ours: Published) -> None:
    ours.file.chmod(0o640)
    before = ours.file.read_bytes()
    with only_build(ours), side_file(ours) as side:
        assert side.read_bytes() == before
        assert snapshot_id(side) == "one"
        with duckdb.connect(str(side)) as connection:
            connection.execute("update raw.snapshot set snapshot_id = 'two'")
        assert snapshot_id(side) == "two"
        assert ours.file.read_bytes() == before
        publish(side, ours)
    assert snapshot_id(ours.file) == "two"
    assert ours.file.stat().st_mode & 0o777 == 0o640
    assert not ours.workshop.exists()


def test_a_file_that_few_clients_read_is_copied_into_one_that_all_read(tmp_path: Path) -> None:
    file = tmp_path / "warehouse.duckdb"
    create(file, "latest")
    with duckdb.connect(str(file)) as connection:
        connection.execute("comment on table raw.snapshot is 'What this build reads.'")
        connection.execute("create view answers as select 42 as answer from warehouse.raw.snapshot")
        connection.execute("create macro main.twice(number) as table select 2 * number as number")
    assert not storage_version(file).startswith("v1.4")
    with side_file(Published(file.name, file)) as side:
        write = [sys.executable, "-c", WRITE_AND_DIE, str(file)]
        done = subprocess.run(write, check=False, capture_output=True, text=True)
        assert "lock on file" in done.stderr, "the copy has given the lock up"
        publish(side, Published(file.name, file))
    assert storage_version(file).startswith("v1.4")
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.sql("from answers").fetchall() == [(42,)]
        assert connection.sql("from twice(4)").fetchall() == [(8,)]
        comments = connection.sql("select comment from duckdb_tables()").fetchall()
    assert comments == [("What this build reads.",)]


def test_the_file_behind_a_link_is_replaced_not_the_link(ours: Published, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "linked.duckdb"
    link.parent.mkdir()
    link.symlink_to(ours.file)
    with side_file(Published(link.name, ours.file)) as side:
        assert side.name == "linked.duckdb", "views keep the name of the file they were made in"
        publish(side, Published(link.name, ours.file))
    assert link.is_symlink()
    assert snapshot_id(link) == "one"


@pytest.mark.fault("T1")
def test_leftovers_of_a_killed_build_are_removed(ours: Published) -> None:
    ours.workshop.mkdir()
    (ours.workshop / "warehouse.duckdb.wal").write_bytes(b"half a transaction")
    with side_file(ours) as side:
        assert [one.name for one in side.parent.iterdir()] == [side.name]
    assert not ours.workshop.exists()


def test_changes_a_killed_build_in_place_left_beside_the_file_are_kept(ours: Published) -> None:
    subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(ours.file)], check=False)
    assert ours.changes.exists()
    with side_file(ours) as side:
        with duckdb.connect(str(side), read_only=True) as connection:
            assert connection.sql("select answer from later").fetchall() == [(42,)]
        publish(side, ours)
    assert not ours.changes.exists()


def test_a_build_in_place_and_ours_keep_out_of_each_others_way(ours: Published) -> None:
    write = [sys.executable, "-c", WRITE_AND_DIE, str(ours.file)]
    with side_file(ours):
        done = subprocess.run(write, check=False, capture_output=True, text=True)
    assert "lock on file" in done.stderr
    holding = WRITE_AND_DIE.replace("os._exit(9)", "print('open', flush=True); input()")
    writer = subprocess.Popen(
        [sys.executable, "-c", holding, str(ours.file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with writer:
        assert writer.stdout
        writer.stdout.readline()
        with pytest.raises(StorageError, match="another program can write"), side_file(ours):
            pass
        writer.kill()


def test_a_second_build_names_the_first(ours: Published) -> None:
    with (
        only_build(ours),
        pytest.raises(AnotherIngestRunning, match=r"another build of .* \(pid \d+"),
        only_build(ours),
    ):
        pass


def test_a_file_that_is_no_warehouse_is_said_to_be_none(ours: Published) -> None:
    ours.file.write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageError, match="move it away and build again"), side_file(ours):
        pass


def test_nothing_built_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match="--select"):
        complete(tmp_path / "new.duckdb", None, {})


@pytest.mark.fault("X6")
def test_dbt_is_not_given_tokens(tmp_path: Path) -> None:
    environ = {"SPNKR_SPARTAN_TOKEN": "a", "SPNKR_OAUTH_REFRESH_TOKEN": "b", "PATH": "/bin"}
    given = dbt_environment(environ, Path("data"), tmp_path / "side.duckdb")
    assert set(given) == {"PATH", "HALO_DATA_DIR", "HALO_WAREHOUSE"}
    assert given["HALO_DATA_DIR"] == str(Path.cwd() / "data")


def test_what_is_built_and_where_is_not_for_dbt_arguments() -> None:
    root = project_root({})
    assert dbt_command(root, ["--select", "core", "--target-path", "x"], root)[-2:] == [
        "--target-path",
        "x",
    ]
    for argument in ("--target=spark", "-t", "--profiles-dir", "--project-dir=/tmp"):
        with pytest.raises(UsageError, match="leave out"):
            dbt_command(root, [argument], root)


@pytest.mark.parametrize("arguments", [["--target-path", "there"], ["--target-path=there"]])
def test_results_are_looked_for_where_dbt_puts_them(arguments: list[str]) -> None:
    root, environ = Path("/project"), {"DBT_TARGET_PATH": "elsewhere"}
    assert results_file(root, {}, []) == root / "target" / "run_results.json"
    assert results_file(root, environ, []) == root / "elsewhere" / "run_results.json"
    assert results_file(root, environ, arguments) == root / "there" / "run_results.json"
