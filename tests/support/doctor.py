"""What `ingest doctor` would say, and whether it left everything alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from ingest.doctor.checkup import checkup
from ingest.doctor.finding import Finding
from ingest.raw import Feed, Row, Status
from ingest.raw.store import open_for_writing


def examined(env: Mapping[str, str], *, offline: bool = True) -> dict[str, Finding]:
    """The findings by name."""
    return {one.name: one for one in checkup(env, offline=offline)}


async def examined_online(env: Mapping[str, str]) -> dict[str, Finding]:
    """The same with the network, while this event loop serves the API."""
    return await asyncio.to_thread(examined, env, offline=False)


def everything_below(folder: Path) -> dict[Path, tuple[int, int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.stat().st_mode, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def three_segments(folder: Path) -> Path:
    """A raw directory with a few matches of its own."""
    root = folder / "data" / "raw"
    with open_for_writing(root) as store:
        for number in range(3):
            key = f"match {number}"
            store.commit([Row(feed=Feed.MATCH_STATS, key=key, status=Status.OK, payload="{}")])
    return root
