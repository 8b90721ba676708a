"""One writer at a time: an operating-system lock that dies with its process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import AnotherIngestRunning
from ingest.raw.files import storage_errors

LOCK_NAME = ".lock"


@contextmanager
def writer_lock(root: Path) -> Iterator[None]:
    """Hold the lock of this raw directory, or say who does."""
    with exclusive(root / LOCK_NAME, f"another ingest is writing to {root}"):
        yield


@contextmanager
def exclusive(path: Path, refusal: str) -> Iterator[int]:
    """Hold the lock on this file, or say who does, beginning with the refusal.

    A child process that is given the handle holds the lock as well, and may outlive this one.
    """
    with storage_errors(path.parent):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherIngestRunning(
                f"{refusal} ({_holder(handle)}); wait for it to end"
            ) from None
        _sign(handle)
        yield handle
    finally:
        os.close(handle)


def _sign(handle: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started_at": started})
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def _holder(handle: int) -> str:
    try:
        holder = json.loads(os.pread(handle, 4096, 0))
        return f"pid {holder['pid']} on {holder['host']} since {holder['started_at']}"
    except (ValueError, KeyError):
        return "it is just starting"
