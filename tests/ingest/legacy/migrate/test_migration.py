"""Every row of every old file lands once, as it was, under the name of its owner."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.legacy.migrate.report import Migration
from tests.support.legacy.damage import leave_wal
from tests.support.legacy.metadata import write_metadata
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import A, B, D, small_plan
from tests.support.legacy.reduced import write_v5_players
from tests.support.legacy.shared import write_v5_shared
from tests.support.legacy.truth import LegacyTruth, Owner
from tests.support.migrating import (
    LandedRow,
    Values,
    feed_named,
    landed,
    landed_of,
    migrated,
    parquet_rows,
    sha256,
    tables_of,
)

ZOO = """
create table weapon_stats as select
    170141183460469231731687303715884105727::hugeint as big,
    cast('-infinity' as double) as low, cast('nan' as float) as none, 0.1::double as tenth,
    61.08::float as single, timestamptz '2024-07-01 12:00:00+02' as moment,
    date '2024-02-29' as day, [cast('nan' as double), 1.5] as list, 'a' || chr(0) || '🎮' as text,
    null as nothing, true as truth, 'x:1' as "odd ""name"
union all by name select 2::hugeint as big, 'second' as text
"""


@pytest.fixture(scope="module")
def v4(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    """Version 4, with a table nobody knows, a backup and an archive."""
    root = tmp_path_factory.mktemp("v4")
    truth = write_owners(root, replace(small_plan(), backup=True, archive="deleted"))
    write_metadata(root, "A")
    with duckdb.connect(str(truth.owners[D].database)) as connection:
        connection.execute(ZOO)
    return truth


@pytest.fixture(scope="module")
def v5(tmp_path_factory: pytest.TempPathFactory) -> LegacyTruth:
    """Version 5: a shared file, players' files reduced."""
    truth = write_owners(tmp_path_factory.mktemp("v5"), small_plan())
    write_v5_shared(truth, finale=True)
    write_v5_players(truth)
    write_metadata(truth.root, "B")
    return truth


@pytest.fixture(params=["v4", "v5"])
def truth(request: pytest.FixtureRequest) -> LegacyTruth:
    found: LegacyTruth = request.getfixturevalue(request.param)
    return found


def test_every_row_lands_once_as_it_was(truth: LegacyTruth, tmp_path: Path) -> None:
    migration, lines = migrated(tmp_path / "data", truth.root)
    rows = landed(tmp_path / "data")
    by_key = {row.key: row for row in rows}
    assert len(rows) == len(by_key) == migration.landed
    expected = 0
    for place, (file, owner) in enumerate(_databases(truth).items()):
        digest, name = sha256(file), file.relative_to(truth.root).as_posix()
        whose = (owner.xuid, owner.gamertag) if owner else (None, "shared")
        for table, values in _tables(file, tmp_path / str(place)).items():
            expected += len(values)
            for number, value in values.items():
                row = by_key[f"{digest}:{table}:{number}"]
                assert row.values == value
                assert (row.requested_for, row.feed) == (whose[0], feed_named(table))
                assert row.origin == f"{whose[1]}:{name}:{table}"
    small = [row for row in rows if ".json:" in row.origin]
    assert len(rows) == expected + len(small)
    assert_the_small_files_are_there(truth, small)
    if truth.backup:
        assert_every_file_says_what_it_holds(truth, migration, lines)


def _databases(truth: LegacyTruth) -> dict[Path, Owner | None]:
    """Every DuckDB and Parquet file, backups left out, and its owner."""
    owners: dict[Path, Owner | None] = {owner.database: owner for owner in truth.owners}
    assert truth.archive
    owners[truth.archive.path] = truth.owners[B]
    return owners | dict.fromkeys((truth.root / "data" / "warehouse").glob("*.duckdb"))


def _tables(file: Path, scratch: Path) -> dict[str, dict[int, Values]]:
    return (
        {"match_stats": parquet_rows(file)}
        if file.suffix == ".parquet"
        else tables_of(file, scratch)
    )


def assert_the_small_files_are_there(truth: LegacyTruth, rows: list[LandedRow]) -> None:
    found: dict[str, list[Values]] = {}
    for row in rows:
        found.setdefault(row.origin, []).append(row.values)
    profiles = json.loads((truth.root / "db_profiles.json").read_text())["profiles"]
    assert found["shared:db_profiles.json:db_profiles"] == [
        {"gamertag": gamertag, **profile} for gamertag, profile in profiles.items()
    ]
    aliases = json.loads((truth.root / "data" / "xuid_aliases.json").read_text())
    assert found["shared:data/xuid_aliases.json:xuid_aliases"] == [
        {"xuid": xuid, "gamertag": gamertag} for xuid, gamertag in aliases.items()
    ]
    friends = json.loads((truth.root / ".streamlit" / "friends_defaults.json").read_text())
    assert found["shared:.streamlit/friends_defaults.json:friends_defaults"] == [
        {"owner_xuid": xuid, "friend": friend.lstrip("~"), "is_active": not friend.startswith("~")}
        for xuid, names in friends.items()
        for friend in names
    ]


def test_values_that_json_has_no_type_for_land_as_text(
    v4: LegacyTruth, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    migrated(tmp_path, v4.owners[D].database)
    first, second = landed_of(tmp_path, v4.owners[D].database)["weapon_stats"]
    assert first.feed == second.feed == "legacy_other"
    assert first.values == {
        "big": 2**127 - 1, "low": "-Infinity", "none": "NaN", "tenth": 0.1, "single": 61.08,
        "moment": "2024-07-01 10:00:00+00", "day": "2024-02-29", "list": "[nan, 1.5]",
        "text": "a\0🎮", "nothing": None, "truth": True, 'odd "name': "x:1",
    }  # fmt: skip
    assert second.values == dict.fromkeys(first.values) | {"big": 2, "text": "second"}


def assert_every_file_says_what_it_holds(
    truth: LegacyTruth, migration: Migration, lines: list[str]
) -> None:
    reported = {file.name: file for file in migration.files}
    for owner in truth.owners:
        rows = [count for (xuid, _), count in truth.rows.items() if xuid == owner.xuid]
        zoo = owner.index == D
        file = reported[owner.database.relative_to(truth.root).as_posix()]
        assert (file.tables, file.landed) == (len(rows) + zoo, sum(rows) + 2 * zoo)
    assert lines[-1].startswith(f"{len(lines)}/{len(migration.files)} ")
    assert truth.backup
    name = truth.backup.relative_to(truth.root).as_posix()
    original = truth.owners[A].database.relative_to(truth.root).as_posix()
    assert any(line.endswith(f"{name}: the same bytes as {original}") for line in lines)
    assert not migration.skipped


def test_rows_of_a_log_left_by_a_crash_land_too(v4: LegacyTruth, tmp_path: Path) -> None:
    file = tmp_path / "players" / v4.owners[A].gamertag / "stats.duckdb"
    file.parent.mkdir(parents=True)
    shutil.copyfile(v4.owners[A].database, file)
    left = leave_wal(file)
    before = (sha256(file), sha256(left.wal))
    migrated(tmp_path / "data", tmp_path / "players")
    assert (sha256(file), sha256(left.wal)) == before
    rows = [row for row in landed(tmp_path / "data") if left.match_id in row.payload]
    assert sorted(row.feed for row in rows) == ["legacy_match_stats", "legacy_medals_earned"]
    assert all(row.key.startswith(sha256(file, left.wal)) for row in rows)
    known = v4.rows[v4.owners[A].xuid, "match_stats"]
    stats = [row for row in landed(tmp_path / "data") if row.feed == "legacy_match_stats"]
    assert len(stats) == known + left.tables["match_stats"]


def test_backups_of_tables_in_parquet(v4: LegacyTruth, tmp_path: Path) -> None:
    """`backup_player.py` wrote data/backups/<gamertag>/<table>_<time>.parquet."""
    owner = v4.owners[A]
    folder = tmp_path / "old" / "data" / "backups" / owner.gamertag
    folder.mkdir(parents=True)
    shutil.copyfile(v4.root / "db_profiles.json", tmp_path / "old" / "db_profiles.json")
    beside = tmp_path / "old" / "data" / "players" / owner.gamertag
    shutil.copytree(owner.database.parent, beside)
    with duckdb.connect(str(owner.database), read_only=True) as connection:
        for file in (
            folder / "medals_earned_20260210_081500.parquet",
            folder / "match_stats_20260210_081500.parquet",
            beside / "match_participants.parquet",
        ):
            table = file.stem.removesuffix("_20260210_081500")
            connection.execute(f"copy {table} to '{file}' (format parquet)")
    migration, _ = migrated(tmp_path / "data", tmp_path / "old")
    assert not migration.skipped
    for file in (*folder.iterdir(), beside / "match_participants.parquet"):
        ((table, rows),) = landed_of(tmp_path / "data", file).items()
        assert len(rows) == v4.rows[owner.xuid, table] > 0
        assert {(row.feed, row.requested_for) for row in rows} == {(f"legacy_{table}", owner.xuid)}
        numbered: dict[int, Any] = {int(row.key.split(":")[2]): row.values for row in rows}
        assert numbered == parquet_rows(file)
