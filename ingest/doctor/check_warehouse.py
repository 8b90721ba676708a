"""What the published warehouse knows: drift, unknown values, and how far it lags behind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from ingest.doctor.finding import Finding, doubtful, good
from ingest.errors import StorageError, UsageError
from ingest.raw import Feed
from ingest.raw.listing import segment_names
from ingest.warehouse.location import warehouse_file
from ingest.warehouse.sql import first_line, is_locked


class NotNow(Exception):
    """There is nothing to read at the moment, which is no fault."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Drift:
    """Payload keys of a feed that are new, missing or of another kind than we know."""

    feed: str
    keys: int
    first_seen_at: datetime
    example: str

    def __str__(self) -> str:
        return (
            f"schema changed on {self.first_seen_at:%Y-%m-%d}: {self.keys:,} keys of {self.feed} "
            f"are not as known, such as {self.example}"
        )


def schema_drift(environ: Mapping[str, str]) -> list[Drift]:
    """What the warehouse knows of drift; nothing when it cannot be read at the moment."""
    try:
        with _opened(environ) as warehouse:
            return _drift(warehouse)
    except (NotNow, StorageError):
        return []


def check_warehouse(environ: Mapping[str, str], root: Path) -> Iterator[Finding]:
    """Read-only; one that is being written, or not built yet, is no fault."""
    try:
        with _opened(environ) as warehouse:
            yield _behind(warehouse, root)
            drift = _drift(warehouse)
            yield from (_drifted(one) for one in drift)
            if not drift:
                yield good("schema drift", "none")
            yield _unknown_values(warehouse)
    except NotNow as why:
        yield good("warehouse", why.problem, why.remedy)


@contextmanager
def _opened(environ: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        path = warehouse_file(environ)
    except UsageError:
        raise NotNow("not built yet", "`ingest build`") from None
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        if is_locked(error):
            raise NotNow("being written by another program", "look again later") from None
        raise _unreadable(path, error) from None
    with connection:
        connection.execute("set python_enable_replacements = false")  # our names are no tables
        try:
            yield connection
        except duckdb.CatalogException:
            raise NotNow("built in part only", "`ingest build`") from None
        except duckdb.BinderException:
            raise NotNow("built by another version of the models", "`ingest build`") from None
        except duckdb.Error as error:
            raise _unreadable(path, error) from None


def _unreadable(path: Path, error: duckdb.Error) -> StorageError:
    return StorageError(
        f"{path} cannot be read: {first_line(error)}", "move it away and `ingest build`"
    )


def _behind(warehouse: duckdb.DuckDBPyConnection, root: Path) -> Finding:
    rows = warehouse.execute("select segment from raw.segments").fetchall()
    read = {str(segment) for (segment,) in rows}
    landed = [name for feed in Feed for name in segment_names(root, feed)]
    missing = sum(name not in read for name in landed)
    if missing:
        return good(
            "warehouse", f"{missing:,} of {len(landed):,} segments behind", "`ingest build`"
        )
    return good("warehouse", f"built from all {len(landed):,} segments")


def _drift(warehouse: duckdb.DuckDBPyConnection) -> list[Drift]:
    rows = warehouse.execute(
        "select feed, count(distinct path), min(first_seen_at), "
        "min(path || ' (' || change || ')') "
        "from audit.schema_drift group by feed order by min(first_seen_at), feed"
    ).fetchall()
    return [Drift(*row) for row in rows]


def _drifted(drift: Drift) -> Finding:
    remedy = "see audit.schema_drift, then change seeds/known_payload_keys.csv"
    return doubtful("schema drift", str(drift), remedy)


def _unknown_values(warehouse: duckdb.DuckDBPyConnection) -> Finding:
    rows = warehouse.execute(
        "select enumeration, value from audit.unknown_values order by enumeration, value"
    ).fetchall()
    if not rows:
        return good("values", "all are known")
    shown = ", ".join(f"{name} {value}" for name, value in rows[:3])
    seen = f"{len(rows):,} unknown, such as {shown}"
    return doubtful("values", seen, "add them to seeds/enumerations.csv or the seed of that name")
