"""The raw layer: append-only Parquet segments that are their own ledger.

This package is the only code that creates a file below `raw/`.
"""

from ingest.raw.feeds import FEEDS, LEGACY_FEEDS, Feed, Status
from ingest.raw.index import Index
from ingest.raw.row import Row
from ingest.raw.store import RawStore

__all__ = ["FEEDS", "LEGACY_FEEDS", "Feed", "Index", "RawStore", "Row", "Status"]
