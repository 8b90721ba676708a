"""Lands the rows of legacy files. Each row lands once, even if a migration is repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NoReturn

from ingest.errors import UsageError
from ingest.legacy.migrate.api_documents import holds_originals
from ingest.legacy.migrate.landed import LandedRows
from ingest.legacy.migrate.owners import Owners
from ingest.legacy.migrate.report import FileReport, Migration
from ingest.legacy.migrate.rows import LegacySource, inventory_row, rows_of
from ingest.legacy.read.duckdb_file import open_duckdb
from ingest.legacy.read.find import FoundFile, Kind, Unreadable, find_files
from ingest.legacy.read.json_file import open_json
from ingest.legacy.read.sqlite_file import open_sqlite
from ingest.legacy.read.table import LegacyTable
from ingest.legacy.read.table_names import is_legacy, is_owned
from ingest.raw import LEGACY_FEEDS, Feed, Row, Status
from ingest.raw.ledger import Ledger
from ingest.raw.our_documents import refuse_demo_directory, tracked_players, tracked_players_row
from ingest.raw.store import RawStore

BATCH = 25_000
"""Rows of one commit: a few megabytes, and what an interruption can cost."""

Commit = Callable[[list[Row]], None]


def _refuse(found: FoundFile) -> NoReturn:
    raise Unreadable(found.obstacle or "is no file")


READERS: dict[Kind, Callable[[FoundFile], AbstractContextManager[list[LegacyTable]]]] = {
    Kind.NONE: _refuse,
    Kind.DUCKDB: open_duckdb,
    Kind.PARQUET: open_duckdb,
    Kind.SQLITE: open_sqlite,
    Kind.JSON: open_json,
}


def migrate(store: RawStore, path: Path, say: Callable[[str], None]) -> Migration:
    """Land every row of every old file below the path; owners become tracked players."""
    refuse_demo_directory(store)
    migration = _Migrating(store.root, store.ledger, store.commit).all_files(path, say)
    store.add_empty_segments(LEGACY_FEEDS)
    tracked = {player.xuid: player for player in migration.owners}
    tracked |= {player.xuid: player for player in tracked_players(store.root)}
    store.commit(tracked_players_row(store, tracked.values()))
    return migration


def dry_run(root: Path, ledger: Ledger, path: Path, say: Callable[[str], None]) -> Migration:
    """Say what would be landed, and write nothing."""
    return _Migrating(root, ledger, _nothing).all_files(path, say)


@dataclass(slots=True)
class _Migrating:
    """One walk through all files."""

    root: Path
    ledger: Ledger
    commit: Commit
    owners: Owners = field(default_factory=Owners)
    landed: LandedRows = field(init=False)
    answers: set[tuple[Feed, str]] = field(default_factory=set)
    """Originals met in this walk: a dry run does not find them in the ledger."""
    complete: dict[str, str] = field(default_factory=dict)
    """Names of the files read in this walk, by the hash of their bytes."""

    def __post_init__(self) -> None:
        self.landed = LandedRows(self.root)

    def all_files(self, path: Path, say: Callable[[str], None]) -> Migration:
        files = sorted(find_files(path), key=_turn)
        migration = Migration()
        for place, found in enumerate(files, start=1):
            report = FileReport(found.name)
            try:
                self._one_file(found, report)
            except Unreadable as error:
                report.trouble = str(error)
            except OSError as error:
                report.trouble = f"cannot be read: {error.strerror}"
            migration.files.append(report)
            say(f"{place}/{len(files)} {report.line()}")
        if not any(report.is_legacy for report in migration.files):
            raise UsageError(
                f"no file of the old application below {path}",
                "name the folder that holds data/players",
            )
        return migration

    def _one_file(self, found: FoundFile, report: FileReport) -> None:
        opened = READERS[found.kind](found)
        before, sha256 = found.state(), found.sha256()
        report.same_as = self.complete.get(sha256)
        if report.same_as:
            return
        with opened as tables:
            if found.state() != before:
                raise Unreadable("was changed while it was read; run this again")
            names = frozenset(table.name for table in tables)
            report.is_legacy = found.kind is Kind.JSON or is_legacy(names)
            if not report.is_legacy:
                return
            self._learn(found, tables)
            if found.kind is not Kind.JSON and is_owned(names):
                report.owner = self.owners.of(found, tables)
                if report.owner is None:
                    raise Unreadable(
                        "its owner is unknown; name the folder above that has db_profiles.json, "
                        "or write one"
                    )
            source = LegacySource(found, sha256, report.owner)
            for table in tables:
                self._one_table(source, table, report)
        self.complete[sha256] = found.name

    def _learn(self, found: FoundFile, tables: Iterable[LegacyTable]) -> None:
        for table in tables:
            if found.kind is Kind.JSON and table.name != "friends_defaults":
                self.owners.learn(table, table.parsed())

    def _one_table(self, source: LegacySource, table: LegacyTable, report: FileReport) -> None:
        report.tables += 1
        missing = self._missing(source, table, report)
        while batch := list(islice(missing, BATCH)):
            self.commit(batch)
            report.landed += len(batch)
        inventory = inventory_row(source, table)
        if not self.landed.count(Feed.LEGACY_FILES, inventory.key.rpartition(":")[0]):
            self.commit([inventory])

    def _missing(
        self, source: LegacySource, table: LegacyTable, report: FileReport
    ) -> Iterator[Row]:
        feeds, prefix = source.feeds(table), f"{source.sha256}:{table.name}"
        # answers of the API may be lost although the rows that point to them are there
        if not holds_originals(table) and self.landed.count(feeds[0], prefix) == table.rows:
            report.known += table.rows
            return
        numbers = {feed: self.landed.numbers(feed, prefix) for feed in feeds}
        for row in rows_of(source, table):
            if self._is_known(row, numbers):
                report.known += 1
            else:
                yield row

    def _is_known(self, row: Row, numbers: Mapping[Feed, set[int]]) -> bool:
        if row.feed in LEGACY_FEEDS:
            return int(row.key.rpartition(":")[2]) in numbers[row.feed]
        answer = (row.feed, row.key)
        # the API may have lost what the old application still has: only `ok` is an answer
        is_known = answer in self.answers or self.ledger.status(*answer) is Status.OK
        self.answers.add(answer)
        return is_known


def _nothing(rows: list[Row]) -> None:
    """What a dry run does with rows."""


def _turn(found: FoundFile) -> tuple[int, bool, int, str]:
    """JSON names the owners; players' own files come before backups of them and archives."""
    kinds = (Kind.NONE, Kind.JSON, Kind.DUCKDB, Kind.SQLITE, Kind.PARQUET)
    is_elsewhere = "players" not in found.path.parts
    return kinds.index(found.kind), is_elsewhere, found.name.count("/"), found.name
