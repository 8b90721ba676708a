"""Time zones of ingest.toml land like all settings: once, and again when they change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yarl import URL

from ingest.api.credentials import Tokens
from ingest.demo.world import World
from ingest.players import is_xuid
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.settings import PlayerEntry, Settings
from tests.support.commands import CLEARANCE, SPARTAN
from tests.support.raw import rows
from tests.support.watched_server import WatchedServer

WORLD = World(seed=3, players=2, matches=2)
HOME, AWAY = WORLD.players


def landed(folder: Path) -> list[Any]:
    """Every version of the document, the oldest first."""
    found = rows(folder, "documents", "key, payload, landed_at, sequence")
    versions = sorted((row[2:], row[1]) for row in found if row[0] == "time_zones")
    return [json.loads(payload) for _, payload in versions]


async def land(server: WatchedServer, folder: Path, *names: str, **settings: Any) -> None:
    known = Settings(data_dir=folder, api_url=URL(server.url), **settings)
    tokens = Tokens(SPARTAN, CLEARANCE)
    request = RunRequest(known, RunOptions(max_matches=1), names, tokens)
    assert (await run(request, Progress(quiet=True))).exit_code == 0


async def test_zones_land_when_they_change_and_only_then(tmp_path: Path) -> None:
    entries = [PlayerEntry(gamertag=HOME.gamertag), PlayerEntry(xuid=AWAY.xuid)]
    assert is_xuid(AWAY.xuid)
    moved = [entries[0], PlayerEntry(xuid=AWAY.xuid, timezone="Asia/Tokyo")]
    by_name = [PlayerEntry(gamertag=HOME.gamertag, timezone="Europe/Paris"), entries[1]]
    async with WatchedServer(WORLD) as server:
        await land(server, tmp_path, players=entries)
        assert landed(tmp_path) == []
        await land(server, tmp_path, players=moved, timezone="Europe/Paris")
        await land(server, tmp_path, players=moved, timezone="Europe/Paris")
        tokyo = [{"timezone": "Asia/Tokyo", "xuid": AWAY.xuid}]
        assert landed(tmp_path) == [{"timezone": "Europe/Paris", "players": tokyo}]
        await land(server, tmp_path, HOME.xuid, players=moved, timezone="Asia/Tokyo")
        assert landed(tmp_path)[1:] == [{"timezone": "Asia/Tokyo", "players": tokyo}]
        await land(server, tmp_path, players=by_name)
        paris = [{"timezone": "Europe/Paris", "xuid": HOME.xuid}]
        assert landed(tmp_path)[2:] == [{"timezone": "UTC", "players": paris}]
        await land(server, tmp_path, players=entries)
        assert landed(tmp_path)[3:] == [{"timezone": "UTC", "players": []}]
