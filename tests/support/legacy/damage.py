"""Files in bad shape: with a write-ahead log left by a kill, corrupt, or locked by a writer."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import duckdb

Damage = Literal["header", "blocks", "truncated"]
DATABASE_HEAD, DATABASE_BLOCK = 12_288, 262_144
# The child commits, says so, and waits for its end; nothing of it reaches the file itself.
WRITER = """
import sys, time
import duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("set checkpoint_threshold = '1TB'")
connection.execute("set wal_autocheckpoint = '1TB'")
for statement in sys.argv[2:]:
    connection.execute(statement)
print("committed", flush=True)
time.sleep(600)
"""
HOLDER = """
import sys
import duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class WalRows:
    """What only the write-ahead log of a database has."""

    wal: Path
    match_id: str
    """One match, played by nobody else, …"""
    tables: dict[str, int]
    """… and its rows by table."""


def leave_wal(path: Path, seed: int = 1) -> WalRows:
    """Commit a match to an owner's database and die by SIGKILL before the checkpoint."""
    match_id = str(uuid.UUID(int=Random(f"wal/{seed}").getrandbits(128), version=4))
    statements = (
        "insert into match_stats (match_id, start_time, end_time, outcome, team_id, kills, deaths,"
        " assists, kda, accuracy, time_played_seconds, updated_at) values"
        f" ('{match_id}', '2025-12-24 20:00:00.25', '2025-12-24 20:08:20.25', 2, 0, 12, 7, 6,"
        " 7.0, 48.5, 500, '2026-02-14 09:30:00')",
        "insert into medals_earned (match_id, medal_name_id, count) values"
        f" ('{match_id}', 622331684, 3)",
    )
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), *statements], stdout=subprocess.PIPE, text=True
    )
    _wait(child, "committed")
    child.kill()
    _close(child)
    wal = path.with_name(path.name + ".wal")
    assert wal.stat().st_size > 0
    return WalRows(wal, match_id, {"match_stats": 1, "medals_earned": 1})


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Another process has the database open for writing meanwhile."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _wait(child, "open")
        yield
    finally:
        child.kill()
        _close(child)


def corrupt(path: Path, how: Damage = "blocks") -> None:
    """Spoil any file so that it does not open: its head, all behind its head, or its end."""
    size = path.stat().st_size
    if how == "truncated":
        os.truncate(path, min(size // 2, DATABASE_HEAD * 5))
        return
    first, stop = (0, 64) if how == "header" else (min(DATABASE_HEAD, size // 4), size)
    with path.open("r+b") as file:
        file.seek(first)
        file.write(b"\xa5" * (stop - first))


def corrupt_data(path: Path, table: str = "match_stats") -> None:
    """Spoil one block of a database, so that it opens and only reading the table fails."""
    original = path.read_bytes()
    for first in range(DATABASE_HEAD, len(original), DATABASE_BLOCK):
        with path.open("r+b") as file:
            file.seek(first + 512)  # a small table fills only the front of its block
            file.write(b"\xa5" * 64)
        if _opens_but_fails(path, table):
            return
        path.write_bytes(original)
    raise AssertionError(f"no block of {path} holds only data of {table}")


def _opens_but_fails(path: Path, table: str) -> bool:
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error:
        return False
    with connection:
        try:
            connection.execute(f"select * from {table}").fetchall()
        except duckdb.Error:
            return True
    return False


def _wait(child: subprocess.Popen[str], said: str) -> None:
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    if line != said:
        _close(child)
        raise AssertionError(f"the writing process said {line!r}, not {said!r}")


def _close(child: subprocess.Popen[str]) -> None:
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            pipe.close()
