"""`ingest login`, `whoami`, `logout` and a run signed in by them, as the user's shell sees them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from ingest.demo.world import World
from tests.support.commands import Finished, environment, ingest, ingest_arguments
from tests.support.sign_in_service import (
    GAMERTAG,
    HTML,
    XUID,
    SignInServer,
    Step,
    refusal,
    settings_for,
)
from tests.support.watched_server import Override

APP = {"SPNKR_AZURE_CLIENT_ID": "client", "SPNKR_AZURE_CLIENT_SECRET": "canary-secret"}
GIVEN = {"SPNKR_OAUTH_REFRESH_TOKEN": "canary-refresh-0", **APP}
SIGN_IN = len(Step)


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=4, players=1, matches=6)


@pytest.fixture
async def server(world: World) -> AsyncIterator[SignInServer]:
    async with SignInServer(world) as server:
        yield server


def kept_in(folder: Path) -> dict[str, str]:
    """Every kept refresh token, by the name of its file."""
    return {
        path.name: json.loads(path.read_text())["refresh_token"]
        for path in (folder / "config" / "halo-ingest").glob("*.json")
    }


def run_of(server: SignInServer) -> tuple[str, ...]:
    return ("run", "--json", "--verbose", "--player", server.world.players[0].xuid)


async def log_in(server: SignInServer, folder: Path, *answers: str, **more: str) -> Finished:
    """Answer what is asked; the last answer is the address, made from the page shown."""
    server.service.codes.add("canary-code")
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("login", *([] if more else ["--with", "browser"])),
        env=settings_for(server, folder, **more),
        cwd=folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write("".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    while not (state := re.search(rb"state=([\w-]+)", shown)):
        read = await process.stdout.read(1000)
        assert read, shown  # it ended without showing the page
        shown += read
    address = f"https://localhost/?code=canary-code&state={state[1].decode()}"
    out, err = await process.communicate(f"{address}\n".encode())
    return Finished(process.returncode or 0, (shown + out).decode(), err.decode())


async def test_login_whoami_run_and_logout(server: SignInServer, tmp_path: Path) -> None:
    done = await log_in(server, tmp_path, **APP)
    assert (done.code, done.err) == (0, "")
    file = tmp_path / "config" / "halo-ingest" / "login.json"
    assert f"signed in as {GAMERTAG} (xuid {XUID})" in done.out
    assert f"kept in {file}, which only you can read" in done.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    env = settings_for(server, tmp_path)  # the app is kept, too
    who = await ingest("whoami", env=env, cwd=tmp_path)
    assert who.code == 0
    assert who.out.splitlines()[0] == f"{GAMERTAG} (xuid {XUID})"
    assert re.search(r"token good until \d{4}-\d\d-\d\d \d\d:\d\d UTC", who.out)
    assert who.out.splitlines()[2] == f"refresh token kept in {file}"

    run = await ingest(*run_of(server), env=env, cwd=tmp_path)
    assert run.code == 0, run.err
    told = json.loads(run.out)
    assert told["requests"]["auth"] == SIGN_IN
    assert told["landed"]["match_stats"] == len(server.world.matches)
    assert server.violations == []

    out = await ingest("logout", env=env, cwd=tmp_path)
    assert out.code == 0
    assert f"{file} removed" in out.out
    assert kept_in(tmp_path) == {}
    after = await ingest("whoami", env=env, cwd=tmp_path)
    assert (after.code, len(after.err.splitlines())) == (4, 1)
    assert "`ingest login`" in after.err
    again = await ingest("logout", env=env, cwd=tmp_path)
    assert (again.code, again.out.splitlines()[0]) == (0, "no account was signed in")


async def test_login_asks_for_the_app_when_the_environment_names_none(
    server: SignInServer, tmp_path: Path
) -> None:
    done = await log_in(server, tmp_path, "my-client", "canary-asked", "https://example.org/back")
    assert done.code == 0, done.err
    assert "client_id=my-client" in done.out
    assert "redirect_uri=https://example.org/back" in done.out
    sent = server.service.forms[0]
    assert (sent["client_id"], sent["client_secret"]) == ("my-client", "canary-asked")
    assert sent["redirect_uri"] == "https://example.org/back"


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "in a terminal"), ("https://localhost/?code=x&state=y\n", "earlier visit")],
)
async def test_login_without_a_usable_answer_is_one_sentence(
    server: SignInServer, tmp_path: Path, typed: str, says: str
) -> None:
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("login"),
        env=settings_for(server, tmp_path, **APP),
        cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate(typed.encode())
    assert process.returncode == 4
    assert len(err.decode().splitlines()) == 1
    assert says in err.decode()
    assert kept_in(tmp_path) == {}
    assert server.service.requests == {}


@pytest.mark.fault("N2")
async def test_a_token_from_the_environment_is_rotated_from_run_to_run(
    server: SignInServer, tmp_path: Path
) -> None:
    env = settings_for(server, tmp_path, **GIVEN)
    for number in range(1, 4):
        done = await ingest("whoami", env=env, cwd=tmp_path)
        assert done.code == 0, done.err
        assert list(kept_in(tmp_path).values()) == [f"canary-refresh-{number}"]
    # another value in the environment is another account: what the first became is not used
    server.service.refresh = "canary-other"
    other = {**env, "SPNKR_OAUTH_REFRESH_TOKEN": "canary-other"}
    assert (await ingest("whoami", env=other, cwd=tmp_path)).code == 0
    assert sorted(kept_in(tmp_path).values()) == ["canary-refresh-3", "canary-refresh-4"]
    assert (await ingest("logout", env=other, cwd=tmp_path)).code == 0
    assert kept_in(tmp_path) == {}


@pytest.mark.fault("N2")
@pytest.mark.parametrize("times", [0, 2])
async def test_killed_between_receipt_and_use_the_next_run_signs_in(
    server: SignInServer, tmp_path: Path, times: int
) -> None:
    env = settings_for(server, tmp_path, **GIVEN)
    for _ in range(times):
        assert (await ingest("whoami", env=env, cwd=tmp_path)).code == 0
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments(*run_of(server)), env=env, cwd=tmp_path
    )
    # the first use of what was received with the rotated token
    server.service.before[Step.XBOX_USER] = process.kill
    assert await process.wait() == -9
    assert server.service.requests[Step.XSTS_HALO] == times
    del server.service.before[Step.XBOX_USER]
    done = await ingest(*run_of(server), env=env, cwd=tmp_path)
    assert done.code == 0, done.err
    used = [form["refresh_token"] for form in server.service.forms]
    assert used == [f"canary-refresh-{number}" for number in range(times + 2)]


@pytest.mark.fault("N3")
@pytest.mark.parametrize(
    ("answer", "code"),
    [(HTML, 4), (Override(503), 7)],
)
async def test_a_refused_refresh_is_one_line_with_the_command_to_run(
    server: SignInServer, tmp_path: Path, answer: Override, code: int
) -> None:
    server.service.overrides[Step.OAUTH] = answer
    env = settings_for(server, tmp_path, **GIVEN)
    done = await ingest(*run_of(server), env=env, cwd=tmp_path)
    assert (done.code, done.out) == (code, "")
    assert len(done.err.splitlines()) == 1
    assert ("`ingest login`" if code == 4 else "try again later") in done.err
    assert server.requests == {}


@pytest.mark.fault("N1")
async def test_a_run_whose_account_is_withdrawn_stops_and_marks_nothing_failed(
    server: SignInServer, tmp_path: Path
) -> None:
    env = settings_for(server, tmp_path, **GIVEN)

    def withdraw() -> None:  # after the run's own sign-in every token is refused
        server.service.overrides[Step.OAUTH] = refusal(400, error="invalid_grant")
        del server.service.before[Step.CLEARANCE]
        server.service.spartans.append("revoked")

    server.service.before[Step.CLEARANCE] = withdraw
    done = await ingest(*run_of(server), env=env, cwd=tmp_path)
    assert done.code == 4, done.err
    assert "`ingest login`" in done.err
    status = await ingest("status", "--json", env=env, cwd=tmp_path)
    assert all("failed" not in feed for feed in json.loads(status.out)["feeds"].values())
    server.service.overrides.clear()
    server.service.before.clear()
    assert (await ingest(*run_of(server), env=env, cwd=tmp_path)).code == 0


@pytest.mark.fault("N1")
async def test_given_tokens_that_are_refused_end_the_run_at_once(
    server: SignInServer, tmp_path: Path
) -> None:
    tokens = {"SPNKR_SPARTAN_TOKEN": "canary-given", "SPNKR_CLEARANCE_TOKEN": "canary-given-c"}
    env = settings_for(server, tmp_path, **tokens, **GIVEN)
    done = await ingest(*run_of(server), env=env, cwd=tmp_path)
    assert done.code == 4
    assert "SPNKR_SPARTAN_TOKEN" in done.err
    assert server.service.requests == {}
    assert sum(server.requests.values()) == 1


def disguises(secret: str) -> list[bytes]:
    """The secret as it is, and in every encoding it might have slipped through in."""
    plain = secret.encode()
    # base64 mixes three bytes: what stands around the secret changes its edges, not its middle
    shifted = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [
        plain,
        plain.hex().encode(),
        quote(plain, safe="").replace("-", "%2D").encode(),
        *shifted,
    ]


def content_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.slow
@pytest.mark.fault("X6")
async def test_no_token_is_in_anything_written_but_the_token_files(
    server: SignInServer, tmp_path: Path
) -> None:
    shown = [await log_in(server, tmp_path, **APP)]
    env = settings_for(server, tmp_path, PYTHONASYNCIODEBUG="1", PYTHONWARNINGS="default")
    shown.append(await ingest("whoami", env=env, cwd=tmp_path))
    shown.append(await ingest(*run_of(server), env=env, cwd=tmp_path))
    assert shown[-1].code == 0, shown[-1].err
    for step in (Step.OAUTH, Step.SPARTAN):
        server.service.overrides = {step: Override(403, b'{"error": "canary-echoed"}')}
        shown.append(await ingest(*run_of(server), env=env, cwd=tmp_path))
        assert shown[-1].code == 4
    found = "".join(one.out + one.err for one in shown).encode() + content_below(tmp_path / "data")
    secrets = ["canary-secret", "canary-code", "canary-echoed", *server.service.given]
    assert len(secrets) > 15
    leaks = [secret for secret in secrets if any(one in found for one in disguises(secret))]
    assert leaks == []
    assert (await ingest("logout", env=env, cwd=tmp_path)).code == 0
    assert b"canary" not in content_below(tmp_path)


@pytest.mark.fault("X8")
async def test_login_refuses_a_secret_on_its_command_line(tmp_path: Path) -> None:
    for arguments in (["--client-secret", "x"], ["https://localhost/?code=x"]):
        done = await ingest("login", *arguments, env=environment(tmp_path / "data"), cwd=tmp_path)
        assert done.code == 2


def test_the_account_of_whoever_runs_the_tests_is_left_alone(tmp_path: Path) -> None:
    assert environment(tmp_path)["XDG_CONFIG_HOME"] != os.environ.get("XDG_CONFIG_HOME")
