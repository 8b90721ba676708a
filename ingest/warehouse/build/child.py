"""dbt in a process of its own, which ends when the one that started it does."""

from __future__ import annotations

import json
import os
import select
import sys
import threading
from collections.abc import Callable
from typing import Any

PROGRESS = "HALO_BUILD_PROGRESS"
"""The number of the pipe that takes a line of JSON for each node that begins or ends."""


def main() -> None:
    """Run dbt with the arguments of this process."""
    done, end = os.pipe()
    watcher = threading.Thread(target=_end_with_parent, args=(done,))
    watcher.start()
    try:
        from dbt.cli.main import cli  # takes seconds, in which the parent may end already

        pipe = os.environ.pop(PROGRESS, "")
        callbacks = [_reporting_to(int(pipe))] if pipe else []
        cli(args=sys.argv[1:], prog_name="dbt", obj={"callbacks": callbacks})
    finally:
        os.close(end)
        watcher.join()


def _reporting_to(pipe: int) -> Callable[[Any], None]:
    """A callback for the events of dbt; the parent counts the nodes."""

    def report(event: Any) -> None:
        name, data = event.info.name, event.data
        if name == "LogStartLine":
            line = {"total": data.total, "begins": data.node_info.node_name}
        elif name == "NodeFinished":
            line = {"ends": data.node_info.unique_id}
        else:
            return
        os.write(pipe, f"{json.dumps(line)}\n".encode())

    return report


def _end_with_parent(done: int) -> None:
    # Standard input is a pipe that closes however the parent ends, SIGKILL included. Without this
    # a dbt without a parent would work on beside the next build.
    parent = sys.stdin.fileno()
    ready, _, _ = select.select([parent, done], [], [])
    if parent in ready:
        os._exit(1)


if __name__ == "__main__":
    main()
