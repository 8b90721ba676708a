"""The two ways into Spark, each with tables of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cluster.local import Cluster
from cluster.thrift import running_thrift_server

_MEMORY = "1g"


class Way(StrEnum):
    """Who starts the driver: dbt itself, or a server to which dbt connects."""

    SESSION = "session"
    THRIFT = "thrift"


@dataclass(frozen=True, slots=True)
class Connection:
    """What dbt needs for it, and the folder of the tables."""

    target: str
    environ: Mapping[str, str]
    tables: Path


def connected(
    way: Way, cluster: Cluster, folder: Path, memory: str | None = None
) -> AbstractContextManager[Connection]:
    """Open it. The driver and each executor have this memory, or what the environment says."""
    memory = memory or cluster.environ.get("HALO_SPARK_MEMORY") or _MEMORY
    return _WAYS[way](cluster, folder, memory)


@contextmanager
def _session(cluster: Cluster, folder: Path, memory: str) -> Iterator[Connection]:
    tables = folder / "warehouse"
    place = {
        "HALO_SPARK_MASTER": cluster.address,
        "HALO_SPARK_MEMORY": memory,
        "HALO_SPARK_WAREHOUSE": str(tables),
    }
    yield Connection("spark", {**cluster.environ, **place}, tables)


@contextmanager
def _thrift(cluster: Cluster, folder: Path, memory: str) -> Iterator[Connection]:
    with running_thrift_server(cluster, folder, memory) as server:
        place = {"HALO_SPARK_HOST": server.host, "HALO_SPARK_PORT": str(server.port)}
        yield Connection("spark_thrift", {**cluster.environ, **place}, server.warehouse)


_Open = Callable[[Cluster, Path, str], AbstractContextManager[Connection]]
_WAYS: Mapping[Way, _Open] = {Way.SESSION: _session, Way.THRIFT: _thrift}
