"""The folder of a report, replaced in one step, so that a reader never sees a mixture."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.disk.lock import exclusive
from ingest.errors import StorageError, UsageError

LIST = ".halo-report"
"""The names of the files of a report, so that a file of the user is never deleted with it."""


@dataclass(slots=True)
class NewFolder:
    """A report that is being written beside the one it replaces."""

    path: Path
    old: Path
    written: int = 0
    unchanged: int = 0
    names: set[str] = field(default_factory=set)
    _made: set[Path] = field(default_factory=set)

    def write(self, name: str, text: str) -> None:
        """A file; the one of the old report is taken if it says the same."""
        target, before = self.path / name, self.old / name
        self.names.add(name)
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        content = text.encode("utf-8")
        if _is_same(before, content) and _is_linked(before, target):
            self.unchanged += 1
            return
        target.write_bytes(content)
        self.written += 1


@contextmanager
def replacing_folder(target: Path) -> Iterator[NewFolder]:
    """A new folder that takes the place of the target when all of it is written."""
    new = target.with_name(f".new-{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = target.with_name(f".{target.name}.lock")
        with exclusive(lock, f"another report is being written to {target}"):
            _refuse_files_of_others(target)
            _delete_leftovers(target)
            new.mkdir()
            folder = NewFolder(new, target)
            yield folder
            folder.write(LIST, "".join(f"{name}\n" for name in sorted(folder.names)))
            _take_place(new, target)
    except OSError as error:
        raise StorageError(f"the report cannot be written to {target}: {error.strerror}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _refuse_files_of_others(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"{target} is not a folder", "name a folder with --out")
    ours = _names(target)
    files = (file for file in target.rglob("*") if file.is_file() or file.is_symlink())
    others = [name for file in files if (name := str(file.relative_to(target))) not in ours]
    if others:
        raise UsageError(
            f"{target} has a file that is not of a report: {min(others)}",
            "move it away, or name another folder with --out",
        )


def _names(report: Path) -> set[str]:
    try:
        return {LIST, *(report / LIST).read_text(encoding="utf-8").splitlines()}
    except OSError:
        return set()


def _delete_leftovers(target: Path) -> None:
    """What killed processes left behind. The lock is ours, so none of them is still writing."""
    leftover = re.compile(rf"\.(new|old)-{re.escape(target.name)}-\d+")
    for folder in target.parent.iterdir():
        if leftover.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_same(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _is_linked(before: Path, target: Path) -> bool:
    """Some file systems have no hard links; there the file is written again."""
    try:
        os.link(before, target)
    except OSError:
        return False
    return True


def _take_place(new: Path, target: Path) -> None:
    """Exchange both folders; the old one is then deleted under the name of the new one."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        # for a moment there is no report, but never half of one
        old = target.with_name(f".old-{target.name}-{os.getpid()}")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Linux and macOS can exchange two names at once; Python has no function for it."""
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        swap = 2
        return bool(library.renamex_np(*names, swap) == 0)
    if not hasattr(library, "renameat2"):
        return False
    here, exchange = -100, 2
    return bool(library.renameat2(here, names[0], here, names[1], exchange) == 0)
