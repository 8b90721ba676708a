"""Raw folders that are hard to read, to build on both engines."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from ingest.demo.world import World
from ingest.run.options import RunOptions
from tests.support.hostile import ALIKE, make_hostile
from tests.support.hostile_worlds import land_hostile_worlds
from tests.support.junk import plant_junk
from tests.support.landing import land
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import LegacyPlan, small_plan
from tests.support.legacy.shared import write_v5_shared
from tests.support.migrating import migrated
from tests.support.replay import land_replay
from tests.support.watched_server import WatchedServer

Land = Callable[[Path], Coroutine[Any, Any, None]]
"""Fills the folder `raw` of a data directory."""


async def land_samples(data_dir: Path) -> None:
    """The recorded payloads and films of real matches."""
    await land_replay(data_dir)


async def land_migrated(data_dir: Path) -> None:
    """The files of four owners, with as many matches as the real set has."""
    _migrate(data_dir, LegacyPlan())


async def land_hostile(data_dir: Path) -> None:
    """Matches that contradict themselves, landed by two runs."""
    await land_hostile_worlds(data_dir, seed=1)


async def land_mixed(data_dir: Path) -> None:
    """Odd payloads and old rows of the same feeds, between files that do not belong there."""
    async with WatchedServer(World(seed=21, players=3, matches=25)) as server:
        make_hostile(server, ALIKE)
        await land(server, data_dir, RunOptions(match_type="all"))
    _migrate(data_dir, small_plan())
    plant_junk(data_dir / "raw")


WORLDS: Mapping[str, Land] = {
    "samples": land_samples,
    "migrated": land_migrated,
    "hostile": land_hostile,
    "mixed": land_mixed,
}


def _migrate(data_dir: Path, plan: LegacyPlan) -> None:
    old = data_dir / "old"
    write_v5_shared(write_owners(old, plan))
    migrated(data_dir, old)
