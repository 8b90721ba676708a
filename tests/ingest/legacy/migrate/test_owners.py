"""Whose a file is, though its rows do not say it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from ingest.players import Player
from ingest.raw.our_documents import tracked_players, tracked_players_row
from ingest.raw.store import open_for_writing
from tests.support.migrating import landed, migrated

ANN, BEN = "2533000000000001", "2533000000000002"
PLAYERS = Path("data/players")
MATCH = "select 'm1' as match_id, timestamp '2024-01-05' as start_time, 2 as outcome"


def database(path: Path, **tables: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        for name, rows in {"match_stats": MATCH, **tables}.items():
            connection.execute(f"create table {name} as {rows}")


def archive(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"copy ({MATCH}) to '{path}' (format parquet)")


def profiles(root: Path, **entries: dict[str, object]) -> None:
    (root / "db_profiles.json").write_text(json.dumps({"version": "2.1", "profiles": entries}))


def aliases(root: Path, names: dict[str, str]) -> None:
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "xuid_aliases.json").write_text(json.dumps(names))


def owners(root: Path, path: Path) -> dict[str, Player | None]:
    """By file, but for the small ones."""
    migration, _ = migrated(root.parent / "data_dir", path)
    found = {file.name: file.owner for file in migration.files if ".json" not in file.name}
    for row in landed(root.parent / "data_dir"):
        owner = found.get(row.origin.split(":")[1])
        assert row.requested_for == (owner.xuid if owner else None)
    return found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "old").mkdir()
    return tmp_path / "old"


SAID: dict[str, tuple[str, str, Player | None]] = {
    "noted": (
        "sync_meta",
        f"select unnest(['xuid', 'gamertag']) as key, unnest(['{ANN}', 'Ann']) as value",
        Player(ANN, "Ann"),
    ),
    "unnamed": ("sync_meta", f"select 'xuid' as key, '{ANN}' as value", Player(ANN)),
    "skill": ("player_match_stats", f"select '{ANN}' as xuid", Player(ANN, "skill")),
    "awards": ("personal_score_awards", f"select {ANN} as xuid", Player(ANN, "awards")),
    "career": ("career_progression", f"select '{ANN}' as xuid", Player(ANN, "career")),
    "two": ("player_match_stats", f"select unnest(['{ANN}', '{BEN}']) as xuid", None),
    "unknown": ("sync_meta", "select 'xuid' as key, 'unknown' as value", None),
    "medals": ("medals_earned", f"select '{ANN}' as xuid", None),
}


def test_by_what_the_file_says(root: Path) -> None:
    for folder, (table, rows, _) in SAID.items():
        database(root / PLAYERS / folder / "stats.duckdb", **{table: rows})
    found = owners(root, root)
    assert found == {f"data/players/{folder}/stats.duckdb": SAID[folder][2] for folder in SAID}


def test_an_alias_in_the_file_names_who_is_known_by_xuid(root: Path) -> None:
    database(
        root / PLAYERS / "folder_1" / "stats.duckdb",
        player_match_stats=f"select '{ANN}' as xuid",
        xuid_aliases=f"select '{ANN}' as xuid, 'Ann É' as gamertag",
    )
    assert list(owners(root, root).values()) == [Player(ANN, "Ann É")]


@pytest.mark.parametrize(
    ("waypoint", "gamertag"),
    [("Ann É", "Ann É"), ("ann/../é", "folder_1"), (None, "folder_1")],
)
def test_by_the_profiles(root: Path, waypoint: str | None, gamertag: str) -> None:
    database(root / PLAYERS / "Folder_1" / "stats.duckdb")
    archive(root / PLAYERS / "Folder_1" / "archive" / "matches_2024.parquet")
    database(root / PLAYERS / "folder_2" / "stats.duckdb")
    aliases(root, {BEN: "Folder_2"})
    profiles(
        root,
        folder_1={"xuid": ANN, "waypoint_player": waypoint},
        folder_2={"xuid": None, "waypoint_player": "Folder_2"},
    )
    assert owners(root, root) == {
        "data/players/Folder_1/archive/matches_2024.parquet": Player(ANN, gamertag),
        "data/players/Folder_1/stats.duckdb": Player(ANN, gamertag),
        "data/players/folder_2/stats.duckdb": Player(BEN, "folder_2"),
    }


def test_an_archive_belongs_to_the_file_beside_it(root: Path) -> None:
    database(root / "ann" / "stats.duckdb", sync_meta=f"select 'xuid' as key, '{ANN}' as value")
    archive(root / "ann" / "archive" / "matches_2024.parquet")
    archive(root / "ann" / "match_stats.parquet")
    archive(root / "elsewhere" / "matches_2023.parquet")
    found = owners(root, root)
    # all three have the same bytes: the rows of one stand for the others
    assert found["ann/match_stats.parquet"] == Player(ANN)
    assert found["ann/archive/matches_2024.parquet"] is None
    assert len(landed(root.parent / "data_dir")) == 3


def test_no_player_is_taken_for_another(tmp_path: Path) -> None:
    """Neither the user of the computer, nor whose file lies next door, nor one of two namesakes."""
    root = tmp_path / "Ann" / "old"
    database(root / PLAYERS / "Nobody" / "stats.duckdb")
    database(root / PLAYERS / "Ben" / "stats.duckdb")
    database(root / "data" / "spnkr.duckdb", sync_meta=f"select 'xuid' as key, '{ANN}' as value")
    aliases(root, {ANN: "Ann", BEN: "Ben", "2533000000000003": "BEN"})
    profiles(root, Ann={"xuid": ANN})
    migration, lines = migrated(tmp_path / "data_dir", root)
    names = [f"data/players/{name}/stats.duckdb" for name in ("Ben", "Nobody")]
    assert [file.name for file in migration.skipped] == names
    assert sum("its owner is unknown; " in line for line in lines) == 2
    assert migration.owners == [Player(ANN)]


def test_owners_are_tracked_beside_those_tracked_before(root: Path) -> None:
    raw = root.parent / "data_dir" / "raw"
    raw.parent.mkdir()
    before = [Player(BEN, "Ben"), Player("2533000000000009", "Carl")]
    with open_for_writing(raw) as store:
        store.commit(tracked_players_row(store, before))
    database(root / PLAYERS / "Ann" / "stats.duckdb")
    database(root / PLAYERS / "Ben" / "stats.duckdb")
    profiles(root, Ann={"xuid": ANN}, Ben={"xuid": BEN, "waypoint_player": "Old Ben"})
    owners(root, root)
    assert tracked_players(raw) == [Player(ANN, "Ann"), *before]
