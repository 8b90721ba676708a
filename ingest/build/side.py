"""The file a build works on, beside the published one, and how it takes that one's place."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import duckdb

from ingest.errors import BuildFailed, StorageError
from ingest.raw.files import OsFiles, storage_errors
from ingest.raw.lock import exclusive
from ingest.settings import Settings

_CLONE = 0x40049409  # FICLONE: Linux shares the blocks where the file system can


@dataclass(frozen=True, slots=True)
class Published:
    """The warehouse others read: the name they open, and the file behind it."""

    name: str
    file: Path

    @property
    def changes(self) -> Path:
        """DuckDB's log of what is not in the file yet; a killed `dbt build` leaves one."""
        return self.file.with_name(f"{self.file.name}.wal")

    @property
    def workshop(self) -> Path:
        """The folder beside the file in which the next one is built.

        Always the same, because dbt parses everything anew when it is told another file name.
        """
        return self.file.with_name(f".{self.file.name}.build")


def published(environ: Mapping[str, str], settings: Settings) -> Published:
    """The file dbt would write in place, found as profiles.yml finds it."""
    given = environ.get("HALO_WAREHOUSE")
    path = Path(given) if given else settings.data_dir / "warehouse.duckdb"
    with storage_errors(path.parent):
        return Published(path.name, path.resolve())


@contextmanager
def only_build(ours: Published) -> Iterator[int]:
    """One build of a file at a time, for as long as anybody has the handle."""
    with storage_errors(ours.file.parent):
        ours.file.parent.mkdir(parents=True, exist_ok=True)
    lock = ours.workshop.with_suffix(".build-lock")
    with exclusive(lock, f"another build of {ours.file} is running") as handle:
        yield handle


@contextmanager
def side_file(ours: Published) -> Iterator[Path]:
    """A copy of the published file to build on; whatever happens, nothing of it stays.

    Its folder is its own, because DuckDB puts its log and its temporary files beside a file, and
    its name is the published one, because views keep the name of the file they were made in.
    """
    folder = ours.workshop
    with storage_errors(folder.parent):
        if folder.exists():  # of a build that was killed
            shutil.rmtree(folder)
        folder.mkdir()
    try:
        side = folder / ours.name
        with _nobody_writing(ours) as source:
            if source:
                with storage_errors(folder.parent):
                    _copy(source, side)
            yield side
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _nobody_writing(ours: Published) -> Iterator[BinaryIO | None]:
    """The published file, open, kept by DuckDB's own lock from a `dbt build` in place.

    It stays open throughout: closing a file gives up every lock the process has on it.
    """
    if not ours.file.exists():
        yield None
        return
    with storage_errors(ours.file):
        source = ours.file.open("rb")
    with source:
        if ours.changes.exists():
            with _opened(ours, read_only=False) as connection:
                _complete(connection)
        with _opened(ours, read_only=True):
            yield source


@contextmanager
def _opened(ours: Published, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        connection = duckdb.connect(str(ours.file), read_only=read_only)
    except duckdb.Error as error:
        if "lock on file" in str(error) or "used by another process" in str(error):
            advice = "wait for that `dbt build`, or open it read-only there"
            raise StorageError(f"another program can write to {ours.file}; {advice}") from None
        why = str(error).partition("\n")[0]
        advice = "move it away and build again, everything in it can be made anew"
        raise StorageError(f"{ours.file} cannot be opened: {why}; {advice}") from None
    with connection:
        yield connection


def _copy(source: BinaryIO, side: Path) -> None:
    with side.open("xb") as target:
        try:
            fcntl.ioctl(target, _CLONE, source.fileno())
        except OSError:  # another file system, another system: byte by byte
            shutil.copyfileobj(source, target, 1 << 20)
        os.fchmod(target.fileno(), os.fstat(source.fileno()).st_mode & 0o7777)


def snapshot_id(side: Path) -> str:
    """What the finished side file was built from; all of it is in the file afterwards."""
    try:
        with duckdb.connect(str(side)) as connection:
            rows = connection.sql("select snapshot_id from raw.snapshot").fetchall()
            _complete(connection)
    except duckdb.CatalogException:
        raise BuildFailed("dbt built nothing; check what --select and --exclude leave") from None
    return str(rows[0][0])


def _complete(connection: duckdb.DuckDBPyConnection) -> None:
    """Have everything in the file itself; dbt is green even when there was no space for that."""
    try:
        connection.execute("checkpoint")
    except duckdb.Error as error:
        why = str(error).partition("\n")[0]
        raise StorageError(
            f"the warehouse cannot be completed: {why}; free some space and build again"
        ) from None


def publish(side: Path, ours: Published) -> None:
    """Put the side file in the published one's place, in one step that survives a power cut."""
    if ours.changes.exists():
        advice = "a `dbt build` ran meanwhile; build again"
        raise StorageError(f"{ours.changes} belongs to another file: {advice}")
    disk = OsFiles()
    with storage_errors(ours.file.parent):
        handle = os.open(side, os.O_RDONLY | os.O_CLOEXEC)
        try:
            disk.sync(handle)
        finally:
            disk.close(handle)
        disk.rename(side, ours.file)
        disk.sync_directory(ours.file.parent)
