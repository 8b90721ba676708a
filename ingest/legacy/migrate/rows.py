"""The rows that a table of an old file becomes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.legacy.migrate.api_documents import holds_originals, originals
from ingest.legacy.read.find import FoundFile
from ingest.legacy.read.table import LegacyTable
from ingest.legacy.read.table_names import feed_of
from ingest.players import Player
from ingest.raw import Feed, Row, Status


@dataclass(frozen=True, slots=True)
class LegacySource:
    """A file whose rows are to be landed."""

    found: FoundFile
    sha256: str
    owner: Player | None

    def feed(self, table: LegacyTable) -> Feed:
        """Where rows of this table land that are no answers of the API."""
        return self.feeds(table)[0]

    def feeds(self, table: LegacyTable) -> tuple[Feed, ...]:
        """All feeds in which the rows of this table lie under its name."""
        if not holds_originals(table):
            return (feed_of(table.name),)
        if table.name == "player_match_stats":
            return Feed.LEGACY_MATCH_SKILL, Feed.LEGACY_OTHER  # there what is no skill
        return (Feed.LEGACY_OTHER,)

    def blank(self, feed: Feed, table: str) -> Row:
        """A row to be completed: whose it is, and where it comes from."""
        owner = self.owner.xuid if self.owner else None
        origin = f"{self.owner or 'shared'}:{self.found.name}:{table}"
        return Row(feed=feed, key="", status=Status.OK, requested_for=owner, origin=origin)


def rows_of(source: LegacySource, table: LegacyTable) -> Iterator[Row]:
    """Every row of a table, keyed by file, table and row number; an answer of the API as itself."""
    prefix = f"{source.sha256}:{table.name}"
    if not holds_originals(table):
        blank = source.blank(source.feed(table), table.name)
        for number, text in table.read():
            yield replace(blank, key=f"{prefix}:{number}", payload=text)
        return
    blank = source.blank(Feed.LEGACY_OTHER, table.name)
    for original in originals(table, blank):
        key = f"{prefix}:{original.number}"
        if original.row is None:
            yield replace(blank, key=key, payload=original.text)
        elif original.row.feed is Feed.LEGACY_MATCH_SKILL:
            yield replace(original.row, key=key)
        else:
            yield original.row
            yield replace(blank, key=key, payload=_pointer(original.row))


def _pointer(row: Row) -> str:
    """Where the document of this row is: under its own key."""
    return json.dumps({"answer_feed": row.feed.value, "answer_key": row.key})


def inventory_row(source: LegacySource, table: LegacyTable) -> Row:
    """What the file said it holds: `audit` compares that with what was landed."""
    feed = None if holds_originals(table) else feed_of(table.name).value
    content = {
        "file": source.found.name,
        "file_sha256": source.sha256,
        "kind": source.found.kind.value,
        "table_name": table.name,
        "feed": feed,
        "row_count": table.rows,
        "owner_xuid": source.owner.xuid if source.owner else None,
        "owner_gamertag": source.owner.gamertag if source.owner else None,
    }
    blank = source.blank(Feed.LEGACY_FILES, table.name)
    key = f"{source.sha256}:{table.name}:0"
    return replace(blank, key=key, payload=json.dumps(content, sort_keys=True))
