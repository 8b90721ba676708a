"""dbt in a process of its own, which ends when the one that started it does."""

from __future__ import annotations

import gc
import json
import os
import select
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ingest.warehouse.build.unused_work import leave_out_unused_work

PROGRESS = "HALO_BUILD_PROGRESS"
"""The number of the pipe that takes a line of JSON for each node that begins or ends."""

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""dbt keeps nearly all objects it makes; searching them for cycles took an eighth of a build."""


def main() -> None:
    """Run dbt with the arguments of this process."""
    done, end = os.pipe()
    watcher = threading.Thread(target=_end_with_parent, args=(done,))
    watcher.start()
    try:
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 50)
        from dbt.cli.main import cli  # takes seconds, in which the parent may end already

        if not _wants_debug_events(sys.argv[1:], os.environ):
            leave_out_unused_work()
        pipe = os.environ.pop(PROGRESS, "")
        callbacks = [_reporting_to(int(pipe))] if pipe else []
        cli(args=sys.argv[1:], prog_name="dbt", obj={"callbacks": callbacks})
    finally:
        os.close(end)
        watcher.join()


def _wants_debug_events(arguments: Sequence[str], environ: Mapping[str, str]) -> bool:
    options = {argument.partition("=")[0] for argument in arguments}
    settings = {name for name in environ if name in ("DBT_DEBUG", "DBT_LOG_LEVEL_FILE")}
    return bool(settings or options & {"--debug", "-d", "--log-level", "--log-level-file"})


def _reporting_to(pipe: int) -> Callable[[Any], None]:
    """A callback for the events of dbt; the parent counts the nodes."""

    def report(event: Any) -> None:
        name, data = event.info.name, event.data
        if name == "LogStartLine":
            line = {"total": data.total, "begins": data.node_info.node_name}
        elif name == "NodeFinished" and data.node_info.materialized != "ephemeral":
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
