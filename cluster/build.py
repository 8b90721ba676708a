"""Builds and tests the project on the cluster, through one of the two ways into Spark."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster.dbt import dbt_build
from cluster.local import Cluster, ClusterFailed, running_cluster
from cluster.tasks import tasks_by_executor
from cluster.ways import Way, connected


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, and on what."""

    data: Path
    """A folder with `raw`."""
    way: Way
    memory: str
    kill_worker_after: float | None


@dataclass(frozen=True, slots=True)
class Built:
    """The folder of the tables, and the number of tasks of each executor."""

    tables: Path
    tasks: Mapping[str, int]


def build_on_cluster(order: Order, scratch: Path) -> Built:
    """Start a cluster, build and test on it, and end it."""
    with running_cluster(scratch, order.memory) as cluster:
        print(f"the cluster is {cluster.address}; building and testing ...", flush=True)
        with (
            connected(order.way, cluster, scratch / "tables") as connection,
            one_worker_is_lost(cluster, order.kill_worker_after),
        ):
            dbt_build(order.data, connection.target, connection.environ)
        return Built(connection.tables, tasks_by_executor(cluster.events))


@contextmanager
def one_worker_is_lost(cluster: Cluster, after: float | None) -> Iterator[None]:
    """Kill it after so many seconds, if a number is given. A build must not end before."""
    is_killed = threading.Event()

    def kill() -> None:
        print("one worker is killed", flush=True)
        cluster.kill_worker()
        is_killed.set()

    timer = threading.Timer(after or 0.0, kill)
    if after is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if after is not None and not is_killed.is_set():
        raise ClusterFailed(f"the build ended in less than {after:g} s, before a worker was killed")
