"""`make spark`: build and test on a cluster, compare with DuckDB, print what was found."""

from __future__ import annotations

import argparse
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from cluster.local import Cluster, ClusterFailed, end_group, running_cluster
from cluster.parity import Compared, compare
from cluster.tasks import tasks_by_executor

ROOT = Path(__file__).parents[1]


def main() -> int:
    """The exit code is 0 if every test passed and no table differs."""
    arguments = _arguments()
    data = arguments.data.resolve()
    warehouse = data / "warehouse.duckdb"
    if not warehouse.exists():
        print(f"{warehouse} does not exist: run `make demo` first", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="halo-cluster-") as scratch:
        # the segments are shared, and what Spark writes goes away with the folder
        built = Path(scratch) / "data"
        shutil.copytree(data / "raw", built / "raw")
        started = time.monotonic()
        try:
            with running_cluster(Path(scratch) / "cluster", arguments.memory) as cluster:
                print(f"the cluster is {cluster.address}; building and testing ...", flush=True)
                _build(cluster, built, arguments.kill_worker_after)
                tasks = tasks_by_executor(cluster.events)
        except ClusterFailed as error:
            print(error, file=sys.stderr)
            return 1
        minutes = (time.monotonic() - started) / 60
        return _report(compare(warehouse, built / "spark" / "warehouse"), tasks, minutes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/demo"), help="what to build")
    parser.add_argument("--memory", default="2g", help="the memory of each worker")
    parser.add_argument(
        "--kill-worker-after",
        type=float,
        metavar="SECONDS",
        help="kill one of the two workers after so many seconds of the build",
    )
    return parser.parse_args()


def _build(cluster: Cluster, data: Path, kill_after: float | None) -> None:
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "--no-use-colors", "build"]
    command += ["--target", "spark", "--target-path", str(data / "target")]
    command += ["--log-path", str(data / "target"), "--log-level-file", "none"]
    environ = {
        **cluster.environ,
        "HALO_DATA_DIR": str(data),
        "HALO_SPARK_MASTER": cluster.address,
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
    timer = threading.Timer(kill_after or 0.0, _kill_worker, [cluster])
    try:
        if kill_after is not None:
            timer.start()
        code = process.wait()
    finally:
        timer.cancel()
        end_group(process)
    if code:
        raise ClusterFailed(f"dbt build ended with {code} on the cluster")


def _kill_worker(cluster: Cluster) -> None:
    print("one worker is killed", flush=True)
    cluster.kill_worker()


def _report(compared: Sequence[Compared], tasks: dict[str, int], minutes: float) -> int:
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
