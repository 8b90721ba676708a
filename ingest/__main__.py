"""`python -m ingest` is the `ingest` command."""

from __future__ import annotations

import resource
import sys

from ingest.errors import StorageError
from ingest.log import LOG

__all__ = ["main"]

_ENOUGH_MEMORY = 2 << 30
"""Address space, most of it never touched: libraries reserve some for every thread."""


def main() -> None:
    """Run the command, unless its libraries would end it somewhere in the middle."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < _ENOUGH_MEMORY:
        LOG.error(
            f"ingest: memory is limited to {limit:,} bytes and {_ENOUGH_MEMORY:,} are needed; "
            "raise the limit (`ulimit -v unlimited`)"
        )
        sys.exit(StorageError.exit_code)
    from ingest.cli.app import main as run_command  # not before there is memory to load it

    run_command()


if __name__ == "__main__":
    main()
