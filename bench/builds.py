"""What builds cost at one size: in full, with 20 more matches, and with nothing new."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.measure import Cost, cost_of, ingest
from bench.queries import latencies
from bench.raw_world import Templates, write_matches
from ingest.raw.feeds import Feed
from ingest.raw.listing import segments

MORE = 20
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(slots=True)
class Size:
    """Everything that was measured with so many matches."""

    matches: int
    costs: dict[str, Cost] = field(default_factory=dict)
    raw_files: int = 0
    raw_bytes: int = 0
    merged_files: int = 0
    merged_bytes: int = 0
    warehouse_bytes: int = 0
    grown_bytes: int = 0
    """After two increments."""
    queries: dict[str, Any] = field(default_factory=dict)


def measure_size(folder: Path, source: Templates, matches: int, *, with_tests: bool) -> Size:
    """All builds and commands, one after the other, in one data directory."""
    size = Size(matches)
    env = {"HALO_DATA_DIR": str(folder), "DBT_TARGET_PATH": str(folder / "target")}
    raw, warehouse = folder / "raw", folder / "warehouse.duckdb"

    def note(name: str, *command: str) -> None:
        size.costs[name] = cost_of(command, env)
        cost = size.costs[name]
        print(f"{matches:>9,} {name:<26}{cost.cpu:8.1f} CPU s {cost.wall:8.1f} s", flush=True)

    started = time.monotonic()
    write_matches(raw, source, 0, matches)
    print(f"{matches:>9,} matches written in {time.monotonic() - started:.0f} s", flush=True)
    size.raw_files, size.raw_bytes = _files(raw)
    note("floor", sys.executable, "-m", "bench.floor", str(raw))
    note("parse the project", *ingest("build", "--select", "bot_names"))
    warehouse.unlink()
    note("full, models", *ingest("build", *WITHOUT_TESTS))
    size.warehouse_bytes = warehouse.stat().st_size
    write_matches(raw, source, matches, matches + MORE)
    note("+20, models", *ingest("build", *WITHOUT_TESTS))
    if with_tests:
        note("full, with tests", *ingest("build", "--full-refresh"))
        write_matches(raw, source, matches + MORE, matches + 2 * MORE)
        note("+20, with tests", *ingest("build"))
    else:
        note("all tests", *ingest("build"))
    size.grown_bytes = warehouse.stat().st_size
    note("nothing new", *ingest("build"))
    note("nothing new, by dbt", *ingest("build", "--threads", "2"))
    note("first status", *ingest("status"))
    note("first start of a run", sys.executable, "-m", "bench.start", str(raw))
    note("start of a run", sys.executable, "-m", "bench.start", str(raw))
    note("status", *ingest("status"))
    note("verify", sys.executable, "-m", "bench.verify", str(raw))
    size.queries = {name: asdict(one) for name, one in latencies(warehouse).items()}
    note("report", *ingest("report"))
    note("report, nothing new", *ingest("report"))
    note("compact", *ingest("compact"))
    size.merged_files, size.merged_bytes = _listed_files(raw)
    note("build after compaction", *ingest("build"))
    return size


def _files(raw: Path) -> tuple[int, int]:
    paths = list(raw.glob("*/landed_on=*/*.parquet"))
    return len(paths), sum(path.stat().st_size for path in paths)


def _listed_files(raw: Path) -> tuple[int, int]:
    """The files that readers read after a compaction."""
    paths = [path for feed in Feed for path in segments(raw, feed)]
    return len(paths), sum(path.stat().st_size for path in paths)
