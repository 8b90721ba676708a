"""Locks of the operating system on files: they die with their process."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ingest.disk.files import storage_errors
from ingest.errors import AnotherIngestRunning, StorageError

_GLANCE = 0.1  # seconds: longer than `holder_of` holds the lock to see whether it is free

_LOOKS = 20
_BETWEEN_LOOKS = 0.01

Seen = TypeVar("Seen")


@contextmanager
def exclusive(path: Path, refusal: str) -> Iterator[int]:
    """Hold the lock on this file, or say who does, beginning with the refusal.

    A child process that is given the handle holds the lock as well, and may outlive this one.
    """
    with _locked(path, refusal, fcntl.LOCK_EX) as handle:
        with storage_errors(path.parent):
            _write_holder(handle)
        yield handle


@contextmanager
def shared(path: Path, refusal: str) -> Iterator[None]:
    """Hold the lock on this file beside others that share it, or say who holds it alone."""
    with _locked(path, refusal, fcntl.LOCK_SH):
        yield


def holder_of(path: Path) -> str | None:
    """Who holds the lock on this file alone at the moment, if anybody does."""
    return _looked_at(path, _holder)


def is_held(path: Path) -> bool:
    """Whether a process holds the lock on this file alone at the moment."""
    return _looked_at(path, lambda _: True) or False


def _looked_at(path: Path, look: Callable[[int], Seen]) -> Seen | None:
    """What a look at a file shows while it is locked; None if it is not."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return None if _lock(handle, path, fcntl.LOCK_SH) else look(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path, refusal: str, kind: int) -> Iterator[int]:
    with storage_errors(path.parent):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        if not _lock(handle, path, kind):
            time.sleep(_GLANCE)
            if not _lock(handle, path, kind):
                raise AnotherIngestRunning(f"{refusal} ({_holder(handle)})", "wait for it to end")
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int, path: Path, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(
            f"{path} cannot be locked ({error.strerror}), and without locks two ingests "
            "could spoil each other's work",
            "set HALO_DATA_DIR to a directory on a disk of this computer's",
        ) from None
    return True


def _write_holder(handle: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "started_at": started})
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)


def _holder(handle: int) -> str:
    """Who holds it. A new holder gets time to write its name over the one before."""
    holder_text = "it is just starting"
    for _ in range(_LOOKS):
        try:
            holder = json.loads(os.pread(handle, 4096, 0))
            holder_text = f"pid {holder['pid']} on {holder['host']} since {holder['started_at']}"
            if holder["host"] != socket.gethostname() or _is_alive(holder["pid"]):
                break
        except (ValueError, KeyError, TypeError):
            pass
        time.sleep(_BETWEEN_LOOKS)
    return holder_text


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, and alive
        return True
    return True
