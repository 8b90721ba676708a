"""The warehouse opened for reading only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from ingest.errors import StorageError
from ingest.warehouse.sql import first_line, is_locked

Result = TypeVar("Result")


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse; times with a zone come out in UTC wherever we are."""
    try:
        connection = duckdb.connect(str(path), read_only=True)
        connection.execute("set TimeZone = 'UTC'")
    except duckdb.Error as error:
        if is_locked(error):
            raise StorageError(
                f"{path} is being written by another process", "try again when `dbt build` is done"
            ) from None
        raise StorageError(f"{path} cannot be opened: {first_line(error)}") from None
    with connection:
        yield connection


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], Result]) -> Result:
    """Do the work in another thread: DuckDB may notice a Ctrl-C only when it is done."""
    # An interrupted `copy` of DuckDB 2.0 can wait forever for its threads that write files:
    # 8 of 120 did on a busy machine, and none without these threads.
    connection.execute("set async_threads = 0")
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(work)
        try:
            while not job.done():  # a signal may wake another thread than this one
                wait([job], 0.2)
        except KeyboardInterrupt:
            # the work may be between two statements, where there is nothing to interrupt
            while not job.done():
                connection.interrupt()
                wait([job], 0.05)
            raise
        return job.result()
