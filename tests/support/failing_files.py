"""The real disk, until a call that was chosen beforehand."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

from ingest.disk.files import OsFiles

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class FailingFiles(OsFiles):
    """Counts the calls; the chosen one fails, and with `for_good` all that come after it.

    What fails is done by half as on a real disk: half of the bytes are written.
    """

    def __init__(
        self,
        fail_at: int = 0,
        error: int = errno.EIO,
        *,
        for_good: bool = False,
        fail: Callable[[], None] | None = None,
    ) -> None:
        self.calls: list[str] = []
        self.paths: set[Path] = set()
        self._fail_at = fail_at
        self._error = error
        self._for_good = for_good
        self._fail = fail or self._raise

    @property
    def since_the_failure(self) -> list[str]:
        return self.calls[self._fail_at :]

    def make_directory(self, path: Path) -> None:
        self._call("make_directory", path)
        super().make_directory(path)

    def create(self, path: Path) -> int:
        self._call("create", path)
        return super().create(path)

    def write(self, handle: int, data: bytes) -> None:
        if self._is_due(len(self.calls) + 1):
            super().write(handle, data[: len(data) // 2])
        self._call("write")
        super().write(handle, data)

    def sync(self, handle: int) -> None:
        self._call("sync")
        super().sync(handle)

    def close(self, handle: int) -> None:
        super().close(handle)
        self._call("close")

    def rename(self, source: Path, target: Path) -> None:
        self._call("rename", target)
        super().rename(source, target)

    def sync_directory(self, path: Path) -> None:
        self._call("sync_directory")
        super().sync_directory(path)

    def remove(self, path: Path) -> None:
        self._call("remove")
        super().remove(path)

    def read(self, path: Path) -> bytes:
        self._call("read")
        return super().read(path)

    def exists(self, path: Path) -> bool:
        self._call("exists")
        return super().exists(path)

    def names(self, path: Path) -> list[str]:
        self._call("names")
        return super().names(path)

    def _call(self, name: str, path: Path | None = None) -> None:
        self.calls.append(name)
        if self._is_due(len(self.calls)):
            self._fail()
        if path is not None:
            self.paths.add(path)

    def _is_due(self, call: int) -> bool:
        if not self._fail_at:
            return False
        return call == self._fail_at or (self._for_good and call > self._fail_at)

    def _raise(self) -> None:
        raise OSError(self._error, os.strerror(self._error))
