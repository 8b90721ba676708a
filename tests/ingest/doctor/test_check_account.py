"""`ingest doctor` on account, clock, settings and versions; it changes nothing."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from ingest.demo.world import World
from ingest.doctor import check_account, check_versions
from ingest.doctor.finding import State, broken, exit_code, good
from ingest.errors import ApiUnavailable, SignInNeeded, StorageError, UsageError
from ingest.raw.store import open_for_writing
from tests.support.commands import ROOT, account, environment, ingest
from tests.support.doctor import everything_below, examined, examined_online, three_segments
from tests.support.sign_in_service import GAMERTAG, SignInServer
from tests.support.watched_server import Override, WatchedServer

APP = {
    "SPNKR_AZURE_CLIENT_ID": "client",
    "SPNKR_AZURE_CLIENT_SECRET": "canary-secret",
    "SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0",
}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path / "data", **account("http://127.0.0.1:9"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return three_segments(tmp_path)


async def test_all_is_well_in_one_line_a_check_and_in_one_object(
    root: Path, tmp_path: Path
) -> None:
    async with WatchedServer(World(players=1, matches=3)) as server:
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
    assert "ingest login" in refused["account"].remedy


async def test_a_refused_account_and_an_unavailable_api_have_different_exits(
    env: dict[str, str], tmp_path: Path
) -> None:
    away = await examined_online(env)
    assert (away["API"].exit_code, away["account"].state) == (7, State.OK)
    async with WatchedServer(World(players=1, matches=3)) as server:
        server.tokens = {"another"}
        refused = await examined_online(environment(tmp_path / "data", **account(server.url)))
    assert (refused["account"].state, refused["account"].exit_code) == (State.FAIL, 4)


def test_no_account_is_exit_4_and_names_the_command(tmp_path: Path) -> None:
    found = examined(environment(tmp_path / "data"))
    assert exit_code(found.values()) == 4
    assert found["account"].remedy == "`ingest login`"


def test_settings_that_cannot_be_read_are_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ingest.toml").write_text("[[players]]\nnickname = 'x'\n")
    found = examined(environment(tmp_path / "data"))
    assert exit_code(found.values()) == 2
    assert "nickname" in found["settings"].seen


@pytest.mark.parametrize("order", [1, -1])
def test_the_exit_code_is_that_of_the_problem_to_correct_first(order: int) -> None:
    kinds = [UsageError, StorageError, SignInNeeded, ApiUnavailable]
    findings = [good("fine", ""), *(broken("x", "", "", kind) for kind in kinds)][::order]
    for kind in kinds:
        assert exit_code(findings) == kind.exit_code
        findings = [one for one in findings if one.exit_code != kind.exit_code]
    assert exit_code(findings) == 0


@pytest.mark.fault("S12")
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
def test_a_wrong_clock_is_reported(error: timedelta, state: str) -> None:
    theirs = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    found = check_account.clock(theirs, theirs + error)
    assert found.state is (State.WARN if state else State.OK)
    minutes = round(abs(error).total_seconds() / 60)
    assert not state or f"{minutes:,} minutes {state}" in found.seen


@pytest.mark.fault("S12")
async def test_the_clock_is_compared_with_the_api(tmp_path: Path) -> None:
    theirs = datetime.now(UTC) - timedelta(minutes=62)
    async with WatchedServer(World(players=1, matches=3)) as server:
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


@pytest.mark.fault("X7")
@pytest.mark.parametrize("loose", ["login.json", "."])
def test_a_token_others_may_read_is_exit_2_and_the_command_corrects_it(
    loose: str, tmp_path: Path
) -> None:
    env = environment(tmp_path / "data")
    folder = Path(env["XDG_CONFIG_HOME"]) / "halo-ingest"
    folder.mkdir(mode=0o700, parents=True)
    (folder / "login.json").touch(mode=0o600)
    (folder / loose).chmod(0o755)
    found = examined(env)["token file"]
    assert (found.state, found.exit_code) == (State.FAIL, 2)
    subprocess.run(found.remedy.strip("`"), shell=True, check=True)
    assert examined(env)["token file"].state is State.OK


@pytest.mark.fault("X10")
def test_versions_are_those_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert check_versions.judged(asked, check_versions.installed).state is State.OK
    aiohttp = next(one for one in asked if one.startswith("aiohttp"))
    for version, holds in {"3.14.3": 0, "3.14.4": 1, "3.14": 0, "3.15.0": 1, "4.0": 1}.items():
        assert check_versions.meets(version, aiohttp) == bool(holds)
    locked = re.search(r"^aiohttp==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert locked
    assert check_versions.meets(locked[1], aiohttp)


@pytest.mark.fault("X10")
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
def test_a_version_out_of_bounds_is_exit_2(version: str, wanted: str, holds: bool) -> None:
    found = check_versions.judged([wanted, "absent>=1; extra == 'spark'"], lambda _: version)
    assert found.exit_code == (0 if holds else 2)
    assert holds or version in found.seen
