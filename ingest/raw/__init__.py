"""The raw layer: append-only Parquet segments that are their own ledger.

This package is the only code that creates a file below `raw/`.
"""

from ingest.raw.feeds import FEEDS, LEGACY_FEEDS, Feed, Status
from ingest.raw.ledger import Ledger
from ingest.raw.row import Row
from ingest.raw.store import RawStore

__all__ = ["FEEDS", "LEGACY_FEEDS", "Feed", "Ledger", "RawStore", "Row", "Status"]
