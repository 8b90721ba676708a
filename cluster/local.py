"""A standalone cluster: one master and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pyspark

HERE = "127.0.0.1"
WORKERS = 2
LOCAL = {"SPARK_LOCAL_IP": HERE, "SPARK_LOCAL_HOSTNAME": "localhost"}
_MASTER, _WORKER = (
    f"org.apache.spark.deploy.{name}" for name in ("master.Master", "worker.Worker")
)
_START_SECONDS, _END_SECONDS = 120.0, 10.0
_LOGGING = """
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex
# else a session of Python turns the warnings on again, and says so
logger.repl.name = org.apache.spark.api.python.PythonGatewayServer
logger.repl.level = error
"""


class ClusterFailed(Exception):
    """The cluster did not start, or what was run on it failed."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where it is, and what a driver needs in its environment."""

    address: str
    environ: Mapping[str, str]
    workers: Sequence[subprocess.Popen[bytes]]
    events: Path
    """Spark writes here which executor did which task."""

    def kill_worker(self) -> None:
        """One worker and its executor are gone, as when a machine loses its power."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)


@contextmanager
def running_cluster(
    folder: Path, memory: str, workers: int = WORKERS, java_options: str = ""
) -> Iterator[Cluster]:
    """Start it, and leave no process of it behind. The options are for drivers and executors."""
    environ = {**os.environ, **LOCAL, **_configured(folder, java_options)}
    port = free_port()
    address = f"spark://{HERE}:{port}"
    processes: list[subprocess.Popen[bytes]] = []
    try:
        page = ("--webui-port", str(free_port()))
        place = ("--host", HERE, "--port", str(port))
        processes.append(started(folder, environ, "master", _MASTER, *place, *page))
        wait_until_open(port, processes[0], "the master of the cluster")
        for number in range(1, workers + 1):
            size = ("--cores", "1", "--memory", memory, "--host", HERE)
            page = ("--webui-port", str(free_port()))
            work = ("--work-dir", str(folder / "work"))
            name = f"worker-{number}"
            processes.append(started(folder, environ, name, _WORKER, *size, *page, *work, address))
        yield Cluster(address, environ, processes[1:], folder / "events")
    finally:
        for process in reversed(processes):
            end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the process and all that it started to end, then make them."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)


def _configured(folder: Path, java_options: str) -> dict[str, str]:
    """What is printed is worth reading, and every task is noted."""
    programs = ("driver", "executor") if java_options else ()
    (folder / "conf").mkdir(parents=True)
    (folder / "events").mkdir()
    (folder / "conf" / "log4j2.properties").write_text(_LOGGING)
    (folder / "conf" / "spark-defaults.conf").write_text(
        f"spark.eventLog.enabled true\n"
        f"spark.eventLog.dir file://{folder / 'events'}\n"
        f"spark.eventLog.compress false\n"
        f"spark.driver.host {HERE}\n"
        f"spark.ui.showConsoleProgress false\n"
        + "".join(f"spark.{one}.defaultJavaOptions {java_options}\n" for one in programs)
    )
    return {"SPARK_CONF_DIR": str(folder / "conf"), "SPARK_LOG_DIR": str(folder / "logs")}


def started(
    folder: Path, environ: Mapping[str, str], name: str, program: str, *arguments: str
) -> subprocess.Popen[bytes]:
    """Start a class of Spark; what it prints is in a log of this name."""
    spark_class = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(spark_class), program, *arguments],
            env=environ,
            stdout=log,
            stderr=log,
            start_new_session=True,  # its executors belong to its group, and end with it
        )


def free_port() -> int:
    """A port of this machine that no process listens on."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
    return port


def wait_until_open(port: int, process: subprocess.Popen[bytes], name: str) -> None:
    """The process listens when this returns."""
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with suppress(OSError), socket.create_connection((HERE, port), timeout=1):
            return
        time.sleep(0.1)
    raise ClusterFailed(f"{name} did not start; is Java 17 installed?")
