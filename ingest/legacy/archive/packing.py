"""One compressed archive of old files: written, proved by reading it back, and only then named."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final, Protocol

from ingest.disk.files import OsFiles
from ingest.errors import StorageError, UsageError

SUMS = "SHA256SUMS"
NAMES = "legacy-*.tar.xz"
_STRENGTH: Final = 3
"""xz on the real set: 7.8 % in 2 s; the default 6.8 % in 9 s; gzip 11 % in 1 s."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file to be packed, with what lies beside it and belongs to it."""

    parts: tuple[Path, ...]
    sha256: str
    """Of the bytes of all parts, one after another, as they were migrated."""


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


def pack(folder: Path, files: Sequence[ArchivedFile]) -> Path:
    """An archive of these files below the folder, complete on the disk when this returns."""
    target = _free_name(folder)
    temporary = folder / f".{target.name}.part"
    try:
        for left_by_a_kill in folder.glob(f".{NAMES}.part"):
            left_by_a_kill.unlink()
        sums = _write(temporary, folder, files)
        _prove(temporary, folder, files, sums)
        temporary.rename(target)
        OsFiles().sync_directory(folder)
    except (OSError, tarfile.TarError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(
            f"no archive could be made in {folder}: {reason}; every original is still there",
            "free some space or repair the disk, then run this again",
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    return target


def digest_of(paths: Iterable[Path], *, first: IO[bytes] | None = None) -> str:
    """Hash of the bytes of all files, one after another; the first may be open already."""
    whole = hashlib.sha256()
    if first is not None:
        _drain(_Hashing(first, whole))
    for path in paths:
        with path.open("rb") as file:
            _drain(_Hashing(file, whole))
    return whole.hexdigest()


class _Hashing:
    """A file that hashes what is read of it."""

    def __init__(self, file: IO[bytes], *digests: _Digest) -> None:
        self._file = file
        self._digests = digests

    def read(self, size: int = -1, /) -> bytes:
        block = self._file.read(size)
        for digest in self._digests:
            digest.update(block)
        return block


def _drain(file: _Hashing) -> None:
    while file.read(_BLOCK):
        pass


def _free_name(folder: Path) -> Path:
    """Never the name of an earlier archive."""
    first = target = folder / NAMES.replace("*", date.today().isoformat())
    number = 1
    while os.path.lexists(target):
        number += 1
        target = first.with_name(first.name.replace(".tar", f"-{number}.tar"))
    return target


def _name(part: Path, folder: Path) -> str:
    return part.relative_to(folder).as_posix()


def _write(archive: Path, folder: Path, files: Sequence[ArchivedFile]) -> dict[str, str]:
    """Pack the files and their checksums; returns the checksums."""
    sums: dict[str, str] = {}
    with archive.open("xb") as out:
        # two names of one file are packed as two files: each must stand for itself
        with tarfile.open(fileobj=out, mode="w:xz", preset=_STRENGTH, dereference=True) as tar:
            for file in files:
                sums |= _add(tar, folder, file)
            text = _sums_text(sums)
            info = tarfile.TarInfo(SUMS)
            info.size, info.mtime = len(text), int(time.time())
            tar.addfile(info, io.BytesIO(text))
        out.flush()
        os.fsync(out.fileno())
    return sums


def _add(tar: tarfile.TarFile, folder: Path, file: ArchivedFile) -> dict[str, str]:
    whole, sums = hashlib.sha256(), {}
    for part in file.parts:
        one = hashlib.sha256()
        with part.open("rb") as handle:
            info = tar.gettarinfo(arcname=_name(part, folder), fileobj=handle)
            tar.addfile(info, _Hashing(handle, one, whole))
        sums[info.name] = one.hexdigest()
    if whole.hexdigest() != file.sha256:
        raise UsageError(
            f"{file.parts[0]} was changed while it was packed; every original is still there",
            "close the old application and run this again",
        )
    return sums


def _sums_text(sums: dict[str, str]) -> bytes:
    """As sha256sum writes it, which marks lines whose names it had to spell otherwise."""
    lines = []
    for name, digest in sums.items():
        spelled = name.replace("\\", "\\\\").replace("\n", "\\n")
        lines.append(f"{'' if spelled == name else chr(92)}{digest}  {spelled}\n")
    return os.fsencode("".join(lines))


def _prove(
    archive: Path, folder: Path, files: Sequence[ArchivedFile], sums: dict[str, str]
) -> None:
    """Every byte as it was migrated, as it was packed, and as the checksums will say."""
    _forget_cached(archive)
    with tarfile.open(archive, "r|xz", bufsize=_BLOCK) as tar:
        for file in files:
            whole = hashlib.sha256()
            for part in file.parts:
                name, one = _name(part, folder), hashlib.sha256()
                _read_next(tar, name, one, whole)
                _require_same(name, one.hexdigest(), sums[name])
            _require_same(_name(file.parts[0], folder), whole.hexdigest(), file.sha256)
        one = hashlib.sha256()
        _read_next(tar, SUMS, one)
        _require_same(SUMS, one.hexdigest(), hashlib.sha256(_sums_text(sums)).hexdigest())
        if tar.next() is not None:  # and what follows the last file is read, too
            raise OSError("more reads back than was written")


def _read_next(tar: tarfile.TarFile, name: str, *digests: _Digest) -> None:
    member = tar.next()
    content = tar.extractfile(member) if member is not None and member.name == name else None
    if content is None:
        raise OSError(f"{name} is not where it was written")
    _drain(_Hashing(content, *digests))


def _require_same(name: str, found: str, wanted: str) -> None:
    if found != wanted:
        raise OSError(f"{name} reads back differently")


def _forget_cached(path: Path) -> None:
    """Else the proof would read what memory still holds of it, and say nothing of the disk."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
