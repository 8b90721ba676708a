"""A month of `ingest sync`, once a day, with what happens to people in a month."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import duckdb
import pytest

from ingest.demo.schedule import DemoPlayer
from ingest.demo.world import World
from tests.support.commands import account
from tests.support.fault_server import Asked, FaultServer, Send, answering
from tests.support.faults import PAGE, cut_with_length, hang_up, reset
from tests.support.namespaces import behind, needs_namespaces
from tests.support.warehouse_contents import contents
from tests.support.wheels import copy_of_the_clone, install, installed, make_wheel

pytestmark = [pytest.mark.slow, needs_namespaces]
DAYS = range(1, 31)
FAULTY = (2, 3, 11, 15, 22, 23)
MISSPELT = (5, 6)
FULL, RENAMED, AWAY, KILLED, UPGRADED = 9, 12, 14, 17, 20
HARMS: tuple[Send, ...] = (
    answering(503),
    answering(429, Retry_After="0"),
    answering(200, PAGE),
    reset,
    hang_up,
    cut_with_length,
)
NEWER_NAME = "Demo Renamed"
CALENDAR = """
import datetime, os
if "DAYS_LATER" in os.environ:
    import time_machine
    later = datetime.timedelta(days=int(os.environ["DAYS_LATER"]))
    time_machine.travel(datetime.datetime.now(datetime.UTC) + later, tick=True).start()
"""
"""Python runs this at the start of every process: what is done once a day depends on the date."""


@dataclass(frozen=True)
class Day:
    """What the user saw on one day."""

    number: int
    code: int
    said: str

    def __str__(self) -> str:
        lines = "\n".join(f"    {line}" for line in self.said.splitlines())
        return f"day {self.number}: exit {self.code}\n{lines}"


class Month:
    """A folder of a user, the API, and the wheel that is installed today."""

    def __init__(self, folder: Path, programs: Path, server: FaultServer) -> None:
        self.folder = folder
        self.halo = folder / "halo"
        self.ingest = str(programs / "ingest")
        self.server = server
        self.days: list[Day] = []
        self.today = 0

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HALO_", "SPNKR_", "DBT_", "PYTHON"))
        }
        own = {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / ".config")}
        more = {"HALO_PERSIST_DOCS": "false", "DAYS_LATER": str(self.today)}
        return {**kept, **own, **account(self.server.url), **more}

    async def run(self, *command: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=self.env,
            cwd=self.halo if self.halo.exists() else self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        return process.returncode or 0, out.decode()

    async def sync(self, number: int) -> Day:
        code, said = await self.run(self.ingest, "sync", "--quiet")
        self.days.append(Day(number, code, said))
        return self.days[-1]

    async def sync_on_a_disk_that_fills_up(self, number: int) -> Day:
        """The folder is on a small disk today, and another program fills it during the build."""
        small = shlex.quote(str(self.folder / "small"))
        data = shlex.quote(str(self.halo / "data"))
        (self.folder / "small").mkdir()
        script = f"""
            cp -a {data}/. {small}
            (until ls {small}/.warehouse.duckdb.build/* 2> /dev/null; do sleep 0.05; done
             cat /dev/zero > {small}/filler) > /dev/null 2>&1 &
            HALO_DATA_DIR={small} {shlex.quote(self.ingest)} sync --quiet
            code=$?
            kill $! 2> /dev/null
            rm -f {small}/filler
            rm -rf {data}
            cp -a {small} {data}
            exit $code
        """
        disk = f"mount -t tmpfs -o size=250m tmpfs {small}"
        code, said = await self.run(*behind(disk, ["sh", "-c", script]))
        self.days.append(Day(number, code, said))
        return self.days[-1]

    async def sync_that_is_killed(self, number: int) -> Day:
        """Everything is gone at once in the middle of the build, as when the power fails."""
        process = await asyncio.create_subprocess_exec(
            *(self.ingest, "sync", "--quiet"),
            env=self.env,
            cwd=self.halo,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        side = self.halo / "data" / ".warehouse.duckdb.build"
        while not side.exists():
            assert process.returncode is None, "there was nothing to build"
            await asyncio.sleep(0.02)
        await asyncio.sleep(2)
        os.killpg(process.pid, signal.SIGKILL)
        self.days.append(Day(number, -await process.wait(), ""))
        return self.days[-1]

    def plays_with(self, *names: str) -> None:
        entries = (f'[[players]]\ngamertag = "{name}"\n' for name in names)
        (self.halo / "ingest.toml").write_text("\n".join(entries))


def rename(world: World, player: DemoPlayer, gamertag: str) -> None:
    """The API knows the player under another name from now on, and the old name no more."""
    renamed = replace(player, gamertag=gamertag)
    world.people[player.xuid] = renamed
    del world.by_gamertag[player.gamertag.casefold()]
    world.by_gamertag[gamertag.casefold()] = renamed


def harm(chance: Random) -> Send | None:
    return chance.choice(HARMS) if chance.random() < 0.08 else None


def older(clone: Path) -> Path:
    """The version before this one: other models, another number."""
    for name, old, new in (
        ("pyproject.toml", 'version = "0.1.0"', 'version = "0.0.9"'),
        ("ingest/__init__.py", "0.1.0", "0.0.9"),
        ("macros/player_totals.sql", "{#- What", "{#- In the version before: what"),
    ):
        path = clone / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    return clone


@pytest.fixture
async def month(tmp_path: Path) -> AsyncIterator[Month]:
    old = make_wheel(older(copy_of_the_clone(tmp_path / "older")), tmp_path / "wheels" / "old")
    programs = installed(old, tmp_path / "venv")
    (site,) = (tmp_path / "venv").glob("lib/python*/site-packages")
    (site / "sitecustomize.py").write_text(CALENDAR)
    async with FaultServer(World(seed=11, players=3, matches=20)) as server:
        yield Month(tmp_path, programs, server)


async def test_thirty_days_end_like_one_build_from_nothing(month: Month, tmp_path: Path) -> None:
    world, chance = month.server.world, Random(30)
    first, second, third = world.players
    names = [first.gamertag, second.gamertag]
    assert (await month.run(month.ingest, "init", "halo"))[0] == 0
    month.plays_with(*names)

    def fate(_: Asked) -> Send | None:
        if number == AWAY:
            return hang_up
        return harm(chance) if number in FAULTY else None

    month.server.fate = fate
    for number in DAYS:
        month.today = number
        if number % 2 or number in (RENAMED, UPGRADED):
            world.play(chance.randrange(1, 4), chance.sample([first, second, third], 2))
        if number in (MISSPELT[0], MISSPELT[-1] + 1):
            misspelt = ["Demo Falcn"] if number in MISSPELT else []
            month.plays_with(*names, *misspelt)
        if number == RENAMED:
            rename(world, first, NEWER_NAME)
        if number == UPGRADED:
            new = make_wheel(copy_of_the_clone(tmp_path / "newer"), tmp_path / "wheels" / "new")
            install(tmp_path / "venv", new)
            code, said = await month.run(month.ingest, "init", ".")
            assert code == 0, said
        if number == FULL:
            day = await month.sync_on_a_disk_that_fills_up(number)
        elif number == KILLED:
            day = await month.sync_that_is_killed(number)
        else:
            day = await month.sync(number)
        print(day)
        check(day)
    assert (await month.run(month.ingest, "verify"))[0] == 0

    fresh = tmp_path / "fresh"
    shutil.copytree(month.halo / "data" / "raw", fresh / "raw")
    code, said = await month.run("env", f"HALO_DATA_DIR={fresh}", month.ingest, "build", "--quiet")
    assert code == 0, said
    grown, whole = contents(month.halo / "data"), contents(fresh)
    assert len(whole) > 60
    assert [name for name in whole if grown.get(name) != whole[name]] == []
    played = {match.match_id for one in (first, second) for match in world.history(one.xuid)}
    with duckdb.connect(str(fresh / "warehouse.duckdb"), read_only=True) as warehouse:
        landed = warehouse.sql("select match_id from core.match_registry").fetchall()
        assert {match_id for (match_id,) in landed} == {
            match_id for match_id in played if not world.by_id[match_id].custom
        }
        tags = warehouse.sql("select gamertag from core.tracked_players").fetchall()
    assert {tag for (tag,) in tags} == {NEWER_NAME, second.gamertag}


def check(day: Day) -> None:
    """Each day's exit code is the one of its misfortune."""
    if day.number in FAULTY:
        assert day.code in (0, 3), day
    elif day.number in MISSPELT:
        assert day.code == 3, day
        assert "Demo Falcn" in day.said
    else:
        expected = {FULL: 6, AWAY: 7, KILLED: 9}.get(day.number, 0)
        assert day.code == expected, day
    assert "Traceback" not in day.said
