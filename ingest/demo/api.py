"""What the demo API answers: a status and a body for an endpoint, a path and a query."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ingest.demo import documents, snapshots
from ingest.demo.assets import KIND_OF_PATH, all_assets
from ingest.demo.film import (
    film_chunk,
    film_path,
    highlight_chunk_name,
    manifest,
    other_chunk,
)
from ingest.demo.formats import dump
from ingest.demo.french import in_language
from ingest.demo.info import history_result
from ingest.demo.schedule import DemoPlayer, Match
from ingest.demo.skill import match_skill
from ingest.demo.stats import match_stats
from ingest.demo.world import World

PAGE = 25
PROFILE_BATCH = 100
CACHED_BYTES = 32 * 2**20
MATCH_TYPES = ("all", "matchmaking", "custom", "local")
XUID = re.compile(r"xuid\((\d+)\)")
ENDPOINTS = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("history", r"/hi/players/[^/]+/matches"),
        ("match_count", r"/hi/players/[^/]+/matches/count"),
        ("snapshot", r"/hi/players/[^/]+/(\w+/servicerecord|rewardtracks/careerranks/\w+)"),
        ("match_stats", r"/hi/matches/[^/]+/stats"),
        ("match_skill", r"/hi/matches/[^/]+/skill"),
        ("film_manifest", r"/hi/films/matches/[^/]+/spectate"),
        ("film_chunk", r"/ugcstorage/film/.+"),
        ("asset", r"/hi/\w+/[^/]+/versions/[^/]+"),
        ("profile", r"/users(/[^/]+)?"),
        ("document", r"(?i:/hi/(waypoint|progression)/file/.+)"),
    )
)

Query = Mapping[str, Sequence[str]]


class DemoAnswer(NamedTuple):
    status: int
    body: bytes
    json: bool = True


class _Cache:
    """Rendered payloads, the least recently used dropped first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str, render: Callable[[], bytes]) -> bytes:
        if key in self._bodies:
            self._bodies.move_to_end(key)
            return self._bodies[key]
        body = self._bodies[key] = render()
        self._size += len(body)
        while self._size > self._limit and len(self._bodies) > 1:
            self._size -= len(self._bodies.popitem(last=False)[1])
        return body


def endpoint_of(path: str) -> str:
    return next((name for name, pattern in ENDPOINTS if pattern.fullmatch(path)), "unknown")


class DemoApi:
    def __init__(self, world: World) -> None:
        self.world = world
        self._cache = _Cache(CACHED_BYTES)
        self._assets = all_assets()
        self._documents = _documents()
        self._films: dict[str, Match] = {}
        self._films_known = 0

    def answer(self, endpoint: str, path: str, query: Query, language: str = "") -> DemoAnswer:
        parts = path.strip("/").split("/")
        if endpoint == "history":
            return self._history(parts[2], query)
        if endpoint in ("match_count", "snapshot"):
            return self._about_player(endpoint, parts)
        if endpoint == "match_stats":
            return self._stats(parts[2])
        if endpoint == "match_skill":
            return self._skill(parts[2], query)
        if endpoint == "film_manifest":
            return self._film(parts[3])
        if endpoint == "film_chunk":
            return self._chunk(path)
        if endpoint == "asset":
            kind = KIND_OF_PATH.get(parts[1], "")
            asset = self._assets.get((kind, parts[2], parts[4]))
            return _found(asset and in_language(asset, language))
        if endpoint == "profile":
            return self._profiles(parts[1:], query)
        return _found(self._documents.get(path.casefold()))

    def _player(self, name: str) -> DemoPlayer | None:
        xuid = XUID.fullmatch(name)
        if xuid:
            return self.world.people.get(xuid[1])
        return self.world.by_gamertag.get(name.casefold())

    def _history(self, name: str, query: Query) -> DemoAnswer:
        player = self._player(name)
        match_type = _first(query, "type", "all").casefold()
        start, count = _first(query, "start", "0"), _first(query, "count", str(PAGE))
        if match_type not in MATCH_TYPES or not (start.isdigit() and count.isdigit()):
            return _refused("unknown match type or page")
        if player is None:
            return _found(None)
        first, most = int(start), min(int(count), PAGE)
        key = f"{player.xuid} {match_type} {first} {most} {len(self.world.matches)}"
        return DemoAnswer(
            200, self._cache.get(key, lambda: self._page(player, match_type, first, most))
        )

    def _page(self, player: DemoPlayer, match_type: str, start: int, count: int) -> bytes:
        matches = self.world.history(player.xuid, match_type)[start : start + count]
        results = [history_result(self.world.log(match), player.xuid) for match in matches]
        page = {"Start": start, "Count": count, "ResultCount": len(results), "Results": results}
        return dump(page | {"Links": {}})

    def _about_player(self, endpoint: str, parts: list[str]) -> DemoAnswer:
        player = self._player(parts[2])
        if player is None:
            return _found(None)
        if endpoint == "match_count":
            return _found(snapshots.match_count(self.world, player))
        if parts[3] == "rewardtracks":
            return _found(snapshots.career_rank(self.world, player))
        record_type = parts[3].casefold()
        if record_type not in snapshots.RECORD_TYPES:
            return _found(None)

        def render() -> bytes:
            return dump(snapshots.service_record(self.world, player, record_type))

        key = f"{player.xuid} {record_type} {len(self.world.matches)}"
        return DemoAnswer(200, self._cache.get(key, render))

    def _stats(self, match_id: str) -> DemoAnswer:
        match = self.world.by_id.get(match_id)
        if match is None:
            return _found(None)

        def render() -> bytes:
            return dump(match_stats(self.world.log(match)))

        return DemoAnswer(200, self._cache.get(f"stats {match_id}", render))

    def _skill(self, match_id: str, query: Query) -> DemoAnswer:
        asked = [name for value in query.get("players", ()) for name in value.split(",")]
        xuids = [found[1] for name in asked if (found := XUID.fullmatch(name))]
        if not xuids or len(xuids) != len(asked):
            return _refused("Invalid player ids list")
        match = self.world.by_id.get(match_id)
        if match is None or match.custom:
            return _found(None)
        complete, payload = match_skill(self.world.log(match), xuids)
        # One player who was not there makes the status 404; the others' results still come.
        return DemoAnswer(200 if complete else 404, dump(payload))

    def _film(self, match_id: str) -> DemoAnswer:
        match = self.world.by_id.get(match_id)
        if match is None or not match.film_available:
            return _found(None)
        return _found(manifest(self.world.log(match), len(self._chunk_bytes(match))))

    def _chunk(self, path: str) -> DemoAnswer:
        folder, _, name = path.rpartition("/")
        match = self._film_at(f"{folder}/")
        if match is None:
            return _found(None)
        log = self.world.log(match)
        if name == highlight_chunk_name(log):
            return DemoAnswer(200, self._chunk_bytes(match), json=False)
        chunk = other_chunk(log, name)
        return _found(None) if chunk is None else DemoAnswer(200, chunk, json=False)

    def _film_at(self, folder: str) -> Match | None:
        for match in self.world.matches[self._films_known :]:
            if match.film_available:
                self._films[film_path(match)] = match
        self._films_known = len(self.world.matches)
        return self._films.get(folder)

    def _chunk_bytes(self, match: Match) -> bytes:
        return self._cache.get(f"chunk {match.match_id}", lambda: film_chunk(self.world.log(match)))

    def _profiles(self, rest: list[str], query: Query) -> DemoAnswer:
        if rest:
            tag = re.fullmatch(r"gt\((.+)\)", rest[0])
            player = self._player(tag[1] if tag else rest[0])
            return _found(documents.profile(player) if player else None)
        xuids = [xuid for value in query.get("xuids", ()) for xuid in value.split(",")]
        if not 1 <= len(xuids) <= PROFILE_BATCH or not all(xuid.isdigit() for xuid in xuids):
            return _refused("1 to 100 bare xuids")
        known = (self.world.people.get(xuid) for xuid in xuids)
        return _found(documents.profiles(player for player in known if player))


def _documents() -> dict[str, object]:
    return {
        "/hi/waypoint/file/medals/metadata.json": documents.medal_metadata(),
        "/hi/progression/file/csr/calendars/csrseasoncalendar.json": documents.csr_calendar(),
        "/hi/progression/file/calendars/seasons/seasoncalendar.json": documents.season_calendar(),
        "/hi/progression/file/rewardtracks/careerranks/careerrank1.json": documents.career_track(),
    }


def _first(query: Query, name: str, default: str) -> str:
    return next(iter(query.get(name, ())), default)


def _found(payload: object) -> DemoAnswer:
    if payload is None:
        return DemoAnswer(404, dump({"message": "not found"}))
    return DemoAnswer(200, dump(payload))


def _refused(message: str) -> DemoAnswer:
    return DemoAnswer(400, dump({"message": message}))
