"""Runs dbt in processes that begin with dbt imported and the project parsed.

A small build needs a third of its time for these two steps. A server process does them once for
each pytest worker, and each command runs in a fork of it. The parsed project does not depend on
the data directory, because the path of the database is relative to it.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from ingest.warehouse.build.unused_work import drop_debug_events

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ("--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
PROJECT_FILES = ("dbt_project.yml", "profiles.yml", "dbt_project", "macros", "seeds", "tests/dbt")
QUIET = ("--no-use-colors", "--log-level-file", "none")
SETTINGS = {"HALO_WAREHOUSE": "warehouse.duckdb", "HALO_PERSIST_DOCS": "false"}
_OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""dbt keeps nearly all objects it makes; searching them for cycles took an eighth of a build."""

_parsed: list[Any] = []
"""The manifest, in the server process and its forks."""


def run_dbt(arguments: Sequence[str], env: Mapping[str, str], target_path: Path) -> int:
    """Run one command in a fork; what it prints goes to `stdout` and `stderr` in its target."""
    return in_fork(child, *child_arguments(arguments, env, target_path))


def kill_dbt(
    arguments: Sequence[str], env: Mapping[str, str], target_path: Path, lines: int
) -> None:
    """Kill one command as soon as it has printed so many lines, if it does."""
    process = _server().Process(target=child, args=child_arguments(arguments, env, target_path))
    printed = target_path / "stdout"
    printed.write_bytes(b"")
    process.start()
    while process.is_alive() and printed.read_bytes().count(b"\n") < lines:
        time.sleep(0.01)
    process.kill()
    process.join()


def child_arguments(
    arguments: Sequence[str], env: Mapping[str, str], target_path: Path
) -> tuple[list[str], dict[str, str], str]:
    target_path.mkdir(parents=True, exist_ok=True)
    folders = ("--target-path", str(target_path), "--log-path", str(target_path))
    return [*QUIET, *arguments, *folders, *PROJECT], dict(env), str(target_path)


def parsed_manifest() -> bytes:
    """The file that dbt writes of the parsed project."""
    assert in_fork(_check_parsed) == 0, "dbt cannot parse the project"
    return (_kept() / "manifest.json").read_bytes()


def in_fork(function: Callable[..., None], *arguments: object) -> int:
    process = _server().Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _check_parsed() -> None:
    os._exit(0 if _parsed else 1)


def parse_once() -> None:
    """In the server process: import dbt and parse. Workers take turns and share the result."""
    from dbt.cli.main import dbtRunner

    kept = _kept()
    kept.mkdir(parents=True, exist_ok=True)
    for other in kept.parent.iterdir():  # of files that have changed since
        if other != kept:
            shutil.rmtree(other, ignore_errors=True)
    folders = ("--target-path", str(kept), "--log-path", str(kept))
    os.environ.update(SETTINGS)
    with (kept / "parse.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parsed = dbtRunner().invoke([*QUIET, "--quiet", "parse", *folders, *PROJECT])
    if parsed.success:
        _parsed.append(parsed.result)
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 50, 50)


def _kept() -> Path:
    """The folder of the parsed project, named by its content.

    dbt parses in part after a change, and then forgets the descriptions of tests.
    """
    named = (ROOT / name for name in PROJECT_FILES)
    content = hashlib.sha256()
    for path in sorted(path for one in named for path in (one, *one.rglob("*")) if path.is_file()):
        content.update(f"{path} {path.stat().st_size} ".encode() + path.read_bytes())
    return ROOT / "target" / "tests" / content.hexdigest()[:16]


def _server() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.support.parsed_project"])
    return context


def child(arguments: list[str], env: dict[str, str], target_path: str) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    drop_debug_events()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(env["HALO_DATA_DIR"])
    for name, number in (("stdout", 1), ("stderr", 2)):
        with Path(target_path, name).open("wb") as file:
            os.dup2(file.fileno(), number)
    done = dbtRunner(manifest=_parsed[0] if _parsed else None).invoke(arguments)
    if done.exception is not None:
        print(done.exception)
    # else the file is left with its log beside it; the method has no types
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0 if done.success else 2 if done.exception is not None else 1)
