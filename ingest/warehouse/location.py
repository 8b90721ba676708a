"""Where the warehouse lies that dbt writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ingest.errors import StorageError, UsageError
from ingest.settings import load_settings


def warehouse_file(environ: Mapping[str, str]) -> Path:
    """The file dbt writes, found as profiles.yml finds it."""
    given = environ.get("HALO_WAREHOUSE")
    path = Path(given) if given else load_settings(environ).data_dir / "warehouse.duckdb"
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(f"{path} does not exist", "run `dbt build` first") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from None
    return path
