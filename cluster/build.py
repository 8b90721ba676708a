"""Builds and tests the project on the cluster, through one of the two ways into Spark."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cluster.dbt import dbt_build
from cluster.local import Cluster, running_cluster
from cluster.tasks import tasks_by_executor
from cluster.thrift import running_thrift_server


class Way(StrEnum):
    """Who starts the driver: dbt itself, or a server to which dbt connects."""

    SESSION = "session"
    THRIFT = "thrift"


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
        with _one_worker_is_lost(cluster, order.kill_worker_after):
            tables = _WAYS[order.way](cluster, order.data, scratch)
        return Built(tables, tasks_by_executor(cluster.events))


def _through_session(cluster: Cluster, data: Path, scratch: Path) -> Path:
    tables = scratch / "warehouse"
    place = {"HALO_SPARK_MASTER": cluster.address, "HALO_SPARK_WAREHOUSE": str(tables)}
    dbt_build(data, "spark", {**cluster.environ, **place})
    return tables


def _through_thrift(cluster: Cluster, data: Path, scratch: Path) -> Path:
    with running_thrift_server(cluster, scratch / "thrift") as server:
        place = {"HALO_SPARK_HOST": server.host, "HALO_SPARK_PORT": str(server.port)}
        dbt_build(data, "spark_thrift", {**cluster.environ, **place})
    return server.warehouse


_WAYS = {Way.SESSION: _through_session, Way.THRIFT: _through_thrift}


@contextmanager
def _one_worker_is_lost(cluster: Cluster, after: float | None) -> Iterator[None]:
    """Kill it after so many seconds, if a number is given."""

    def kill() -> None:
        print("one worker is killed", flush=True)
        cluster.kill_worker()

    timer = threading.Timer(after or 0.0, kill)
    if after is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()
