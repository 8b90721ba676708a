"""Raw folders that grow from build to build."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from ingest.legacy.migrate.migration import migrate
from ingest.raw import Feed
from ingest.raw.store import open_for_writing
from ingest.run.options import RunOptions
from tests.support.hostile import ALIKE, make_hostile
from tests.support.landing import land
from tests.support.legacy.owners import write_owners
from tests.support.legacy.plan import small_plan
from tests.support.legacy.shared import write_v5_shared
from tests.support.watched_server import WatchedServer


def copy_segments(segments: Sequence[Path], source: Path, target: Path) -> None:
    """Put segments of one data directory into another."""
    for segment in segments:
        copied = target / segment.relative_to(source)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(segment, copied)


async def land_and_migrate(data_dir: Path, old: Path) -> None:
    """Some stats only, then the old application's files, then custom games, then newer matches:
    of the old ones some are answered by the API in part, some in full, some not at all."""
    truth = write_owners(old, small_plan())
    write_v5_shared(truth)
    async with WatchedServer(truth.world) as server:
        first = RunOptions(max_matches=15, feeds=frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS}))
        await land(server, data_dir, first)
        with open_for_writing(data_dir / "raw") as store:
            migrate(store, old, print)
        await land(server, data_dir, RunOptions(match_type="custom", max_matches=3))
        truth.world.play(5)
        make_hostile(server, ALIKE)
        await land(server, data_dir, RunOptions(match_type="all", max_matches=8))
