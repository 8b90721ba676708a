"""Where an export goes: a file that is replaced in one step, or standard output."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.disk.atomic import replacing
from ingest.errors import StorageError, UsageError
from ingest.raw.layout import is_in
from ingest.terminal import unwritable
from ingest.warehouse.table_export import Exported, FileFormat, write


def to_stdout(
    warehouse: duckdb.DuckDBPyConnection, source: Exported, file_format: FileFormat
) -> int:
    """Write through a file: DuckDB would truncate after `>>`, and a slow reader would block dbt."""
    if sys.stdout is None:
        raise StorageError("standard output is closed", "name a file with --output")
    try:
        with TemporaryDirectory(prefix="ingest-export-") as folder:
            temporary = Path(folder) / "rows"
            rows = write(warehouse, source, file_format, temporary)
            warehouse.close()
            with temporary.open("rb") as content:
                shutil.copyfileobj(content, sys.stdout.buffer)
            sys.stdout.flush()
    except OSError as error:
        raise unwritable(error) from None
    return rows


def to_file(
    warehouse: duckdb.DuckDBPyConnection,
    source: Exported,
    file_format: FileFormat,
    target: Path,
) -> int:
    """Replace the target in one step, once the rows are complete."""
    try:
        with replacing(target) as temporary:
            return write(warehouse, source, file_format, temporary)
    except OSError as error:
        raise _unwritable(target, error) from None


def checked_target(target: Path, warehouse: Path, raw_dir: Path) -> Path:
    """A link is followed. Raw data, the warehouse, and what is not a file are not replaced."""
    try:
        resolved = target.resolve()
        if is_in(raw_dir, resolved):
            raise UsageError(
                f"{target} is among raw data, which never changes", "name another file"
            )
        if resolved.exists():
            if resolved.samefile(warehouse):
                raise UsageError(f"{target} is the warehouse itself", "name another file")
            if not resolved.is_file():
                raise StorageError(f"{target} is not a file", "name one with --output")
    except (OSError, RuntimeError) as error:
        raise _unwritable(target, error) from None
    return resolved if target.is_symlink() else target


def _unwritable(target: Path, error: Exception) -> StorageError:
    why = getattr(error, "strerror", error)
    return StorageError(f"{target} cannot be written: {why}", "name another file with --output")
