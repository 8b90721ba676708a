"""Lays the warehouse out as the old application's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingest.errors import StorageError
from ingest.legacy.export.database import LegacyDatabase, write
from ingest.legacy.export.folders import folder_names
from ingest.legacy.export.foreign_files import refuse_originals
from ingest.legacy.export.marker import METADATA_MARK, PLAYER_MARK, SHARED_MARK
from ingest.legacy.export.metadata_database import METADATA_FILE
from ingest.legacy.export.player_database import player_file
from ingest.legacy.export.settings_files import settings_files
from ingest.legacy.export.shared_database import SHARED_FILE
from ingest.legacy.export.source import TrackedPlayer, require, tracked_players
from ingest.legacy.export.staging import staging
from ingest.warehouse.sql import first_line

METADATA = Path("data/warehouse/metadata.duckdb")
SHARED = Path("data/warehouse/shared_matches.duckdb")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that now lies below the folder."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Database:
    """A database to write, and how an earlier one of ours is known."""

    old: LegacyDatabase
    mark: str


def export_legacy(connection: duckdb.DuckDBPyConnection, folder: Path) -> list[Written]:
    """Write everything or nothing; originals of the old application are never written over."""
    try:
        players = tracked_players(connection)
        homes = {
            xuid: Path("data/players", name, "stats.duckdb")
            for xuid, name in folder_names(players).items()
        }
        databases = _databases(players, homes)
        needed = {view for database in databases.values() for view in database.old.reads}
        require(connection, [*needed, "core.friends"])
        marks = {path: database.mark for path, database in databases.items()}
        known = refuse_originals(connection, folder, marks)
        return _write(connection, folder, databases, players, homes, known)
    except (duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.DataError) as error:
        raise StorageError(
            f"the warehouse does not fit the old tables: {first_line(error)}", "run `dbt build`"
        ) from None
    except duckdb.Error as error:
        raise StorageError(
            f"{folder} cannot be filled: {first_line(error)}", "make room or name another folder"
        ) from None
    except OSError as error:
        raise StorageError(
            f"{error.filename or folder} cannot be written: {error.strerror}", "name another folder"
        ) from None


def _databases(players: Sequence[TrackedPlayer], homes: Mapping[str, Path]) -> dict[Path, Database]:
    return {
        **{
            homes[player.xuid]: Database(player_file(player.schema), PLAYER_MARK)
            for player in players
        },
        METADATA: Database(METADATA_FILE, METADATA_MARK),
        SHARED: Database(SHARED_FILE, SHARED_MARK),
    }


def _write(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    databases: Mapping[Path, Database],
    players: Sequence[TrackedPlayer],
    homes: Mapping[str, Path],
    known: set[str],
) -> list[Written]:
    with staging(folder) as staged:
        written = [
            Written(path, write(connection, database.old, staged.beside(path)))
            for path, database in databases.items()
        ]
        for path, file in settings_files(connection, players, homes, known).items():
            staged.write(path, file.content)
            written.append(Written(path, file.rows))
        staged.publish()
    return written
