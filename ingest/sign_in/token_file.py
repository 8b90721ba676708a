"""The file that keeps a sign-in: 0600 in a 0700 directory, replaced in one step."""

from __future__ import annotations

import asyncio
import fcntl
import os
import stat
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import AnotherIngestRunning, SignInNeeded, StorageError, UsageError
from ingest.sign_in.kept import Kept, from_json, to_json

_LOCK_NAME = "lock"
_LONGEST_WAIT = 120.0


@dataclass(frozen=True, slots=True)
class TokenFile:
    """One kept sign-in."""

    path: Path

    @property
    def _temporary(self) -> Path:
        return self.path.with_name(f"{self.path.name}.new")

    def read(self) -> Kept | None:
        """The stored tokens; None without a sign-in."""
        try:
            with _storage_errors(self.path), self.path.open("rb") as file:
                _refuse_loose(self.path, os.fstat(file.fileno()).st_mode, "600")
                content = file.read()
        except FileNotFoundError:
            return None
        kept = from_json(content)
        if kept is None:
            raise SignInNeeded(f"{self.path} is damaged", "`ingest logout`, then `ingest login`")
        return kept

    def keep(self, kept: Kept) -> None:
        """Replace the file, on disk when this returns; the caller holds the lock."""
        with _storage_errors(self.path):
            self._temporary.unlink(missing_ok=True)  # of a run that was killed
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
            with os.fdopen(os.open(self._temporary, flags, 0o600), "w") as file:
                file.write(to_json(kept))
                file.flush()
                os.fsync(file.fileno())
            self._temporary.rename(self.path)
            _sync_directory(self.path.parent)

    def remove(self) -> bool:
        """Forget the sign-in, and what a killed run left of it; whether there was one."""
        with _storage_errors(self.path):
            found = self.path.exists()
            for path in (self._temporary, self.path):
                path.unlink(missing_ok=True)
            _sync_directory(self.path.parent)
        return found

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """One process at a time uses up a refresh token; the directory is there afterwards."""
        with _storage_errors(self.path):
            _make_private(self.path.parent)
            handle = os.open(
                self.path.with_name(_LOCK_NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        try:
            await _lock(handle)
            yield
        finally:
            os.close(handle)


async def _lock(handle: int) -> None:
    give_up = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise AnotherIngestRunning(
                    "another ingest has been signing in for minutes", "wait for it, or end it"
                ) from None
            await asyncio.sleep(0.05)
        else:
            return


def _make_private(directory: Path) -> None:
    """Created with the mode it keeps: there is no moment in which others may look."""
    for folder in (*reversed(directory.parents), directory):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    _refuse_loose(directory, directory.stat().st_mode, "700")


def _refuse_loose(path: Path, mode: int, wanted: str) -> None:
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError(f"others may read {path}, which is secret", f"run `chmod {wanted} {path}`")


def _sync_directory(path: Path) -> None:
    if not path.exists():
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one sentence and exit code 6."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageError(
            f"the account cannot be kept in {path}: {error.strerror or error}",
            "free some space, correct its permissions, or set XDG_CONFIG_HOME to another directory",
        ) from None
