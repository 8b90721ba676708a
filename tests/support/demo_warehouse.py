"""One demo world, landed and built once for every test that only reads a warehouse."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ingest.demo.world import World
from ingest.raw.our_documents import time_zones_row
from ingest.raw.store import open_for_writing
from ingest.run.options import RunOptions
from tests.support.commands import dbt_build
from tests.support.landing import land
from tests.support.watched_server import WatchedServer

FOLDER = "demo world, built once"
DEFAULT_ZONE, OTHER_ZONE = "America/Los_Angeles", "Europe/Paris"
"""Neither is UTC, and evenings of one are another day in the other."""


def demo_world() -> World:
    """The world that is landed."""
    return World(seed=15, players=4, matches=60)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory, built with all tests; each worker has a copy, as dbt locks a file."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    built = shared / FOLDER
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "ready").exists():
            asyncio.run(_land(built))
            done = dbt_build(built)
            assert "WARN=0" in done.out, "the demo has nothing to warn of"
            (built / "ready").touch()
    return Path(shutil.copytree(built, ours / "demo" / FOLDER))


async def _land(folder: Path) -> None:
    async with WatchedServer(demo_world()) as server:
        await land(server, folder, RunOptions(match_type="all"))
    with open_for_writing(folder / "raw") as store:
        store.commit(
            time_zones_row(store, DEFAULT_ZONE, {zone_player(): OTHER_ZONE}, is_complete=True)
        )


def zone_player() -> str:
    """The one player with a time zone of the own."""
    return demo_world().players[1].xuid


def zone_of(xuid: str) -> ZoneInfo:
    """The time zone of a player."""
    return ZoneInfo(OTHER_ZONE if xuid == zone_player() else DEFAULT_ZONE)
