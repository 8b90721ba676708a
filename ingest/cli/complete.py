"""What the shell offers on Tab, beyond commands, options and fixed choices."""

from __future__ import annotations

import os

import duckdb

from ingest.errors import IngestError
from ingest.run.options import WANTABLE_FEEDS
from ingest.warehouse.location import warehouse_file


def feeds(incomplete: str) -> list[str]:
    """The feeds that can be asked for."""
    return [feed.value for feed in WANTABLE_FEEDS if feed.startswith(incomplete)]


def tables(incomplete: str) -> list[str]:
    """The warehouse's own tables and views; none when it cannot be read at the moment."""
    query = "select concat(table_schema, '.', table_name) from information_schema.tables order by 1"
    try:
        with duckdb.connect(str(warehouse_file(os.environ)), read_only=True) as warehouse:
            names = [str(name) for (name,) in warehouse.execute(query).fetchall()]
    except (IngestError, duckdb.Error):
        return []
    return [name for name in names if name.startswith(incomplete)]
