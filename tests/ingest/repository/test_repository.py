"""What the repository holds and needs: nobody's secrets, no known holes, no calls home."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from ingest.film.decode import decode_film
from tests.support.commands import DBT, ROOT, environment
from tests.support.dbt_process import PROJECT
from tests.support.replay import SAMPLES

# an Xbox or Halo token, a signed web token, a Microsoft refresh token, a key of a cloud
TOKENS = re.compile(
    r"v4=[A-Za-z0-9+/=_-]{40}|XBL3\.0 x=\d+;\S{20}|\beyJ[\w-]{16,}\.[\w-]{16,}\."
    r"|\bM\.[CR]\d{3}_\S{20}|\bEwA[\w+/=]{60}|\b[0-9A-Za-z_~.-]{3}8Q~[0-9A-Za-z_~.-]{31,34}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
)
LOOKS_LIKE_ONE = [
    "v4=" + "aB3/" * 12,
    "XBL3.0 x=123;" + "q" * 30,
    "eyJ" + "a" * 20 + "." + "b" * 20 + ".c",
    "M.R" + "345_BAY." + "x" * 30,
    "EwA" + "y4D/" * 20,
    "abc" + "8Q~" + "d" * 33,
    "-----BEGIN RSA " + "PRIVATE KEY-----",
]


@cache
def tracked() -> dict[str, str]:
    """Every file of the repository, as text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        # an unpacked archive has no list of what is published, which is all that is asked here
        pytest.skip("this is not a clone: git knows no files here")
    names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert len(names) > 300
    return {name: (ROOT / name).read_bytes().decode("utf-8", "replace") for name in names}


@pytest.mark.fault("X9")
def test_no_tracked_file_holds_a_token() -> None:
    found = [
        f"{name}: {hit[0][:12]}…"
        for name, text in tracked().items()
        if (hit := TOKENS.search(text))
    ]
    assert found == []


@pytest.mark.fault("X9")
@pytest.mark.parametrize("token", LOOKS_LIKE_ONE, ids=lambda token: token[:6])
def test_a_token_would_be_seen(token: str) -> None:
    assert TOKENS.search(f'header = "{token}"')


@pytest.mark.fault("X9")
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real payloads are not here to compare with")
def test_no_tracked_file_names_a_real_player() -> None:
    names, xuids = real_players()
    assert len(names) > 10
    assert len(xuids) > 10
    whole = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sorted(names | xuids)))
    found = [f"{name}: {hit[0]}" for name, text in tracked().items() if (hit := whole.search(text))]
    assert found == []


def real_players() -> tuple[set[str], set[str]]:
    """Gamertags longer than a common word, and xuids, out of the real payloads and films."""
    names, xuids = set(), set()
    for path in SAMPLES.rglob("*.json"):
        xuids.update(re.findall(r"xuid\((\d{16})\)", path.read_text(encoding="utf-8")))
    for path in (SAMPLES / "film").iterdir():
        version = int(path.name.partition("_")[0])
        for event in json.loads(decode_film(path.read_bytes(), version, None).events_json):
            names.add(event["gamertag"])
            xuids.add(event["xuid"])
    return {name for name in names if len(name) > 5}, xuids


@pytest.mark.fault("X10")
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_the_http_library_is_one_without_the_known_holes(lock: str) -> None:
    pinned = re.search(r"^aiohttp==(\d+)\.(\d+)\.(\d+)\b", (ROOT / lock).read_text(), re.MULTILINE)
    assert pinned
    assert tuple(map(int, pinned.groups())) >= (3, 14, 4)
    assert "aiohttp>=3.14.4" in (ROOT / "pyproject.toml").read_text()


@pytest.mark.fault("X10")
def test_every_pin_has_a_hash_and_none_names_a_host() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert [one for one in blocks if "==" in one and "--hash=sha256:" not in one] == []
        assert "://" not in text


@pytest.mark.fault("X11")
def test_dbt_sends_no_statistics() -> None:
    project = (ROOT / "dbt_project.yml").read_text()
    assert re.search(
        r"^flags:\n(  .*\n)*?  send_anonymous_usage_stats: false$", project, re.MULTILINE
    )


def offline() -> list[str]:
    """Runs a command in a network of its own, which leads nowhere."""
    unshare = shutil.which("unshare")
    alone = [unshare or "unshare", "--map-root-user", "--net"]
    if not unshare or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        # some containers forbid namespaces, and there is no other way without being root
        pytest.skip("this machine does not let us take the network away")
    return alone


@pytest.mark.fault("X11")
@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-m", "ingest", "status"],
        pytest.param([str(DBT), "parse", *PROJECT], marks=pytest.mark.slow),
    ],
    ids=["status", "dbt"],
)
def test_all_but_asking_the_api_works_without_a_network(command: list[str], tmp_path: Path) -> None:
    target = ["--target-path", str(tmp_path), "--log-path", str(tmp_path)]
    arguments = [*command, *(target if "parse" in command else [])]
    env = environment(tmp_path / "data", TMPDIR=str(tmp_path))
    done = subprocess.run(
        [*offline(), *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_folder_of_tests_is_left_out(request: pytest.FixtureRequest) -> None:
    left_out = request.config.getini("norecursedirs")
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    parts = {part for folder in folders for part in folder.relative_to(ROOT).parts}
    assert [one for one in parts if any(fnmatch(one, pattern) for pattern in left_out)] == []
