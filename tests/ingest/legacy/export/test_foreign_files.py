"""Whose files an export would write over, and what folders it makes of gamertags."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest.errors import UsageError
from ingest.legacy.export.files import METADATA, SHARED
from ingest.legacy.export.folders import folder_names
from ingest.legacy.export.foreign_files import refuse_originals
from ingest.legacy.export.marker import METADATA_MARK, PLAYER_MARK, SHARED_MARK
from ingest.legacy.export.settings_files import ALIASES, FRIENDS, PROFILES, digest
from ingest.legacy.export.source import TrackedPlayer

PLAYER = Path("data/players/Demo Ann/stats.duckdb")
MARKS = {PLAYER: PLAYER_MARK, METADATA: METADATA_MARK, SHARED: SHARED_MARK}
Plant = Callable[[Path], None]


def digests(folder: Path) -> dict[Path, str]:
    return {path: digest(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def refuse(folder: Path) -> set[str]:
    with duckdb.connect() as connection:
        return refuse_originals(connection, folder, MARKS)


def database(path: Path, *statements: str) -> Plant:
    def planted(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(str(folder / path)) as connection:
            for statement in statements:
                connection.execute(statement)

    return planted


def text(path: Path, content: str) -> Plant:
    def planted(folder: Path) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)

    return planted


def meta(table: str, key: str, value: str) -> tuple[str, str]:
    return (
        f"create table {table} (key varchar, value varchar)",
        f"insert into {table} values ('{key}', '{value}')",
    )


def versions(description: str) -> tuple[str, str]:
    return (
        "create table schema_version (version integer, description varchar)",
        f"insert into schema_version values (1, '{description}')",
    )


FOREIGN: dict[str, tuple[Path, Plant]] = {
    "player": (PLAYER, database(PLAYER, *meta("sync_meta", "gamertag", "halo warehouse"))),
    "player without notes": (PLAYER, database(PLAYER, "create table match_stats (id integer)")),
    "shared": (SHARED, database(SHARED, *versions("Initial schema"))),
    "metadata": (METADATA, database(METADATA, *meta("migration_meta", "written_by", "hand"))),
    "no database": (METADATA, text(METADATA, "something else")),
    "a log alone": (SHARED, text(SHARED.with_name("shared_matches.duckdb.wal"), "log")),
    "a folder": (PLAYER, text(PLAYER / "notes.txt", "mine")),
    "profiles": (PROFILES, text(PROFILES, json.dumps({"version": "2.1", "profiles": {}}))),
    "no profiles": (PROFILES, text(PROFILES, "[1")),
    "a list": (PROFILES, text(PROFILES, "[1]")),
    "aliases": (ALIASES, text(ALIASES, "{}")),
    "friends": (FRIENDS, text(FRIENDS, json.dumps({"1": ["~Ann"]}))),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_we_did_not_write_is_refused(tmp_path: Path, kind: str) -> None:
    path, planted = FOREIGN[kind]
    planted(tmp_path)
    before = digests(tmp_path)
    with pytest.raises(UsageError, match="away or name another folder") as refused:
        refuse(tmp_path)
    assert str(tmp_path / path) in str(refused.value)
    assert digests(tmp_path) == before


def test_all_that_is_foreign_is_named(tmp_path: Path) -> None:
    for kind in ("player", "shared", "friends"):
        FOREIGN[kind][1](tmp_path)
    with pytest.raises(UsageError, match="move them away") as refused:
        refuse(tmp_path)
    assert all(str(tmp_path / path) in str(refused.value) for path in (PLAYER, SHARED, FRIENDS))


def test_a_checkout_of_the_old_application_is_recognised(tmp_path: Path) -> None:
    for kind in ("profiles", "friends"):
        FOREIGN[kind][1](tmp_path)
    with pytest.raises(UsageError, match="a git checkout of the old application"):
        refuse(tmp_path)


def test_what_we_wrote_may_be_replaced(tmp_path: Path) -> None:
    database(PLAYER, *meta("sync_meta", "written_by", "halo warehouse"))(tmp_path)
    database(SHARED, *versions("written by halo warehouse"))(tmp_path)
    database(METADATA, *meta("migration_meta", "written_by", "halo warehouse"))(tmp_path)
    text(ALIASES, "{}")(tmp_path)
    hashed = digest(b"{}")
    ours = {"written_by": "halo warehouse", "written": [hashed], "profiles": {}}
    text(PROFILES, json.dumps(ours))(tmp_path)
    assert refuse(tmp_path) == {hashed}
    text(ALIASES, '{"1": "Ann"}')(tmp_path)
    with pytest.raises(UsageError, match="changed since"):
        refuse(tmp_path)


def test_an_empty_folder_or_none_is_free(tmp_path: Path) -> None:
    assert refuse(tmp_path) == refuse(tmp_path / "none") == set()


@pytest.mark.parametrize(
    ("gamertags", "folders"),
    [
        (["Demo Ann", "狐火", "It's Me", "Éclair"], ["Demo Ann", "狐火", "It's Me", "Éclair"]),
        (["a/b", "a\\b", "..", "", None, "a\nb"], ["0", "1", "2", "3", "4", "5"]),
        ([".hidden", "dot.", " left", "right ", "x" * 300], ["0", "1", "2", "3", "4"]),
        (["Demo Ann", "DEMO ANN", "Demo Bob"], ["Demo Ann_0", "DEMO ANN_1", "Demo Bob"]),
        (["E\u0301clair", "\u00c9CLAIR"], ["E\u0301clair_0", "\u00c9CLAIR_1"]),
    ],
)
def test_folders_of_odd_gamertags(gamertags: list[str | None], folders: list[str]) -> None:
    players = [TrackedPlayer(str(n), name, "player_x") for n, name in enumerate(gamertags)]
    assert list(folder_names(players).values()) == folders
