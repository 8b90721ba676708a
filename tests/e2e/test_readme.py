"""What the README tells people to type does what it says, against the demo's API."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pytest

from ingest.demo.world import World
from tests.support.commands import (
    ROOT,
    Finished,
    account,
    environment,
    ingest,
)
from tests.support.watched_server import WatchedServer

README = (ROOT / "README.md").read_text()
PLAYER = "Demo Falcon"


def sections() -> dict[str, str]:
    """The text under each heading."""
    parts = re.split(r"^## (.*)$", README, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def block(section: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", sections()[section], flags=re.DOTALL)
    assert found, f"no {language} under {section}"
    return found[1]


def arguments(command: str) -> list[str]:
    """Of a line that begins with `ingest`, for the player of the demo."""
    return shlex.split(command.replace("Your Gamertag", PLAYER), comments=True)[1:]


async def typed(server: WatchedServer, folder: Path, command: str) -> Finished:
    # the browser of this test is a program that does nothing
    env = environment(folder / "data", **account(server.url), BROWSER="true")
    return await ingest(*arguments(command), env=env, cwd=folder)


@pytest.mark.slow
async def test_the_six_steps_end_in_a_warehouse_that_answers(tmp_path: Path) -> None:
    steps = block("Your account, in six steps", "sh").splitlines()
    assert [step.split("#")[1].strip()[:2] for step in steps] == [
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
        "6.",
    ]
    assert steps[1].startswith("ingest login ")  # typed by test_sign_in_commands.py
    async with WatchedServer(World(seed=4, players=1, matches=12)) as server:
        for step in steps[2:]:
            done = await typed(server, tmp_path, step)
            assert done.code == 0, f"{step}\n{done.err}"
    assert steps[4].startswith("ingest build ")
    assert (tmp_path / "data" / "report" / "index.html").is_file()
    with duckdb.connect(str(tmp_path / "data" / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute(block("Your account, in six steps", "sql")).fetchall()
        marts = re.findall(r"`(\w+)`", sections()["What to read first"].split("Below")[0])
        for mart in marts:
            assert warehouse.execute(f"select count(*) from marts.{mart}").fetchall()
        uncommented = warehouse.sql(
            "select count(*) from duckdb_columns()"
            " where schema_name in ('core', 'marts', 'audit') and comment is null"
        )
        assert uncommented.fetchall() == [(0,)]


# what takes a folder is run with one by test_migration_page.py
NEW_NAMES = [
    name
    for name in re.findall(r"\| `(ingest [^`]+)`", sections()["Coming from LevelUp"])
    if not name.endswith("/")
]


@pytest.mark.slow
async def test_every_command_that_replaces_an_old_one_runs(tmp_path: Path) -> None:
    assert len(NEW_NAMES) > 6
    async with WatchedServer(World(seed=4, players=1, matches=12)) as server:
        await typed(server, tmp_path, f'ingest players add "{PLAYER}"')
        for command in NEW_NAMES:
            done = await typed(server, tmp_path, command)
            assert done.code == 0, f"{command}\n{done.err}"


ROWS = re.findall(r"^\| (`ingest .*?) \| (.*?) \|$", sections()["Commands and exit codes"], re.M)


@pytest.mark.parametrize(("commands", "told"), ROWS, ids=[row[0] for row in ROWS])
async def test_commands_and_flags_exist(commands: str, told: str, tmp_path: Path) -> None:
    first, *others = re.findall(r"`([^`]+)`", commands)
    words = first.split()[1:3] if others or "players" in first else first.split()[1:2]
    for last in [words[-1], *others]:
        env = environment(tmp_path)
        done = await ingest(*words[:-1], last, "--help", env=env, cwd=tmp_path)
        assert done.code == 0, done.err
        for flag in re.findall(r"`(--[a-z-]+)`", told):
            assert flag in done.out
