"""`ingest doctor` finds what is planted, names what mends it, and touches nothing."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import duckdb
import pytest

from ingest.demo.server import DemoServer, Override
from ingest.demo.world import World
from ingest.doctor import account as account_checks
from ingest.doctor import place, raw, versions
from ingest.doctor.checkup import checkup
from ingest.doctor.finding import Finding, State, broken, exit_code, good
from ingest.errors import ApiUnavailable, SignInNeeded, StorageError, UsageError
from ingest.raw import Feed, Row, Status
from ingest.raw.layout import segments
from ingest.raw.store import open_for_writing
from tests.support.commands import ROOT, account, environment, ingest
from tests.support.sign_in_service import GAMERTAG, SignInServer

APP = {
    "SPNKR_AZURE_CLIENT_ID": "client",
    "SPNKR_AZURE_CLIENT_SECRET": "canary-secret",
    "SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0",
}


def examined(env: Mapping[str, str], *, offline: bool = True) -> dict[str, Finding]:
    """The findings by name."""
    return {one.name: one for one in checkup(env, offline=offline)}


async def examined_online(env: Mapping[str, str]) -> dict[str, Finding]:
    """The same with the network, while this event loop serves the API."""
    return await asyncio.to_thread(examined, env, offline=False)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "data", **account("http://127.0.0.1:9"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A raw directory with a few segments of its own."""
    with open_for_writing(tmp_path / "data" / "raw") as store:
        for number in range(3):
            key = f"match {number}"
            store.commit([Row(feed=Feed.MATCH_STATS, key=key, status=Status.OK, payload="{}")])
    return tmp_path / "data" / "raw"


def everything_below(folder: Path) -> dict[Path, tuple[int, int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


async def test_all_is_well_in_one_line_a_check_and_in_one_object(
    root: Path, tmp_path: Path
) -> None:
    async with DemoServer(World(players=1, matches=3)) as server:
        env = environment(tmp_path / "data", **account(server.url))
        before = everything_below(tmp_path)
        with open_for_writing(root):  # as `ingest run` holds it
            held = everything_below(tmp_path)
            done = await ingest("doctor", env=env, cwd=tmp_path)
            as_json = await ingest("doctor", "--json", env=env, cwd=tmp_path)
            assert everything_below(tmp_path) == held
        assert set(before) == set(held)
    assert (done.code, done.err, as_json.code) == (0, "", 0), done.out
    lines = done.out.splitlines()
    found = json.loads(as_json.out)
    assert found["exit"] == 0
    assert [line[:4].strip() for line in lines] == [one["state"] for one in found["checks"]]
    assert (
        len({line.index(one["name"]) for line, one in zip(lines, found["checks"], strict=True)})
        == 1
    )
    names = [one["name"] for one in found["checks"]]
    assert names[:6] == ["versions", "settings", "token file", "account", "clock", "access"]
    assert "tokens of SPNKR_SPARTAN_TOKEN" in done.out
    assert not [one for one in found["checks"] if one["state"] == "fail"]


async def test_the_account_is_signed_in_for_real(tmp_path: Path) -> None:
    async with SignInServer(World(players=1, matches=3)) as server:
        env = environment(tmp_path / "data", HALO_API_URL=server.url, **APP)
        found = await examined_online(env)
        assert found["account"].state is State.OK
        assert GAMERTAG in found["account"].seen
        assert "environment-" in found["account"].seen, "where the refresh token is by now"
        assert server.service.sign_ins == 1
        offline = examined(env)
        assert server.service.sign_ins == 1
        server.service.refresh = "canary-other"  # as if it was withdrawn
        refused = await examined_online(env)
    assert "clock" not in offline
    assert refused["account"].state is State.FAIL
    assert refused["account"].exit_code == 4
    assert "ingest login" in refused["account"].mend


async def test_an_account_that_is_refused_and_an_api_that_is_away_are_told_apart(
    env: dict[str, str], tmp_path: Path
) -> None:
    away = await examined_online(env)
    assert (away["API"].exit_code, away["account"].state) == (7, State.OK)
    async with DemoServer(World(players=1, matches=3)) as server:
        server.tokens = {"another"}
        refused = await examined_online(environment(tmp_path / "data", **account(server.url)))
    assert (refused["account"].state, refused["account"].exit_code) == (State.FAIL, 4)


def test_no_account_is_exit_4_and_names_the_command(tmp_path: Path) -> None:
    found = examined(environment(tmp_path / "data"))
    assert exit_code(found.values()) == 4
    assert found["account"].mend == "`ingest login`"


def test_settings_that_cannot_be_read_are_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ingest.toml").write_text("[[players]]\nnickname = 'x'\n")
    found = examined(environment(tmp_path / "data"))
    assert exit_code(found.values()) == 2
    assert "nickname" in found["settings"].seen


@pytest.mark.parametrize("order", [1, -1])
def test_the_exit_code_is_that_of_what_must_be_mended_first(order: int) -> None:
    kinds = [UsageError, StorageError, SignInNeeded, ApiUnavailable]
    findings = [good("fine", ""), *(broken("x", "", "", kind) for kind in kinds)][::order]
    for kind in kinds:
        assert exit_code(findings) == kind.exit_code
        findings = [one for one in findings if one.exit_code != kind.exit_code]
    assert exit_code(findings) == 0


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (timedelta(hours=1), "ahead"),
        (timedelta(hours=-1), "behind"),
        (timedelta(days=1), "ahead"),
        (timedelta(days=-1), "behind"),
        (timedelta(minutes=4), ""),
        (timedelta(minutes=-4), ""),
    ],
)
def test_s12_a_wrong_clock_is_told(error: timedelta, state: str) -> None:
    theirs = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    found = account_checks.clock(theirs, theirs + error)
    assert found.state is (State.WARN if state else State.OK)
    minutes = round(abs(error).total_seconds() / 60)
    assert not state or f"{minutes:,} minutes {state}" in found.seen


async def test_s12_the_clock_is_compared_with_the_api(tmp_path: Path) -> None:
    theirs = datetime.now(UTC) - timedelta(minutes=62)
    async with DemoServer(World(players=1, matches=3)) as server:
        env = environment(tmp_path / "data", **account(server.url))
        right = await examined_online(env)
        (path,) = [path for path in server.paths if "calendar" in path.lower()]
        date = {"Date": format_datetime(theirs, usegmt=True), "Content-Type": "application/json"}
        server.overrides[path] = Override(200, b"{}", date)
        wrong = await examined_online(env)
    assert right["clock"].state is State.OK
    assert wrong["clock"].state is State.WARN
    assert re.search(r"6[12] minutes ahead", wrong["clock"].seen)
    assert exit_code(wrong.values()) == 0


@pytest.mark.parametrize("loose", ["login.json", "."])
def test_x7_a_token_others_may_read_is_exit_2_and_the_command_mends_it(
    loose: str, tmp_path: Path
) -> None:
    env = environment(tmp_path / "data")
    folder = Path(env["XDG_CONFIG_HOME"]) / "halo-ingest"
    folder.mkdir(mode=0o700, parents=True)
    (folder / "login.json").touch(mode=0o600)
    (folder / loose).chmod(0o755)
    found = examined(env)["token file"]
    assert (found.state, found.exit_code) == (State.FAIL, 2)
    subprocess.run(found.mend.strip("`"), shell=True, check=True)
    assert examined(env)["token file"].state is State.OK


def test_x10_versions_are_those_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert versions.judged(asked, versions.installed).state is State.OK
    aiohttp = next(one for one in asked if one.startswith("aiohttp"))
    for version, holds in {"3.14.3": 0, "3.14.4": 1, "3.14": 0, "3.15.0": 1, "4.0": 1}.items():
        assert versions.meets(version, aiohttp) == bool(holds)
    locked = re.search(r"^aiohttp==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert locked
    assert versions.meets(locked[1], aiohttp)


@pytest.mark.parametrize(
    ("version", "wanted", "holds"),
    [
        ("1.11.16", "dbt-core<1.12,>=1.11", True),
        ("1.12.0", "dbt-core<1.12,>=1.11", False),
        ("1.12.0rc1", "dbt-core<1.12,>=1.11", False),
        ("3.11.7", "Python >=3.11,<3.15", True),
        ("3.9.1", "Python >=3.11,<3.15", False),
        ("2.0", "duckdb>=2.0.0,!=2.0.1", True),
        ("2.0.1", "duckdb>=2.0.0,!=2.0.1", False),
    ],
)
def test_x10_a_version_out_of_bounds_is_exit_2(version: str, wanted: str, holds: bool) -> None:
    found = versions.judged([wanted, "absent>=1; extra == 'spark'"], lambda _: version)
    assert found.exit_code == (0 if holds else 2)
    assert holds or version in found.seen


@pytest.mark.parametrize(
    ("free", "state"),
    [(99_999_999, "fail"), (100_000_000, "warn"), (999_999_999, "warn"), (1_000_000_000, "ok")],
)
def test_s1_little_space_is_told_before_it_runs_out(free: int, state: str) -> None:
    found = place.space(Path("/some/where"), free)
    assert found.state == state
    assert found.exit_code == (6 if state == "fail" else 0)


def test_s3_a_directory_that_cannot_be_written_is_exit_6(tmp_path: Path) -> None:
    # root may write anywhere, so the read-only directory is one the kernel protects
    directory = Path("/proc/sys") if os.geteuid() == 0 else tmp_path / "read only"
    directory.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        directory.chmod(0o555)
    for data_dir in (directory, directory / "not there yet"):
        found = examined(environment(data_dir, XDG_CONFIG_HOME=str(tmp_path)))["access"]
        assert (found.state, found.exit_code) == (State.FAIL, 6)
        assert "HALO_DATA_DIR" in found.mend


def test_s4_a_damaged_segment_is_exit_6_and_names_verify(root: Path, env: dict[str, str]) -> None:
    assert examined(env)["segments"].state is State.OK
    for path in segments(root, Feed.MATCH_STATS):
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
        found = examined(env)
        assert (found["segments"].state, found["segments"].exit_code) == (State.FAIL, 6)
        assert path.name in found["segments"].seen
        assert found["segments"].mend.startswith("`ingest verify`")
        assert exit_code(found.values()) == 6
        path.write_bytes(whole)


def test_s4_a_sample_ends_in_time_and_takes_the_newest_first(root: Path) -> None:
    (found,) = raw.check_sample(root, seconds=0)
    assert "1 looked at" in found.seen
    newest = segments(root, Feed.MATCH_STATS)[-1]
    newest.write_bytes(b"")
    (found,) = raw.check_sample(root, seconds=0)
    assert newest.name in found.seen


def test_leftovers_are_told_when_no_run_can_be_writing_them(
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
    assert found["quarantined"].mend == "`ingest retry --status quarantined`"
    assert (found["failed"].state, found["failed"].seen) == ("warn", "2 in match_film")
    assert exit_code(found.values()) == 0


@contextmanager
def warehouse_of(root: Path, *more: str, read: int = 0) -> Iterator[Path]:
    """A warehouse as `ingest build` leaves one, in what doctor reads of it."""
    path = root.parent / "warehouse.duckdb"
    names = [one.relative_to(root).as_posix() for feed in Feed for one in segments(root, feed)]
    with duckdb.connect(str(path)) as warehouse:
        for statement in (
            "create schema raw",
            "create schema audit",
            "create table raw.segments (feed varchar, segment varchar, path varchar)",
            "create table audit.schema_drift "
            "(feed varchar, path varchar, first_seen_at timestamp, payload_count bigint)",
            "create table audit.unknown_values (enumeration varchar, value varchar, "
            "first_seen_at timestamp, row_count bigint, match_count bigint)",
            *more,
        ):
            warehouse.execute(statement)
        rows = [[name.split("/")[0], name, name] for name in names[: len(names) - read]]
        warehouse.executemany("insert into raw.segments values (?, ?, ?)", rows)
    yield path


def test_a_warehouse_not_built_yet_or_in_part_is_no_fault(root: Path, env: dict[str, str]) -> None:
    assert examined(env)["warehouse"] == good("warehouse", "not built yet", "`ingest build`")
    with duckdb.connect(str(root.parent / "warehouse.duckdb")) as warehouse:
        warehouse.execute("create schema raw")
    assert examined(env)["warehouse"].state is State.OK
    assert "in part" in examined(env)["warehouse"].seen


def test_how_far_the_warehouse_lags_behind_is_told(root: Path, env: dict[str, str]) -> None:
    with warehouse_of(root, read=2):
        found = examined(env)["warehouse"]
    count = sum(len(segments(root, feed)) for feed in Feed)
    assert (found.state, found.seen) == (State.OK, f"2 of {count} segments behind")
    assert found.mend == "`ingest build`"


def test_d1_d2_drift_and_unknown_values_are_warnings(root: Path, env: dict[str, str]) -> None:
    planted = (
        "insert into audit.schema_drift values "
        "('match_stats', 'MatchInfo.Weather', '2026-02-03 04:05:06', 7), "
        "('match_stats', 'MatchInfo.Tide', '2026-01-02 03:04:05', 2)",
        "insert into audit.unknown_values values ('outcome', '999', null, 1, 1)",
    )
    with warehouse_of(root, *planted):
        found = examined(env)
    assert found["schema drift"].state is State.WARN
    told = "schema changed on 2026-01-02: match_stats sends 2 unknown keys, such as MatchInfo.Tide"
    assert found["schema drift"].seen == told
    assert (found["values"].state, found["values"].seen) == (
        "warn",
        "1 unknown, such as outcome 999",
    )
    assert exit_code(found.values()) == 0


async def test_d1_status_says_so_too_and_works_while_somebody_writes(
    root: Path, env: dict[str, str]
) -> None:
    planted = (
        "insert into audit.schema_drift values "
        "('match_stats', 'MatchInfo.\x1b[31mTide', '2026-01-02 03:04:05', 2)"
    )
    with warehouse_of(root, planted) as path:
        done = await ingest("status", env=env, cwd=root.parent)
        with duckdb.connect(str(path)):
            locked = await ingest("status", env=env, cwd=root.parent)
    assert (done.code, locked.code) == (0, 0)
    told = "schema changed on 2026-01-02: match_stats sends 1 unknown keys"
    assert done.out.replace(locked.out, "").startswith(told)
    assert r"MatchInfo.\x1b[31mTide" in done.out


async def test_a_warehouse_somebody_writes_to_is_said_to_be_and_no_fault(
    root: Path, env: dict[str, str]
) -> None:
    with warehouse_of(root) as path, duckdb.connect(str(path)):
        done = await ingest("doctor", "--offline", "--json", env=env, cwd=root.parent)
    assert done.code == 0, done.out
    (found,) = [one for one in json.loads(done.out)["checks"] if one["name"] == "warehouse"]
    assert (found["state"], "being written" in found["seen"]) == ("ok", True)


def test_a_warehouse_that_is_none_is_exit_6(root: Path, env: dict[str, str]) -> None:
    (root.parent / "warehouse.duckdb").write_text("not one at all, but long enough for a header")
    found = examined(env)["warehouse"]
    assert (found.state, found.exit_code) == (State.FAIL, 6)
    assert found.mend == "move it away and `ingest build`"


@pytest.mark.parametrize(
    "number", [errno.ENOLCK, pytest.param(errno.EOPNOTSUPP, marks=pytest.mark.slow)]
)
def test_s8_where_files_cannot_be_locked_run_and_doctor_say_so(
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
