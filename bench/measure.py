"""What a command costs, as the kernel counts it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a process and all its children."""

    cpu: float
    """Seconds of processor time."""
    wall: float
    """Seconds on the clock."""
    megabytes: float
    """The most memory that one of the processes had at once."""


def cost_of(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env={**os.environ, **(env or {})}, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")[-2_000:]
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    wall = time.monotonic() - started
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def ingest(*arguments: str) -> list[str]:
    """The command line of an `ingest` of this environment."""
    return [sys.executable, "-m", "ingest", *arguments]
