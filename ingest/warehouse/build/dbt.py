"""dbt as a child process, and what it says became of its nodes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path
from types import FrameType
from typing import Any

from ingest.errors import BuildFailed, IngestError, StorageError, UsageError
from ingest.log import LOG
from ingest.signals import ending_signals
from ingest.warehouse.build.child import PROGRESS
from ingest.warehouse.build.progress import BuildProgress

_NO_SPACE = ("No space left on device", "Disk quota exceeded", "File too large")
_NO_MEMORY = ("Out of Memory Error", "MemoryError")
_LITTLE = 1 << 20
_SHOWN = 5


class Voice(Enum):
    """Where the lines of dbt go."""

    TERMINAL = auto()
    """To our own streams, as dbt writes them."""
    LOG = auto()
    """Each line is one of our log, on standard error."""


def run_dbt(
    command: Sequence[str],
    env: Mapping[str, str],
    root: Path,
    lock: int,
    voice: Voice,
    progress: BuildProgress,
) -> int:
    """dbt's exit code."""
    taken, reported = os.pipe()
    is_logged = voice is Voice.LOG
    env = {**env, PROGRESS: str(reported), **({"DBT_USE_COLORS": "false"} if is_logged else {})}
    with (
        os.fdopen(taken) as news,
        subprocess.Popen(
            command,
            cwd=root,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if is_logged else None,
            stderr=subprocess.STDOUT if is_logged else None,
            pass_fds=(lock, reported),
            text=True,
            errors="backslashreplace",
        ) as dbt,
        progress,
    ):
        os.close(reported)
        watching = threading.Thread(target=_watch, args=(news, progress))
        watching.start()
        try:
            for line in dbt.stdout or ():
                LOG.info(line.rstrip("\n"))
            return dbt.wait()
        finally:
            dbt.kill()  # nothing once it has ended; its side file is thrown away
            watching.join()


def _watch(news: Iterable[str], progress: BuildProgress) -> None:
    for line in news:
        progress.take(line)


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """A signal ends the build where it is, tidying on the way out; later ones change nothing."""

    def end(number: int, _: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)
        raise SystemExit(128 + number)

    before = {one: signal.getsignal(one) for one in ending_signals()}
    for one in before:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def failure(code: int, results: Path, published: Path) -> IngestError:
    """Why dbt failed, in one sentence."""
    failed = _failed(results)
    kept = f"nothing was published, {published} is as it was"
    said = " ".join(failed.values())
    if any(sign in said for sign in _NO_SPACE) or _full(results.parent) or _full(published.parent):
        return StorageError(f"the disk is full: {kept}", "free some space and build again")
    if any(sign in said for sign in _NO_MEMORY) or code == -signal.SIGKILL:
        return StorageError(f"memory ran out: {kept}", "see HALO_MEMORY_LIMIT in docs/settings.md")
    if failed:
        more = f" and {len(failed) - _SHOWN} more" if len(failed) > _SHOWN else ""
        return BuildFailed(f"{', '.join([*failed][:_SHOWN])}{more} failed; {kept}")
    if code == 2:
        return UsageError(f"dbt could not start building, it says above why; {kept}")
    return BuildFailed(f"dbt ended with {code}; {kept}")


def _full(folder: Path) -> bool:
    """Too full for dbt to say so where we would find it."""
    return folder.is_dir() and shutil.disk_usage(folder).free < _LITTLE


def warnings(results: Path) -> list[str]:
    """Tests that found something, and how many rows."""
    return [
        f"{one['unique_id'].split('.')[2]}: {one['failures']:,} rows"
        for one in _results(results)
        if one["status"] == "warn"
    ]


def _failed(results: Path) -> dict[str, str]:
    """Names of failed nodes and what dbt says of each; nothing if it did not get that far."""
    return {
        one["unique_id"].split(".")[2]: one["message"] or ""
        for one in _results(results)
        if one["status"] in ("error", "fail", "runtime error")
    }


def _results(results: Path) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(results.read_bytes())["results"]
    except (OSError, ValueError):
        return []
    return found
