"""What our files say of themselves, so that an original is never taken for one of them."""

from __future__ import annotations

WRITTEN_BY = "halo warehouse"
KEY = "written_by"
SHARED_NOTE = f"written by {WRITTEN_BY}"

PLAYER_MARK = f"select 1 from sync_meta where key = '{KEY}' and value = '{WRITTEN_BY}'"
SHARED_MARK = f"select 1 from schema_version where description = '{SHARED_NOTE}'"
METADATA_MARK = f"select 1 from migration_meta where key = '{KEY}' and value = '{WRITTEN_BY}'"
