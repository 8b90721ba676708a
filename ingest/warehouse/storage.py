"""How a warehouse file is stored: in a version that every DuckDB since 1.4 reads, and densely."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from ingest.warehouse.sql import quoted_name, quoted_text

STORAGE_VERSION = "v1.4.0"
"""As in profiles.yml, which says it for the files that plain `dbt build` creates."""

_NEWEST_READABLE = (1, 4)

_MOST_FREE = 0.1
_LITTLE = 4 << 20
"""Bytes; a small file may have a few free blocks."""


def has_newer_storage(connection: duckdb.DuckDBPyConnection, attached: str) -> bool:
    """Whether DuckDB 1.4 could not open the file that is attached under this name."""
    query = "select tags['storage_version'] from duckdb_databases() where database_name = ?"
    ((version,),) = connection.execute(query, [attached]).fetchall()
    numbers = tuple(int(number) for number in re.findall(r"[0-9]+", version or ""))
    return numbers[:2] > _NEWEST_READABLE


def has_much_free_space(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether old rows have left more than a tenth of the file unused."""
    query = """
        select block_size, used_blocks, free_blocks from pragma_database_size()
        where database_name = current_database()
    """
    ((block_size, used, free),) = connection.execute(query).fetchall()
    return bool(free > _MOST_FREE * used and free * block_size > _LITTLE)


def copy_to_older_storage(
    connection: duckdb.DuckDBPyConnection, attached: str, target: Path
) -> None:
    """Write everything in an attached file to a new file; DuckDB cannot lower an existing one."""
    connection.execute(f"set temp_directory = {quoted_text(str(target.parent))}")
    options = f"(storage_version {quoted_text(STORAGE_VERSION)})"
    connection.execute(f"attach {quoted_text(str(target))} {options}")
    query = "select database_name from duckdb_databases() where path = ?"
    ((name,),) = connection.execute(query, [str(target)]).fetchall()
    connection.execute(f"copy from database {quoted_name(attached)} to {quoted_name(name)}")
    connection.execute(f"detach {quoted_name(name)}")
