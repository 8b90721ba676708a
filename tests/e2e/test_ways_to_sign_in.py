"""`ingest login` as a person at a terminal uses it, in each of the three ways."""

from __future__ import annotations

import asyncio
import re
import socket
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession

from ingest.demo.world import World
from tests.support.canary import leaks_below
from tests.support.commands import ingest, ingest_arguments
from tests.support.person import CTRL_C, Person, person_at
from tests.support.sign_in_service import GAMERTAG, OtherStep, SignInServer, refusal, settings_for

LONG = "v4%3D" + "canary-x" * 900
"""Longer than a line of a terminal, which ends after 4,095 letters."""


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=4, players=1, matches=3)


@pytest.fixture
async def server(world: World) -> AsyncIterator[SignInServer]:
    async with SignInServer(world) as server:
        yield server


async def sit(
    server: SignInServer,
    folder: Path,
    do: Callable[[Person], None],
    *arguments: str,
    **more: str,
) -> tuple[Person, int]:
    """Let a person do something; the server works on in the meantime."""

    def at_terminal() -> tuple[Person, int]:
        command = ingest_arguments("login", *arguments)
        with person_at(command, settings_for(server, folder, **more), folder) as person:
            do(person)
            return person, person.leaves()

    return await asyncio.to_thread(at_terminal)


async def lands(server: SignInServer, folder: Path) -> None:
    """The account is good for a run, which leaves its tokens in no other file."""
    player = server.world.players[0].xuid
    run = await ingest("run", "--player", player, env=settings_for(server, folder), cwd=folder)
    assert run.code == 0, run.err
    assert leaks_below(folder) == []
    logout = await ingest("logout", env=settings_for(server, folder), cwd=folder)
    assert "login.json removed" in logout.out
    assert list((folder / "config" / "halo-ingest").glob("*.json*")) == []


async def test_waypoint_is_the_way_for_whoever_just_presses_enter(
    server: SignInServer, tmp_path: Path
) -> None:
    def do(person: Person) -> None:
        person.sees("Way (Enter for 1)")
        person.types("\n")
        person.sees("343-spartan-token:")
        person.types("\n")
        person.sees("wpauth:")
        person.pastes("canary-wpauth-0")

    person, code = await sit(server, tmp_path, do)
    assert code == 0, person.shown
    assert person.keystrokes == 4
    assert "canary" not in person.shown
    assert re.search(r"token good until \d{4}-", person.shown)
    assert re.search(r"wpauth renews it by itself until \d{4}-", person.shown)
    file = tmp_path / "config" / "halo-ingest" / "login.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    who = await ingest("whoami", env=settings_for(server, tmp_path), cwd=tmp_path)
    assert (who.code, "renewed by itself" in who.out) == (0, True)
    doctor = await ingest("doctor", env=settings_for(server, tmp_path), cwd=tmp_path)
    assert f"cookies of {file}" in doctor.out
    await lands(server, tmp_path)


async def test_a_long_cookie_arrives_whole_and_hidden(server: SignInServer, tmp_path: Path) -> None:
    server.service.pasted = LONG.replace("%3D", "=")

    def do(person: Person) -> None:
        person.sees("343-spartan-token:")
        person.pastes(LONG)
        person.sees("wpauth:")
        person.types("\n")

    person, code = await sit(server, tmp_path, do, "--with", "waypoint")
    assert code == 0, person.shown
    assert "canary" not in person.shown
    assert "about 4 hours" in person.shown
    assert "run `ingest login --with waypoint` again" in person.shown
    who = await ingest("whoami", env=settings_for(server, tmp_path), cwd=tmp_path)
    assert "token good now; a token of Halo Waypoint lasts about 4 hours" in who.out
    assert "when it ends, run `ingest login --with waypoint` again" in who.out
    await lands(server, tmp_path)


async def test_a_whole_cookie_header_needs_one_paste(server: SignInServer, tmp_path: Path) -> None:
    def do(person: Person) -> None:
        person.sees("343-spartan-token:")
        person.pastes("lang=en; 343-spartan-token=v4%3Dcanary-old; wpauth=canary-wpauth-0")

    person, code = await sit(server, tmp_path, do, "--with", "waypoint")
    assert (code, person.keystrokes) == (0, 2)
    await lands(server, tmp_path)


@pytest.mark.parametrize("source", ["prompt", "environment", "settings"])
async def test_a_device_code_is_typed_elsewhere(
    server: SignInServer, tmp_path: Path, source: str
) -> None:
    server.service.device_answers = ["authorization_pending"] * 3
    more = {"SPNKR_AZURE_CLIENT_ID": "public-client"} if source == "environment" else {}
    if source == "settings":
        (tmp_path / "ingest.toml").write_text('[account]\nclient_id = "public-client"\n')

    def do(person: Person) -> None:
        if source == "prompt":
            person.sees("Client id:")
            person.pastes("public-client")
        person.sees("ABCD-EFGH")

    person, code = await sit(server, tmp_path, do, "--with", "device-code", **more)
    assert code == 0, person.shown
    assert person.keystrokes == (2 if source == "prompt" else 0)
    assert "open https://www.microsoft.com/link" in person.shown
    assert "good for 15 minutes" in person.shown
    assert f"signed in as {GAMERTAG}" in person.shown
    assert "canary" not in person.shown
    assert {form["client_id"] for form in server.service.forms} == {"public-client"}
    await lands(server, tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


async def test_the_browser_brings_the_answer_to_a_loopback_address(
    server: SignInServer, tmp_path: Path
) -> None:
    server.service.codes.add("canary-code")
    app = {
        "SPNKR_AZURE_CLIENT_ID": "client",
        "SPNKR_AZURE_REDIRECT_URI": f"http://localhost:{free_port()}/",
    }
    states: list[str] = []

    def do(person: Person) -> None:
        shown = person.sees("by itself")
        states.append(re.findall(r"state=([\w-]+)", shown)[0])

    async def browse() -> None:
        while not states:
            await asyncio.sleep(0.05)
        query = f"?code=canary-code&state={states[0]}"
        async with ClientSession() as session:
            for _ in range(200):
                try:
                    await session.get(f"{app['SPNKR_AZURE_REDIRECT_URI']}{query}")
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    return

    (person, code), _ = await asyncio.gather(sit(server, tmp_path, do, **app), browse())
    assert code == 0, person.shown
    assert person.keystrokes == 0
    assert f"signed in as {GAMERTAG}" in person.shown
    await lands(server, tmp_path)


async def test_a_port_that_is_taken_leaves_pasting(server: SignInServer, tmp_path: Path) -> None:
    server.service.codes.add("canary-code")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        app = {"SPNKR_AZURE_CLIENT_ID": "client", "SPNKR_AZURE_REDIRECT_URI": place}

        def do(person: Person) -> None:
            shown = person.sees("Address:")
            state = re.findall(r"state=([\w-]+)", shown)[0]
            person.pastes(f"{place}?code=canary-code&state={state}")

        person, code = await sit(server, tmp_path, do, "--with", "browser", **app)
    assert code == 0, person.shown
    assert "cannot be listened to" in person.shown


PROMPTS: dict[str, tuple[list[str], list[tuple[str, str]]]] = {
    "menu": ([], [("Way (Enter for 1)", "")]),
    "the token": (["--with", "waypoint"], [("343-spartan-token:", "")]),
    "the other cookie": (
        ["--with", "waypoint"],
        [("343-spartan-token:", "v4=canary-x\n"), ("wpauth:", "")],
    ),
    "client id of a device": (["--with", "device-code"], [("Client id:", "")]),
    "the wait for a device": (
        ["--with", "device-code"],
        [("Client id:", "c\n"), ("ABCD-EFGH", "")],
    ),
    "client id": (["--with", "browser"], [("Client id:", "")]),
    "client secret": (["--with", "browser"], [("Client id:", "c\n"), ("Client secret", "")]),
    "redirect": (
        ["--with", "browser"],
        [("Client id:", "c\n"), ("Client secret", "\n"), ("Redirect URI", "")],
    ),
    "address": (
        ["--with", "browser"],
        [("Client id:", "c\n"), ("Client secret", "\n"), ("Redirect URI", "\n"), ("Address:", "")],
    ),
    "the wait for a browser": (
        ["--with", "browser"],
        [("Client id:", "c\n"), ("Client secret", "\n"), ("Redirect URI", ""), ("by itself", "")],
    ),
}


IN_EVERY_RUN = ("menu", "the token", "the wait for a device", "the wait for a browser")
"""One of each kind; the others are the same code."""


@pytest.mark.parametrize(
    "prompt",
    [
        pytest.param(prompt, marks=[] if prompt in IN_EVERY_RUN else pytest.mark.slow)
        for prompt in PROMPTS
    ],
)
async def test_ctrl_c_ends_every_prompt_at_once_and_keeps_nothing(
    server: SignInServer, tmp_path: Path, prompt: str
) -> None:
    server.service.device_answers = ["authorization_pending"] * 1000
    arguments, talk = PROMPTS[prompt]
    loopback = f"http://127.0.0.1:{free_port()}/\n" if prompt == "the wait for a browser" else ""

    def do(person: Person) -> None:
        for question, answer in talk:
            person.sees(question)
            person.types(loopback if loopback and question == "Redirect URI" else answer)
        person.types(CTRL_C)

    person, code = await sit(server, tmp_path, do, *arguments)
    assert code == 130, person.shown
    assert "Traceback" not in person.shown
    assert list((tmp_path / "config").rglob("*.json*")) == []


async def test_a_slip_at_the_menu_is_asked_again(server: SignInServer, tmp_path: Path) -> None:
    def do(person: Person) -> None:
        person.sees("Way (Enter for 1)")
        person.types("4\n")
        person.sees("Answer one of: 1, waypoint, 2, device-code, 3, browser.")
        person.types("2\n")
        person.sees("Client id:")
        person.types(CTRL_C)

    _, code = await sit(server, tmp_path, do)
    assert code == 130


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (OtherStep.FRONT_PAGE, "refused (HTTP 403)"),
        (OtherStep.DEVICE_CODE, "no app for personal accounts"),
    ],
)
async def test_a_refusal_is_one_sentence_with_exit_4(
    server: SignInServer, tmp_path: Path, step: OtherStep, says: str
) -> None:
    server.service.overrides[step] = refusal(403, error="unauthorized_client", why="canary")
    way, answers = {
        OtherStep.FRONT_PAGE: ("waypoint", b"\ncanary-wpauth-0\n"),
        OtherStep.DEVICE_CODE: ("device-code", b"client\n"),
    }[step]
    process = await asyncio.create_subprocess_exec(
        *ingest_arguments("login", "--with", way),
        env=settings_for(server, tmp_path),
        cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await process.communicate(answers)
    assert (process.returncode, len(err.decode().splitlines())) == (4, 1)
    assert says in err.decode()
    assert "`ingest login" in err.decode()
