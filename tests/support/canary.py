"""Every secret a test hands to our programs is marked, and looked for wherever they write.

The mark is the same in all of them, so whoever finds it finds any of them. What is looked through:
every file below pytest's temporary folder and the project's own `target` and `logs`, the texts
inside Parquet segments, and whatever a process that a test waits for said. A .duckdb file is only
looked through as it lies there: dbt is given no secret, so it can hold none but those of segments.
"""

from __future__ import annotations

import asyncio
import base64
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.support.commands import ROOT
from tests.support.warm_ingest import WarmProcess

MARK = "canary-"
_TOKEN_FOLDER = "halo-ingest"
_AT_ONCE = 1 << 24
_SEGMENTS = 100  # read together: opening one takes longer than looking through it


def disguises(mark: str) -> dict[str, list[bytes]]:
    """How the mark looks in each encoding, whatever stands before and behind it.

    In base64 it has three looks, by its place among three bytes; those of the second alphabet
    are the same where they have none of its two letters.
    """
    plain = mark.encode()
    percent = plain.replace(b"-", b"%2D")
    escaped = plain.replace(b"-", rb"\u002D")
    shifted = [(shift, b"x" * shift + plain) for shift in range(3)]
    looks = [_inside(base64.b64encode(text), shift, len(text)) for shift, text in shifted]
    safe = [_inside(base64.urlsafe_b64encode(text), shift, len(text)) for shift, text in shifted]
    return {
        "plain": [plain],
        "URL-encoded": [percent, percent.replace(b"%2D", b"%2d")],
        "base64": [*{*looks, *safe}],
        "hexadecimal": [plain.hex().encode(), plain.hex().upper().encode()],
        "escaped": [escaped, escaped.replace(b"2D", b"2d")],
        "UTF-16": [mark.encode("utf-16-le")],
    }


def _inside(encoded: bytes, before: int, length: int) -> bytes:
    """The letters that do not depend on the neighbours: whole groups of six bits."""
    return encoded[-(-before * 8 // 6) : length * 8 // 6]


_PATTERNS = [(name, look) for name, looks in disguises(MARK).items() for look in looks]
_BEGINNINGS = {pattern[:5] for _, pattern in _PATTERNS}
"""Fewer than there are patterns, and gigabytes are looked through."""


def encodings_in(data: bytes) -> set[str]:
    """In which encodings the mark is in these bytes."""
    begun = {beginning for beginning in _BEGINNINGS if beginning in data}
    return {name for name, pattern in _PATTERNS if pattern[:5] in begun and pattern in data}


def leaks_below(folder: Path) -> list[str]:
    """Files with a secret in them, but for those that are there to keep it."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and not _keeps_tokens(path)
    ]
    found = {path: _encodings_in_file(path) for path in files}
    segments = [path for path in files if path.suffix == ".parquet"]
    for group in (segments[at : at + _SEGMENTS] for at in range(0, len(segments), _SEGMENTS)):
        if _encodings_in_segments(group) != set():  # in one of them, or one cannot be read
            for path in group:
                found[path] |= _encodings_in_segments([path]) or set()
    return [f"{path} ({', '.join(sorted(found[path]))})" for path in files if found[path]]


def _keeps_tokens(path: Path) -> bool:
    """What `ingest login` wrote, or a run that renewed the token: private, in its own folder."""
    return (
        path.parent.name == _TOKEN_FOLDER
        and path.suffix == ".json"
        and stat.S_IMODE(path.stat().st_mode) == 0o600
    )


def _encodings_in_file(path: Path) -> set[str]:
    found: set[str] = set()
    overlap = max(len(pattern) for _, pattern in _PATTERNS)
    tail = b""
    try:
        with path.open("rb") as file:
            while part := file.read(_AT_ONCE):
                found |= encodings_in(tail + part)
                tail = part[-overlap:]
    except (PermissionError, FileNotFoundError):
        return found  # a test took the right to read it away, or a process of its the file
    return found


def _encodings_in_segments(paths: list[Path]) -> set[str] | None:
    """Columns are compressed, so the texts themselves are looked through. None if unreadable."""
    try:
        frame = pl.read_parquet(paths, hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, OSError):
        return None  # not alike, or damaged on purpose
    found: set[str] = set()
    for column in frame.select(pl.col(pl.String, pl.Binary)):
        texts = column.drop_nulls().cast(pl.Binary).to_list()
        found |= encodings_in(b"\n".join(texts))
    return found


@contextmanager
def streams_watched(leaks: list[str]) -> Iterator[None]:
    """Look through what processes write, at the three places where tests read it."""
    waited = subprocess.Popen.communicate
    awaited, warm = asyncio.subprocess.Process.communicate, WarmProcess.communicate

    def look(said: tuple[Any, Any]) -> None:
        for name, stream in zip(("output", "errors"), said, strict=True):
            data = stream.encode() if isinstance(stream, str) else stream or b""
            for found in sorted(encodings_in(data)):
                test = os.environ.get("PYTEST_CURRENT_TEST", "a fixture")
                leaks.append(f"{name} of a process of {test} ({found})")

    def communicate(process: Any, *arguments: Any, **named: Any) -> Any:
        said = waited(process, *arguments, **named)
        look(said)
        return said

    async def communicate_async(process: Any, *arguments: Any, **named: Any) -> Any:
        said = await awaited(process, *arguments, **named)
        look(said)
        return said

    async def communicate_warm(process: WarmProcess) -> tuple[bytes, bytes]:
        said = await warm(process)
        look(said)
        return said

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess.Popen, "communicate", communicate)
        patch.setattr(asyncio.subprocess.Process, "communicate", communicate_async)
        patch.setattr(WarmProcess, "communicate", communicate_warm)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_secret_is_written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """X6, over the whole session of a worker: its last test ends with an error if there is one."""
    leaks: list[str] = []
    with streams_watched(leaks):
        yield
    for folder in (tmp_path_factory.getbasetemp(), ROOT / "target", ROOT / "logs"):
        leaks += leaks_below(folder)
    if leaks:
        pytest.fail("\n".join(["secrets where none may be:", *leaks]), pytrace=False)
