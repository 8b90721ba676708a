"""Files that take their places only when all of them are complete."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Staging:
    """Hands out temporary names beside the targets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._staged: dict[Path, Path] = {}

    def beside(self, target: Path) -> Path:
        """Where to write what will be `target`."""
        path = self._folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".part-{os.getpid()}-{path.name}")
        self._staged[path] = temporary
        return temporary

    def write(self, target: Path, content: bytes) -> None:
        """A small file, down to the disk."""
        with self.beside(target).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Put everything in its place, in the order in which it was staged."""
        for path, temporary in self._staged.items():
            # Left by a crash of an earlier writer: it must not be used with the new file.
            log_beside(path).unlink(missing_ok=True)
            temporary.replace(path)

    def discard(self) -> None:
        """Remove what was not published."""
        for temporary in self._staged.values():
            temporary.unlink(missing_ok=True)
            log_beside(temporary).unlink(missing_ok=True)


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """Nothing of it stays behind when something fails or is interrupted."""
    staged = Staging(folder)
    try:
        yield staged
    finally:
        staged.discard()


def log_beside(database: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside a database that is open."""
    return database.with_name(f"{database.name}.wal")
