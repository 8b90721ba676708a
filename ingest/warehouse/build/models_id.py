"""Which models made the rows of a warehouse, as one hash; macros/raw/models_id.sql has the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

_PATTERNS = (
    "dbt_project.yml",
    "dbt_project/models/**/*.sql",
    "macros/**/*.sql",
    "seeds/*.csv",
    "seeds/*.yml",
)


def models_id(root: Path) -> str:
    """The hash of everything in the project that can change a row."""
    paths = [path for pattern in _PATTERNS for path in root.glob(pattern)]
    names = {str(path.relative_to(root)): path for path in paths}
    parts = [f"{name}:{_md5(names[name].read_bytes())}" for name in sorted(names)]
    return _md5(",".join(parts).encode())


def models_id_of(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The hash that the last build kept in this warehouse; None where nothing was built yet."""
    try:
        ((found,),) = connection.sql("select models_id from raw.snapshot").fetchall()
    except duckdb.CatalogException:
        return None
    except duckdb.BinderException:  # models of before kept none
        return ""
    return str(found)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
