"""Counts the tasks of each executor in the event logs of Spark."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

_END_OF_TASK = '"SparkListenerTaskEnd"'


def tasks_by_executor(events: Path) -> dict[str, int]:
    """By the number of the executor, over all applications of the cluster."""
    counts: Counter[str] = Counter()
    for path in events.rglob("*"):
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", errors="replace") as log:
            for line in log:
                if _END_OF_TASK in line:
                    counts[json.loads(line)["Task Info"]["Executor ID"]] += 1
    return dict(counts)
