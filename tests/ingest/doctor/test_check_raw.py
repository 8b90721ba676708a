"""`ingest doctor` on a data directory: access, locks, room, and what has landed."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.doctor import check_directory, check_raw
from ingest.doctor.finding import State, exit_code
from ingest.raw import Feed, Row, Status
from ingest.raw.listing import segments
from ingest.raw.store import open_for_writing
from tests.support.commands import account, environment
from tests.support.doctor import everything_below, examined, three_segments


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "data", **account("http://127.0.0.1:9"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return three_segments(tmp_path)


@pytest.mark.fault("S1")
@pytest.mark.parametrize(
    ("free", "state"),
    [(99_999_999, "fail"), (100_000_000, "warn"), (999_999_999, "warn"), (1_000_000_000, "ok")],
)
def test_little_space_is_reported_before_it_runs_out(free: int, state: str) -> None:
    found = check_directory.space(Path("/some/where"), free)
    assert found.state == state
    assert found.exit_code == (6 if state == "fail" else 0)


@pytest.mark.fault("S3")
def test_a_directory_that_cannot_be_written_is_exit_6(tmp_path: Path) -> None:
    # root may write anywhere, so the read-only directory is one the kernel protects
    directory = Path("/proc/sys") if os.geteuid() == 0 else tmp_path / "read only"
    directory.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        directory.chmod(0o555)
    for data_dir in (directory, directory / "not there yet"):
        found = examined(environment(data_dir, XDG_CONFIG_HOME=str(tmp_path)))["access"]
        assert (found.state, found.exit_code) == (State.FAIL, 6)
        assert "HALO_DATA_DIR" in found.remedy


@pytest.mark.fault("S4")
def test_a_damaged_segment_is_exit_6_and_names_verify(root: Path, env: dict[str, str]) -> None:
    assert examined(env)["segments"].state is State.OK
    for path in segments(root, Feed.MATCH_STATS):
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
        found = examined(env)
        assert (found["segments"].state, found["segments"].exit_code) == (State.FAIL, 6)
        assert path.name in found["segments"].seen
        assert found["segments"].remedy.startswith("`ingest verify`")
        assert exit_code(found.values()) == 6
        path.write_bytes(whole)


@pytest.mark.fault("S4")
def test_a_sample_ends_in_time_and_takes_the_newest_first(root: Path) -> None:
    (found,) = check_raw.check_sample(root, seconds=0)
    assert "1 looked at" in found.seen
    newest = segments(root, Feed.MATCH_STATS)[-1]
    newest.write_bytes(b"")
    (found,) = check_raw.check_sample(root, seconds=0)
    assert newest.name in found.seen


def test_leftovers_are_reported_when_no_run_can_be_writing_them(
    root: Path, env: dict[str, str]
) -> None:
    half = root / ".incoming" / "match_stats-000000000099-dead.parquet"
    half.write_bytes(b"PAR1")
    assert examined(env)["leftovers"].state is State.OK, "a run may be writing it now"
    os.utime(half, times=(time.time() - 3600,) * 2)
    assert examined(env)["leftovers"].state is State.WARN
    with open_for_writing(root):
        assert examined(env)["leftovers"].state is State.OK


def test_what_was_quarantined_and_what_failed_is_counted_by_feed(
    root: Path, env: dict[str, str]
) -> None:
    def row(feed: Feed, key: str, status: Status) -> Row:
        return Row(feed=feed, key=key, status=status, reason="planted")

    with open_for_writing(root) as store:
        store.commit([row(Feed.MATCH_SKILL, f"{n}", Status.QUARANTINED) for n in range(3)])
        store.commit([row(Feed.MATCH_FILM, f"{n}", Status.FAILED) for n in range(2)])
    found = examined(env)
    assert (found["quarantined"].state, found["quarantined"].seen) == ("warn", "3 in match_skill")
    assert found["quarantined"].remedy == "`ingest retry --status quarantined`"
    assert (found["failed"].state, found["failed"].seen) == ("warn", "2 in match_film")
    assert exit_code(found.values()) == 0


@pytest.mark.fault("S8")
@pytest.mark.parametrize(
    "number", [errno.ENOLCK, pytest.param(errno.EOPNOTSUPP, marks=pytest.mark.slow)]
)
def test_where_files_cannot_be_locked_run_and_doctor_say_so(
    number: int, root: Path, env: dict[str, str]
) -> None:
    before = everything_below(root)
    refusing = f"""
import fcntl, os
def flock(handle, operation):
    raise OSError({number}, os.strerror({number}))
fcntl.flock = flock
from ingest.cli.app import main
main()
"""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", refusing, *arguments]
        return subprocess.run(
            command, env=env, cwd=root.parent, capture_output=True, text=True, check=False
        )

    done = run("run", "--demo")
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1), done.stderr
    assert "cannot be locked" in done.stderr
    assert "HALO_DATA_DIR" in done.stderr
    found = run("doctor", "--offline")
    assert found.returncode == 6
    assert re.search(r"^fail +locks .*HALO_DATA_DIR", found.stdout, re.MULTILINE)
    assert everything_below(root) == before
