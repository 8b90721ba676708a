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

from ingest.disk.files import OsFiles, storage_errors
from ingest.disk.lock import exclusive
from ingest.errors import BuildFailed, StorageError
from ingest.log import LOG
from ingest.settings import Settings
from ingest.warehouse.build.origin import FileState, Origin, note_origin
from ingest.warehouse.sql import first_line, is_locked, quoted_text
from ingest.warehouse.storage import (
    copy_to_older_storage,
    has_much_free_space,
    has_newer_storage,
)

_PUBLISHED = "published_file"
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

        Always the same, because dbt parses everything again for another file name.
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
    """A copy of the published file to build on. It is always removed.

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
        with _nobody_writing(ours) as held:
            if held:
                with storage_errors(folder.parent):
                    _copy(held, ours, side)
            yield side
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Held:
    """The published file while no other program can write to it."""

    source: BinaryIO
    connection: duckdb.DuckDBPyConnection


@contextmanager
def _nobody_writing(ours: Published) -> Iterator[_Held | None]:
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
            with duckdb.connect() as connection:
                _attach(connection, ours, "")
                _complete(connection, _PUBLISHED)
        with duckdb.connect() as connection:
            _attach(connection, ours, "(read_only)")
            yield _Held(source, connection)


def _attach(connection: duckdb.DuckDBPyConnection, ours: Published, options: str) -> None:
    try:
        connection.execute(f"attach {quoted_text(str(ours.file))} as {_PUBLISHED} {options}")
    except duckdb.Error as error:
        if is_locked(error):
            advice = "wait for that `dbt build`, or open it read-only there"
            raise StorageError(f"another program can write to {ours.file}", advice) from None
        why = first_line(error)
        advice = "move it away and build again; a build makes everything in it"
        raise StorageError(f"{ours.file} cannot be opened: {why}", advice) from None


def _copy(held: _Held, ours: Published, side: Path) -> None:
    if has_newer_storage(held.connection, _PUBLISHED):
        LOG.info(f"{ours.file} is copied once into a file that DuckDB 1.4 and 1.5 can read as well")
        try:
            copy_to_older_storage(held.connection, _PUBLISHED, side)
        except duckdb.Error as error:
            why = first_line(error)
            advice = "free some disk space, or move the file away; the next build writes a new one"
            raise StorageError(f"{ours.file} cannot be copied: {why}", advice) from None
    else:
        _clone(held.source, side)
    side.chmod(os.fstat(held.source.fileno()).st_mode & 0o7777)


def _clone(source: BinaryIO, side: Path) -> None:
    with side.open("xb") as target:
        try:
            fcntl.ioctl(target, _CLONE, source.fileno())
        except OSError:  # another file system, another system: byte by byte
            shutil.copyfileobj(source, target, 1 << 20)


def complete(side: Path, origin: Origin | None, checked: Mapping[str, FileState]) -> None:
    """See that something was built, say from what, and have all of it in the file itself."""
    try:
        with duckdb.connect(str(side)) as connection:
            connection.execute("from raw.snapshot")
            note_origin(connection, origin, checked)
            _complete(connection)
            is_loose = has_much_free_space(connection)
    except duckdb.CatalogException:
        raise BuildFailed("dbt built nothing", "check what --select and --exclude leave") from None
    if is_loose:
        _write_anew(side)


def _write_anew(side: Path) -> None:
    """Replace the file by one without the space that old rows have left.

    The new one has the same name in another folder, because views keep the name of their file.
    """
    smaller = side.parent / "smaller" / side.name
    with storage_errors(side.parent):
        smaller.parent.mkdir()
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach {quoted_text(str(side))} as {_PUBLISHED} (read_only)")
            copy_to_older_storage(connection, _PUBLISHED, smaller)
    except duckdb.Error as error:
        LOG.warning(f"the file keeps unused space: it cannot be copied: {first_line(error)}")
        return
    smaller.chmod(side.stat().st_mode & 0o7777)
    smaller.replace(side)


def _complete(connection: duckdb.DuckDBPyConnection, attached: str = "") -> None:
    """Write everything into the file itself. dbt succeeds even if there was no space for that."""
    try:
        connection.execute(f"checkpoint {attached}")
    except duckdb.Error as error:
        why = first_line(error)
        raise StorageError(
            f"the warehouse cannot be completed: {why}", "free some space and build again"
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
