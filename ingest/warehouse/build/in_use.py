"""Which raw files a published warehouse still reads."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest.errors import AnotherIngestRunning, StorageError
from ingest.warehouse.build.publication import Published, only_build
from ingest.warehouse.sql import first_line


def files_in_use(warehouse: Path) -> set[Path]:
    """The files that the views of this warehouse name.

    Raises AnotherIngestRunning during a build, because the build may read other files.
    """
    if not warehouse.parent.is_dir():
        return set()
    ours = Published(warehouse.name, warehouse)
    with only_build(ours):
        if not warehouse.exists():
            return set()
        try:
            with duckdb.connect(str(warehouse), read_only=True) as connection:
                rows = connection.execute("select path from raw.segments").fetchall()
        except duckdb.CatalogException:
            return set()
        except duckdb.IOException as error:
            raise AnotherIngestRunning(
                f"{warehouse} is being written: {first_line(error)}"
            ) from None
        except duckdb.Error as error:
            raise StorageError(f"{warehouse} cannot be read: {first_line(error)}") from None
    return {Path(path) for (path,) in rows}
