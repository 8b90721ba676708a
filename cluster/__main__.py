"""`make spark`: build and test on a cluster, compare with DuckDB, print what was found."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from cluster.build import Order, build_on_cluster
from cluster.local import ClusterFailed
from cluster.parity import Compared, compare
from cluster.ways import Way
from cluster.worlds import NAMES, make_world, reason_without


def main() -> int:
    """The exit code is 0 if every test passed and no table differs."""
    arguments = _arguments()
    reason = _reason_against(arguments)
    if reason:
        print(reason, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="halo-cluster-") as scratch:
        try:
            return _run(arguments, Path(scratch))
        except ClusterFailed as error:
            print(error, file=sys.stderr)
            return 1


def _reason_against(arguments: argparse.Namespace) -> str | None:
    if arguments.world:
        return reason_without(arguments.world)
    warehouse = arguments.data / "warehouse.duckdb"
    if warehouse.exists():
        return None
    return f"{warehouse} does not exist: run `make demo` first, or `ingest build` for other data"


def _run(arguments: argparse.Namespace, scratch: Path) -> int:
    # what Spark writes goes away with the folder
    data = scratch / "data"
    if arguments.world:
        warehouse = make_world(arguments.world, data)
    else:
        shutil.copytree(arguments.data / "raw", data / "raw")
        warehouse = arguments.data.resolve() / "warehouse.duckdb"
    way = Way(arguments.through)
    order = Order(data, way, arguments.memory, arguments.kill_worker_after)
    started = time.monotonic()
    built = build_on_cluster(order, scratch / "cluster")
    minutes = (time.monotonic() - started) / 60
    return _report(compare(warehouse, built.tables), built.tasks, minutes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m cluster", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--data", type=Path, default=Path("data/demo"), help="what to build")
    what.add_argument("--world", choices=NAMES, help="make this world, and build it")
    parser.add_argument(
        "--through",
        choices=[way.value for way in Way],
        default=Way.SESSION.value,
        help="a session that dbt starts (the default), or a Thrift server",
    )
    parser.add_argument(
        "--memory",
        default=os.environ.get("HALO_SPARK_MEMORY") or "2g",
        help="the memory of each worker, at least HALO_SPARK_MEMORY",
    )
    parser.add_argument(
        "--kill-worker-after",
        type=float,
        metavar="SECONDS",
        help="kill one of the two workers after so many seconds of the build",
    )
    return parser.parse_args()


def _report(compared: Sequence[Compared], tasks: Mapping[str, int], minutes: float) -> int:
    print(f"{'schema':<12}{'tables':>8}{'rows':>12}{'differences':>13}")
    for one in compared:
        print(f"{one.schema:<12}{one.tables:>8}{one.rows:>12,}{len(one.differences):>13}")
    total = sum(len(one.differences) for one in compared)
    tables, rows = sum(one.tables for one in compared), sum(one.rows for one in compared)
    print(f"{'all':<12}{tables:>8}{rows:>12,}{total:>13}")
    for difference in (found for one in compared for found in one.differences):
        print(f"{difference.table}, {difference.column}: {difference.row}")
    for executor, count in sorted(tasks.items()):
        print(f"executor {executor}: {count:,} tasks")
    print(f"{minutes:.1f} minutes")
    return 1 if total else 0


def _end(number: int, _: object) -> None:
    """The cluster ends before we do."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _end)
    sys.exit(main())
