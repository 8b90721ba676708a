"""The raw layer: append-only Parquet segments that are their own ledger.

This package is the only code that creates a file below `raw/`.
"""

from ingest.raw.feeds import FEEDS, LEGACY_FEEDS, Feed, Status
from ingest.raw.row import Row

__all__ = ["FEEDS", "LEGACY_FEEDS", "Feed", "Row", "Status"]
