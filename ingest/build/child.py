"""dbt in a process of its own, which ends when the one that started it does."""

from __future__ import annotations

import os
import select
import sys
import threading


def main() -> None:
    """Run dbt with the arguments of this process."""
    done, end = os.pipe()
    watcher = threading.Thread(target=_end_with_parent, args=(done,))
    watcher.start()
    try:
        from dbt.cli.main import cli  # takes seconds, in which the parent may end already

        cli(args=sys.argv[1:], prog_name="dbt")
    finally:
        os.close(end)
        watcher.join()


def _end_with_parent(done: int) -> None:
    # Standard input is a pipe that closes however the parent ends, SIGKILL included. Without this
    # a dbt nobody waits for would work on beside the next build.
    parent = sys.stdin.fileno()
    ready, _, _ = select.select([parent, done], [], [])
    if parent in ready:
        os._exit(1)


if __name__ == "__main__":
    main()
