"""The cluster leaves no process behind, also when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cluster.build import one_worker_is_lost
from cluster.local import Cluster, ClusterFailed
from tests.support.commands import ROOT, environment
from tests.support.java import needs_java

COMMAND = (sys.executable, "-m", "cluster")


def processes_that_name(folder: Path) -> list[str]:
    """Command lines of processes that work for a cluster in this folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environ = (entry / "environ").read_bytes().decode(errors="replace")
            except OSError:  # it has just ended
                continue
            if line and str(folder) in line + environ:
                found.append(line[:200])
    return found


@pytest.mark.slow
@pytest.mark.spark
@needs_java
@pytest.mark.parametrize(
    ("through", "ending"),
    [("session", signal.SIGINT), ("session", signal.SIGTERM), ("thrift", signal.SIGINT)],
)
def test_no_process_stays_after_an_interruption(
    demo_data: Path, tmp_path: Path, through: str, ending: signal.Signals
) -> None:
    env = {**environment(tmp_path), "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [*COMMAND, "--data", str(demo_data), "--through", through, "--memory", "1g"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout
    assert b"building and testing" in process.stdout.readline()
    time.sleep(20)  # by now the driver has its executors
    assert len(processes_that_name(tmp_path)) > 4
    process.send_signal(ending)
    assert process.wait(60) == 128 + ending
    process.stdout.close()
    assert processes_that_name(tmp_path) == []
    assert list(tmp_path.glob("halo-cluster-*")) == []


def test_without_a_warehouse_the_command_to_run_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--data", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "run `make demo` first" in done.stderr) == (2, True)


def test_a_build_that_ends_before_the_worker_is_killed_proves_nothing(tmp_path: Path) -> None:
    cluster = Cluster("spark://127.0.0.1:1", {}, [], tmp_path)
    with (
        pytest.raises(ClusterFailed, match="before a worker was killed"),
        one_worker_is_lost(cluster, 3_600),
    ):
        pass
