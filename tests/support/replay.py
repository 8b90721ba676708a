"""Serves the real payloads of ../shared/samples in place; nothing of them is copied anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs

from aiohttp import web
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.demo.server import accepted_connections_are_open
from ingest.run.options import RunOptions
from ingest.run.progress import Progress
from ingest.run.start import RunRequest, run
from ingest.settings import Settings
from tests.support.commands import ROOT

SAMPLES = ROOT.parent / "shared" / "samples"
RESPONSES = SAMPLES / "responses"
FILMS = SAMPLES / "film"
PREFIX = "https://blobs-infiniteugc.svc.halowaypoint.com/ugcstorage/film/"


class Replay:
    """Histories and manifests made for the files there are; 404 for everything else."""

    def __init__(self) -> None:
        documents = (json.loads(p.read_bytes()) for p in RESPONSES.glob("get_match_stats*.json"))
        self.stats: dict[str, Any] = {document["MatchId"]: document for document in documents}
        self.films = {p.stem.split("_", 1)[1]: p for p in FILMS.glob("*.gzip")}
        history = json.loads((RESPONSES / "get_match_history.json").read_bytes())
        self.entries: list[Any] = history["Results"]
        self.url = ""

    @property
    def player(self) -> str:
        """The player whose history it is: in every recorded match but one."""
        return max(self._rosters().items(), key=lambda item: len(item[1]))[0]

    @property
    def history(self) -> list[Any]:
        """The recorded page, and an entry for each recorded match or film it leaves out."""
        listed = {entry["MatchId"] for entry in self.entries}
        more = [match_id for match_id in [*self.stats, *self.films] if match_id not in listed]
        return self.entries + [self._entry(match_id) for match_id in dict.fromkeys(more)]

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await accepted_connections_are_open()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        found = self._find(request.path, request.query_string)
        if found is None:
            return web.Response(status=404, text="{}", content_type="application/json")
        return web.Response(body=found)

    def _find(self, path: str, query: str) -> bytes | None:
        parts = path.strip("/").split("/")
        if path == "/users":
            xuids = parse_qs(query)["xuids"]
            return _json([{"xuid": one, "gamertag": f"Player {one[-4:]}"} for one in xuids])
        if parts[:2] == ["hi", "players"] and parts[-1] == "matches":
            start = int(parse_qs(query)["start"][0])
            page = self.history[start : start + 25]
            return _json({"Start": start, "Count": 25, "ResultCount": len(page), "Results": page})
        if parts[-1] == "stats":
            document = self.stats.get(parts[2])
            return _json(document) if document else None
        if parts[-1] == "spectate" and parts[3] in self.films:
            return _json(self._manifest(parts[3]))
        if parts[0] == "ugcstorage":
            return self.films[parts[2]].read_bytes()
        if path.endswith("medals/metadata.json"):
            return (RESPONSES / "get_medal_metadata.json").read_bytes()
        return None

    def _manifest(self, match_id: str) -> Any:
        manifest = json.loads((RESPONSES / "get_film_by_match_id.json").read_bytes())
        manifest["BlobStoragePathPrefix"] = f"{PREFIX}{match_id}/"
        manifest["CustomData"]["MatchId"] = match_id
        version = int(self.films[match_id].name.split("_")[0])
        manifest["CustomData"]["FilmMajorVersion"] = version
        return manifest

    def _entry(self, match_id: str) -> Any:
        info = self.stats[match_id]["MatchInfo"] if match_id in self.stats else None
        return {**self.entries[0], "MatchId": match_id, **({"MatchInfo": info} if info else {})}

    def _rosters(self) -> dict[str, set[str]]:
        rosters: dict[str, set[str]] = {}
        for match_id, document in self.stats.items():
            for player in document["Players"]:
                if player["PlayerId"].startswith("xuid("):
                    rosters.setdefault(player["PlayerId"][5:-1], set()).add(match_id)
        return rosters


async def land_replay(data_dir: Path) -> None:
    """One run for the player of the recorded history."""
    async with Replay() as replay:
        settings = Settings(data_dir=data_dir, api_url=URL(replay.url))
        options, tokens = RunOptions(match_type="all"), Tokens("a", "b")
        request = RunRequest(settings, options, [replay.player], tokens)
        summary = await run(request, Progress(quiet=True))
    assert summary.exit_code in (0, 3), "snapshots are not among the recorded payloads"


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
