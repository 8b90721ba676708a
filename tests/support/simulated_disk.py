"""A disk that can stop at any call and then lose what was never synced."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path


class Crash(BaseException):
    """The process is gone. Not an Exception: nothing may catch it and tidy up."""


@dataclass
class _File:
    content: bytes = b""
    synced: bytes = b""


@dataclass
class _Directory:
    entries: dict[str, _File | _Directory] = field(default_factory=dict)
    synced: dict[str, _File | _Directory] = field(default_factory=dict)


class SimulatedDisk:
    """Implements the raw layer's `Files`; `crash_at` stops the process before that call."""

    def __init__(
        self,
        *,
        crash_at: int | None = None,
        lose_sync: bool = False,
        lose_sync_directory: bool = False,
    ) -> None:
        self.calls = 0
        self.crash_at = crash_at
        self._lose_sync = lose_sync
        self._lose_sync_directory = lose_sync_directory
        self._root = _Directory()
        self._handles: dict[int, _File] = {}

    def make_directory(self, path: Path) -> None:
        self._call()
        self._directory(path.parent).entries.setdefault(path.name, _Directory())

    def create(self, path: Path) -> int:
        self._call()
        entries = self._directory(path.parent).entries
        if path.name in entries:
            raise FileExistsError(path)
        entries[path.name] = file = _File()
        handle = self.calls
        self._handles[handle] = file
        return handle

    def write(self, handle: int, data: bytes) -> None:
        file = self._handles[handle]
        if self.calls + 1 == self.crash_at:
            file.content += data[: len(data) // 2]
        self._call()
        file.content += data

    def sync(self, handle: int) -> None:
        self._call()
        if not self._lose_sync:
            self._handles[handle].synced = self._handles[handle].content

    def close(self, handle: int) -> None:
        self._call()
        self._handles.pop(handle)

    def rename(self, source: Path, target: Path) -> None:
        self._call()
        moved = self._directory(source.parent).entries.pop(source.name)
        self._directory(target.parent).entries[target.name] = moved

    def sync_directory(self, path: Path) -> None:
        self._call()
        if not self._lose_sync_directory:
            directory = self._directory(path)
            directory.synced = dict(directory.entries)

    def remove(self, path: Path) -> None:
        self._call()
        self._directory(path.parent).entries.pop(path.name, None)

    def read(self, path: Path) -> bytes:
        found = self._directory(path.parent).entries[path.name]
        assert isinstance(found, _File)
        return found.content

    def exists(self, path: Path) -> bool:
        return self._find(path) is not None

    def names(self, path: Path) -> list[str]:
        found = self._find(path)
        return sorted(found.entries) if isinstance(found, _Directory) else []

    def free_bytes(self, path: Path) -> int:
        del path
        return 1 << 40

    def after_process_crash(self) -> dict[Path, bytes]:
        """Files as the operating system still holds them."""
        return _tree(self._root, Path("/"))

    def after_power_loss(self, chance: random.Random) -> dict[Path, bytes]:
        """Files after a power cut: unsynced names may be missing, unsynced bytes too."""
        return _tree(_survivors(self._root, chance), Path("/"))

    def restart(self) -> None:
        """The machine stays up and a new process starts."""
        self.crash_at = None
        self._handles.clear()

    def _call(self) -> None:
        self.calls += 1
        if self.calls == self.crash_at:
            raise Crash

    def _find(self, path: Path) -> _File | _Directory | None:
        found: _File | _Directory | None = self._root
        for part in path.parts[1:]:
            found = found.entries.get(part) if isinstance(found, _Directory) else None
        return found

    def _directory(self, path: Path) -> _Directory:
        found = self._find(path)
        if not isinstance(found, _Directory):
            raise FileNotFoundError(path)
        return found


def _survivors(directory: _Directory, chance: random.Random) -> _Directory:
    entries: dict[str, _File | _Directory] = {}
    for name in sorted({*directory.synced, *directory.entries}):
        before, after = directory.synced.get(name), directory.entries.get(name)
        kept = after if before is after or chance.random() < 0.5 else before
        if isinstance(kept, _Directory):
            entries[name] = _survivors(kept, chance)
        elif isinstance(kept, _File):
            entries[name] = _File(content=_surviving_bytes(kept, chance))
    return _Directory(entries)


def _surviving_bytes(file: _File, chance: random.Random) -> bytes:
    if file.content == file.synced:
        return file.content
    unsynced = file.content[len(file.synced) :]
    damage = chance.choice(["lost", "cut", "zeroed", "kept"])
    if damage == "lost":
        unsynced = b""
    elif damage == "cut":
        unsynced = unsynced[: chance.randrange(len(unsynced) or 1)]
    elif damage == "zeroed":
        unsynced = bytes(len(unsynced))
    return file.synced + unsynced


def _tree(directory: _Directory, path: Path) -> dict[Path, bytes]:
    files: dict[Path, bytes] = {}
    for name, entry in directory.entries.items():
        if isinstance(entry, _Directory):
            files |= _tree(entry, path / name)
        else:
            files[path / name] = entry.content
    return files
