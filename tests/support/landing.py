"""Lands a demo world in this process, over real HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from yarl import URL

from ingest.api.credentials import Tokens
from ingest.demo.world import World
from ingest.disk.files import Files
from ingest.raw.verify import verify
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.run.summary import Summary
from ingest.settings import Settings
from tests.support.commands import CLEARANCE, SPARTAN


class Server(Protocol):
    """Whatever serves a world."""

    world: World
    url: str


async def land(
    server: Server,
    data_dir: Path,
    options: RunOptions | None = None,
    *,
    names: Sequence[str] | None = None,
    files: Files | None = None,
) -> Summary:
    """One run for all tracked players of the server's world, unlimited; the first has friends."""
    everybody = [player.xuid for player in server.world.players]
    friends = {everybody[0]: everybody[1:]} if everybody[1:] else {}
    settings = Settings(data_dir=data_dir, api_url=URL(server.url), friends=friends)
    tokens = Tokens(SPARTAN, CLEARANCE)
    request = RunRequest(settings, options or RunOptions(), names or everybody, tokens)
    return await run(request, Progress(quiet=True), files)


def is_whole(data_dir: Path) -> bool:
    """Whether `ingest verify` has nothing to complain about."""
    return not verify(data_dir / "raw").damaged
