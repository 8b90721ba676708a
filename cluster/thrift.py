"""A Spark Thrift server on the cluster, as clusters and providers offer one to dbt."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cluster.local import HERE, Cluster, end_group, free_port, started, wait_until_open

_SUBMIT = "org.apache.spark.deploy.SparkSubmit"
_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
_NO_JAR = "spark-internal"  # the class is among the jars of Spark


@dataclass(frozen=True, slots=True)
class ThriftServer:
    """Where it listens, and where its tables are."""

    host: str
    port: int
    warehouse: Path


@contextmanager
def running_thrift_server(cluster: Cluster, folder: Path, memory: str) -> Iterator[ThriftServer]:
    """Start it as a driver of the cluster, with tables of its own; end it and its executors."""
    folder.mkdir(parents=True)
    server = ThriftServer(HERE, free_port(), folder / "warehouse")
    arguments = ["--class", _SERVER, "--master", cluster.address, "--name", "Thrift server"]
    for setting, value in _settings(folder, server, memory).items():
        arguments += ["--conf", f"{setting}={value}"]
    arguments.append(_NO_JAR)
    for setting, value in _hive_settings(folder, server).items():
        arguments += ["--hiveconf", f"{setting}={value}"]
    process = started(folder, cluster.environ, "thrift", _SUBMIT, *arguments)
    try:
        # the port is opened last, when the server can answer
        wait_until_open(server.port, process, "the Thrift server of Spark")
        yield server
    finally:
        end_group(process)


def _settings(folder: Path, server: ThriftServer, memory: str) -> dict[str, str]:
    """What a session cannot set, because it belongs to the server."""
    return {
        "spark.driver.memory": memory,
        "spark.executor.memory": memory,
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(server.warehouse),
        "spark.hadoop.javax.jdo.option.ConnectionURL": (
            f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
        ),
        # Hive and Derby write into these folders
        "spark.driver.extraJavaOptions": (
            f"-Djava.io.tmpdir={folder} -Dderby.system.home={folder}"
        ),
    }


def _hive_settings(folder: Path, server: ThriftServer) -> dict[str, str]:
    return {
        "hive.server2.thrift.bind.host": server.host,
        "hive.server2.thrift.port": str(server.port),
        "hive.exec.scratchdir": str(folder / "scratch"),
        # it would start a process at the end of each session, to remove the log of the session
        "hive.server2.logging.operation.enabled": "false",
    }
