"""Whether the data directory can hold what will land: access, locks, room, and what it lies on."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.disk.mount import doubt, mount_of, read_table
from ingest.doctor.finding import Finding, broken, doubtful, good
from ingest.errors import StorageError
from ingest.raw import Feed
from ingest.raw.listing import segments

LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000
_ELSEWHERE = "set HALO_DATA_DIR to a directory on a disk of this computer's"


def check_access(data_dir: Path) -> Iterator[Finding]:
    """Every folder that a run writes to can be read and written."""
    folders = [data_dir, data_dir / "raw", *(data_dir / "raw" / feed for feed in Feed)]
    existing = [folder for folder in folders if folder.exists()]
    for folder in existing or [_nearest(data_dir)]:
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            seen = f"{folder} cannot be written"
            remedy = f"`chmod u+rwx {folder}`, or set HALO_DATA_DIR to another directory"
            yield broken("access", seen, remedy, StorageError)
            return
    yield good(
        "access",
        f"{data_dir} can be read and written" if existing else f"{data_dir} can be made",
        "" if existing else "`ingest run`",
    )


def check_locks(data_dir: Path) -> Iterator[Finding]:
    """Whether the operating system locks files there.

    A shared lock on a segment, which nothing else locks: a run that starts now is not stopped.
    """
    landed = next((path for feed in Feed for path in segments(data_dir / "raw", feed)), None)
    handle = os.open(landed or _nearest(data_dir), os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS):
            raise
        seen = f"{data_dir} lies where files cannot be locked ({error.strerror})"
        yield broken("locks", seen, _ELSEWHERE, StorageError)
    else:
        yield good("locks", "files can be locked")
    finally:
        os.close(handle)


def check_mount(data_dir: Path) -> Iterator[Finding]:
    """Network and foreign file systems promise less than a disk."""
    table = read_table()
    if doubted := doubt(data_dir, table):
        yield doubtful("mount", doubted, _ELSEWHERE)
        return
    mount = mount_of(data_dir, table)
    yield good("mount", f"{mount.kind} at {mount.point}" if mount else "unknown on this system")


def check_space(folders: Iterable[Path]) -> Iterator[Finding]:
    """Free space for raw and warehouse, each disk once."""
    disks = {_nearest(folder).stat().st_dev: _nearest(folder) for folder in folders}
    for folder in disks.values():
        yield space(folder, shutil.disk_usage(folder).free)


def space(folder: Path, free: int) -> Finding:
    """What that much free space means."""
    seen = f"{free / 1e9:,.1f} GB free at {folder}"
    remedy = f"free some space: `du -sh {folder}/*` says what takes it"
    if free < TOO_LITTLE:
        return broken("space", seen, remedy, StorageError)
    return doubtful("space", seen, remedy) if free < LITTLE else good("space", seen)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())
