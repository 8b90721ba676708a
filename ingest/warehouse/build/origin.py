"""What the published warehouse was made from: where nothing differs, there is nothing to build."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

import duckdb

from ingest.raw.feeds import Feed
from ingest.raw.listing import listed
from ingest.warehouse.build.models_id import models_id

_PACKAGES = ("halo-warehouse", "dbt-core", "dbt-duckdb", "duckdb")
_TABLES = """
create or replace table raw.origin (
    snapshot_id varchar, files_id varchar, models_id varchar, packages varchar, build_number bigint
);
create or replace table raw.checked_segments (path varchar, size bigint, changed_at bigint)
"""


@dataclass(frozen=True, slots=True)
class FileState:
    """What differs after somebody wrote to a file."""

    size: int
    changed_at: int

    @classmethod
    def of(cls, path: Path) -> Self:
        """The file as it is now."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Origin:
    """Everything that decides what a complete build holds."""

    snapshot_id: str
    files_id: str
    """The segments may be in other files than before: `ingest compact` merges them."""
    models_id: str
    packages: str

    @classmethod
    def of_next_build(cls, raw_dir: Path, root: Path) -> Self:
        """What a build would be made from now."""
        feeds = (feed for feed in Feed if feed is not Feed.COMPACTIONS)
        files = [one for feed in feeds for one in listed(raw_dir, feed)]
        snapshot_id = _hash(name for one in files for name in one.segments)
        files_id = _hash(str(one.path) for one in files)
        packages = " ".join(f"{name} {version(name)}" for name in _PACKAGES)
        return cls(snapshot_id, files_id, models_id(root), packages)


def origin_of(connection: duckdb.DuckDBPyConnection) -> Origin | None:
    """What the warehouse was made from; None where its last build was not a complete one."""
    query = """
        select origin.snapshot_id, origin.files_id, origin.models_id, origin.packages
        from raw.origin as origin
        inner join raw.snapshot as snapshot on origin.build_number = snapshot.build_number
    """
    try:
        found = connection.execute(query).fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return Origin(*found) if found else None


def segments_checked_before(connection: duckdb.DuckDBPyConnection) -> dict[str, FileState]:
    """Segments whose seal was checked for an earlier build, as they were then."""
    try:
        rows = connection.execute("select path, size, changed_at from raw.checked_segments")
    except duckdb.CatalogException:
        return {}
    return {path: FileState(size, changed_at) for path, size, changed_at in rows.fetchall()}


def note_origin(
    connection: duckdb.DuckDBPyConnection, origin: Origin | None, checked: Mapping[str, FileState]
) -> None:
    """Keep what the build was made from; None for a build of a part."""
    connection.execute(_TABLES)
    if origin:
        values = [origin.snapshot_id, origin.files_id, origin.models_id, origin.packages]
        query = "insert into raw.origin select ?, ?, ?, ?, build_number from raw.snapshot"
        connection.execute(query, values)
    columns = {
        "path": list(checked),
        "size": [one.size for one in checked.values()],
        "changed_at": [one.changed_at for one in checked.values()],
    }
    connection.execute(
        "insert into raw.checked_segments select unnest(?), unnest(?), unnest(?)",
        list(columns.values()),
    )


def _hash(texts: Iterable[str]) -> str:
    return hashlib.md5(",".join(sorted(texts)).encode(), usedforsecurity=False).hexdigest()
