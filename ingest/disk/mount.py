"""What kind of file system a directory lies on, as Linux's table of mounts says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.log import LOG

MOUNT_TABLE = Path("/proc/self/mountinfo")

_ELSEWHERE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf"})
_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """Where a file system begins, and what kind it is."""

    point: Path
    kind: str

    @property
    def is_doubtful(self) -> bool:
        """Whether locks, renames or syncs may mean less there than on a disk of one's own."""
        return self.kind in _ELSEWHERE or self.kind.startswith("fuse")


def read_table() -> str:
    """The table of this process; empty where the system has none."""
    try:
        return MOUNT_TABLE.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def mount_of(directory: Path, table: str) -> Mount | None:
    """The mount a directory (which may not exist yet) lies on: the longest point wins.

    Of two at the same point the later one covers the earlier.
    """
    where = directory.resolve()
    found = None
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields, described = before.split(" "), after.split(" ")
        if len(fields) < 6 or not described[0]:
            continue
        mount = Mount(Path(_unescaped(fields[4])), described[0])
        longer = found is None or len(mount.point.parts) >= len(found.point.parts)
        if longer and where.is_relative_to(mount.point):
            found = mount
    return found


def doubt(directory: Path, table: str) -> str | None:
    """What to know about a directory that lies on no ordinary disk."""
    mount = mount_of(directory, table)
    if mount is None or not mount.is_doubtful:
        return None
    return f"{directory} lies on {mount.point}, which is {mount.kind}: no disk of this computer's"


def warn_of_mount(root: Path) -> None:
    """Say once where a run is about to write, if it is no ordinary place."""
    if doubted := doubt(root, read_table()):
        LOG.warning(f"{doubted}; run `ingest doctor`")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
