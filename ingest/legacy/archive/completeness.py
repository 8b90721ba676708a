"""Whether all of an old file is landed, down to the last row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.legacy.migrate.api_documents import holds_originals
from ingest.legacy.migrate.landed import LandedRows
from ingest.legacy.migrate.migration import READERS
from ingest.legacy.migrate.rows import LegacySource, rows_of
from ingest.legacy.read.find import FoundFile, Kind, Unreadable
from ingest.legacy.read.table import LegacyTable
from ingest.legacy.read.table_names import is_legacy
from ingest.raw import LEGACY_FEEDS, Feed, Row, Status
from ingest.raw.ledger import Ledger, load_ledger


@dataclass(frozen=True, slots=True)
class Landed:
    """All that earlier runs landed, to hold files against."""

    rows: LandedRows
    ledger: Ledger

    def sha256_of(self, found: FoundFile) -> str | None:
        """The hash a file was migrated by; nothing if it is not of the old application."""
        opened = READERS[found.kind](found)
        sha256 = found.sha256()  # before a lock is held, which closing the file would give up
        with opened as tables:
            names = frozenset(table.name for table in tables)
            if found.kind is not Kind.JSON and not is_legacy(names):
                return None
            source = LegacySource(found, sha256, None)
            for table in tables:
                self._require(source, table)
            return sha256

    def _require(self, source: LegacySource, table: LegacyTable) -> None:
        prefix = f"{source.sha256}:{table.name}"
        if not self.rows.count(Feed.LEGACY_FILES, prefix):
            raise Unreadable("is not migrated, or was changed since; run `ingest migrate`")
        if holds_originals(table):
            missing = self._missing_answers(source, table, prefix)
        else:
            missing = table.rows - len(self.rows.numbers(source.feed(table), prefix))
        if missing:
            raise Unreadable(
                f"{missing:,} of its rows in {table.name} are not landed; run `ingest migrate`"
            )

    def _missing_answers(self, source: LegacySource, table: LegacyTable, prefix: str) -> int:
        """An answer of the API lies under a key of its own, where it may have been lost since."""
        numbers = {feed: self.rows.numbers(feed, prefix) for feed in source.feeds(table)}

        def is_landed(row: Row) -> bool:
            if row.feed in LEGACY_FEEDS:
                return int(row.key.rpartition(":")[2]) in numbers[row.feed]
            return self.ledger.status(row.feed, row.key) is Status.OK

        return sum(not is_landed(row) for row in rows_of(source, table))


def load_landed(root: Path) -> Landed:
    """Read what is landed now."""
    return Landed(LandedRows(root), load_ledger(root))
