"""`make bench-spark`: the same matches on DuckDB, on one worker of Spark and on two, in one table.

Each builds all models in full, then with 20 more matches, then with nothing new. At the end the
tables of Spark are compared with those of DuckDB. dbt connects to a Thrift server, which runs from
the first build to the last, as that of a cluster does. With `--through session`, dbt starts Spark
for each build.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.raw_world import Templates, templates, write_matches
from cluster.dbt import MODELS_ONLY, dbt_build
from cluster.local import running_cluster
from cluster.parity import compare
from cluster.ways import Way, connected

MORE = 20
_MEMORY_OF_WORKER, _MEMORY_OF_PROCESS = "3g", "2g"
# an increment takes a tenth less time than with the default collector
_JAVA_OPTIONS = "-XX:+UseParallelGC"

Build = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Engine:
    """What one way to build took, in seconds on the clock."""

    name: str
    full: float
    more: float
    nothing_new: float

    def line(self) -> str:
        """Its row in the table."""
        share = self.more / self.full
        return (
            f"{self.name:<20}{self.full:>10.0f}{self.more:>10.0f}"
            f"{self.nothing_new:>14.0f}{share:>12.0%}"
        )


def main() -> int:
    """Measure, print, compare. The exit code is 1 if an engine has other rows."""
    parser = argparse.ArgumentParser("python -m bench.spark", description=__doc__)
    parser.add_argument("--matches", type=int, default=20_000)
    parser.add_argument("--through", choices=[way.value for way in Way], default=Way.THRIFT.value)
    arguments = parser.parse_args()
    matches: int = arguments.matches
    way = Way(arguments.through)
    source = templates()
    with tempfile.TemporaryDirectory(prefix="bench-spark-") as scratch:
        folder = Path(scratch)
        write_matches(folder / "raw", source, 0, matches)
        engines = [_duckdb(folder, source, matches)]
        engines += [_spark(folder, source, matches, workers, way) for workers in (1, 2)]
        print(
            f"{matches:,} matches{'full s':>13}{'+20 s':>10}{'nothing new s':>14}{'+20 : full':>12}"
        )
        for engine in engines:
            print(engine.line())
        differing = [_compared(folder, workers) for workers in (1, 2)]
    return 1 if any(differing) else 0


def _compared(folder: Path, workers: int) -> int:
    """Print and count what differs between a cluster and DuckDB."""
    compared = compare(_warehouse(folder / "duckdb"), folder / f"tables-{workers}" / "warehouse")
    differing = [found for one in compared for found in one.differences]
    rows = sum(one.rows for one in compared)
    print(f"{_name(workers)}: {rows:,} rows compared, {len(differing)} differences")
    for found in differing:
        print(f"{found.table}.{found.column}: {found.row}")
    return len(differing)


def _warehouse(data: Path) -> Path:
    return data / "warehouse.duckdb"


def _duckdb(folder: Path, source: Templates, matches: int) -> Engine:
    def build(data: Path) -> None:
        # the user may have named a warehouse, which stays as it is
        environ = {**os.environ, "HALO_WAREHOUSE": str(_warehouse(data))}
        dbt_build(data, "duckdb", environ, *MODELS_ONLY)

    return _measured("duckdb", folder, source, matches, build)


def _spark(folder: Path, source: Templates, matches: int, workers: int, way: Way) -> Engine:
    tables = folder / f"tables-{workers}"
    with (
        running_cluster(
            folder / f"cluster-{workers}", _MEMORY_OF_WORKER, workers, _JAVA_OPTIONS
        ) as cluster,
        connected(way, cluster, tables, _MEMORY_OF_PROCESS) as connection,
    ):
        environ = {**connection.environ, "HALO_SPARK_THREADS": "2"}

        def build(data: Path) -> None:
            dbt_build(data, connection.target, environ, *MODELS_ONLY)

        return _measured(_name(workers), folder, source, matches, build)


def _name(workers: int) -> str:
    return f"spark-{workers}-worker{'s' if workers > 1 else ''}"


def _measured(name: str, folder: Path, source: Templates, matches: int, build: Build) -> Engine:
    data = folder / name
    shutil.copytree(folder / "raw", data / "raw", copy_function=os.link)
    full = _seconds(build, data)
    write_matches(data / "raw", source, matches, matches + MORE)
    engine = Engine(name, full, _seconds(build, data), _seconds(build, data))
    print(engine.line(), flush=True)
    return engine


def _seconds(build: Build, data: Path) -> float:
    started = time.monotonic()
    build(data)
    return time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
