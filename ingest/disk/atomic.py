"""Replaces a file in one step, so that readers and a crash never see half of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty file beside the target, which takes its place once it is complete and synced.

    The folder of the target is made if there is none.
    Raises OSError when one of the two cannot be written.
    """
    # The target's own name comes last: DuckDB compresses what ends in .gz or .zst.
    temporary = target.with_name(f".part-{os.getpid()}-{target.name}")
    target.parent.mkdir(exist_ok=True)
    temporary.touch(exist_ok=False)
    try:
        yield temporary
        with temporary.open("rb") as complete:
            os.fsync(complete.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
