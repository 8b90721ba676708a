"""One writer at a time, and a lock that cannot be left behind."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.errors import AnotherIngestRunning
from ingest.raw import Feed, Row, Status
from ingest.raw.ledger import load_ledger
from ingest.raw.store import open_for_writing
from tests.support.commands import ROOT

HOLD_THE_LOCK = """
import sys, time
from pathlib import Path
from ingest.raw.store import open_for_writing
with open_for_writing(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def ok(key: str) -> Row:
    return Row(feed=Feed.MATCH_STATS, key=key, status=Status.OK, payload="{}")


@contextmanager
def lock_holder(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(root)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == "locked\n"
            yield process
        finally:
            process.kill()


@pytest.mark.fault("S6", "S7")
def test_a_second_process_learns_who_holds_the_lock_and_a_killed_one_frees_it(
    tmp_path: Path,
) -> None:
    with lock_holder(tmp_path) as holder:
        for _ in range(2):
            with pytest.raises(AnotherIngestRunning, match=rf"\bpid {holder.pid}\b") as told:
                open_for_writing(tmp_path).__enter__()
            assert told.value.exit_code == 5
        assert load_ledger(tmp_path).holds_rows() is False  # readers need no lock
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with open_for_writing(tmp_path) as store:
            store.commit([ok("after")])


@pytest.mark.fault("S6")
def test_whoever_has_just_locked_is_named_not_the_one_killed_before(tmp_path: Path) -> None:
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    host, started = socket.gethostname(), "2026-01-02T03:04:05+00:00"
    before = {"pid": killed.pid, "host": host, "started_at": started}
    lock = tmp_path / ".lock"
    lock.write_text(json.dumps(before))

    def sign() -> None:
        lock.write_text(json.dumps({**before, "pid": os.getpid()}))

    with lock.open("r") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        signing = threading.Timer(0.05, sign)
        signing.start()
        with pytest.raises(AnotherIngestRunning) as told:
            open_for_writing(tmp_path).__enter__()
        signing.join()
    assert f"pid {os.getpid()} on {host} since {started}" in str(told.value)


@pytest.mark.fault("S6")
def test_a_second_opener_in_the_same_process_is_refused(tmp_path: Path) -> None:
    with open_for_writing(tmp_path) as store:
        with pytest.raises(AnotherIngestRunning, match=rf"\bpid {os.getpid()}\b"):
            open_for_writing(tmp_path).__enter__()
        store.commit([ok("still mine")])
    with open_for_writing(tmp_path) as again:
        assert again.ledger.status(Feed.MATCH_STATS, "still mine") is Status.OK
