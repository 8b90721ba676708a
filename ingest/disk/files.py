"""Every file-system call of the commit protocol, in one thin seam.

The tests put a simulated disk here, so each call can crash, fail or lose unsynced bytes.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from ingest.errors import StorageError


class Files(Protocol):
    """The calls the raw layer makes to change a disk, and the few it looks at it with."""

    def make_directory(self, path: Path) -> None: ...
    def create(self, path: Path) -> int: ...
    def write(self, handle: int, data: bytes) -> None: ...
    def sync(self, handle: int) -> None: ...
    def close(self, handle: int) -> None: ...
    def rename(self, source: Path, target: Path) -> None: ...
    def sync_directory(self, path: Path) -> None: ...
    def remove(self, path: Path) -> None: ...
    def read(self, path: Path) -> bytes: ...
    def exists(self, path: Path) -> bool: ...
    def names(self, path: Path) -> list[str]: ...
    def free_bytes(self, path: Path) -> int: ...


class OsFiles:
    """The real disk."""

    def make_directory(self, path: Path) -> None:
        path.mkdir(exist_ok=True)

    def create(self, path: Path) -> int:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

    def write(self, handle: int, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]

    def sync(self, handle: int) -> None:
        os.fsync(handle)

    def close(self, handle: int) -> None:
        os.close(handle)

    def rename(self, source: Path, target: Path) -> None:
        source.rename(target)

    def sync_directory(self, path: Path) -> None:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def read(self, path: Path) -> bytes:
        return path.read_bytes()

    def exists(self, path: Path) -> bool:
        return path.exists()

    def names(self, path: Path) -> list[str]:
        return sorted(child.name for child in path.iterdir()) if path.is_dir() else []

    def free_bytes(self, path: Path) -> int:
        return free_bytes(path)


def nearest(path: Path) -> Path:
    """The path, or what there is of it."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def free_bytes(path: Path) -> int:
    """What may still be written where this path is, or will be."""
    return shutil.disk_usage(nearest(path.absolute())).free


def try_to_write(folder: Path) -> None:
    """Raise OSError where no file can be created: permission bits do not show a read-only mount."""
    with TemporaryFile(dir=folder):
        return


@contextmanager
def storage_errors(root: Path, needed: int | None = None) -> Iterator[None]:
    """Turn the operating system's refusals into one sentence and exit code 6."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            wanted = f", {needed:,} needed" if needed is not None else ""
            advice = (
                f"{free_bytes(root):,} bytes are free{wanted}: free some space; "
                "what was reported as saved is safe"
            )
        elif error.errno in (errno.EMFILE, errno.ENFILE):
            advice = "raise the limit (`ulimit -n 1024`) and run this again; what was saved is safe"
        else:
            advice = "check the directory's permissions, or set HALO_DATA_DIR to another one"
        raise StorageError(f"cannot write to {root}: {error.strerror or error}", advice) from error
