"""Every answer that is not a plain document ends as a row that says what came of asking."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.demo.film import film_chunk
from ingest.demo.stats import match_stats
from ingest.demo.world import Match, World
from ingest.film.keep import KeepFilms
from ingest.run.options import RunOptions
from ingest.run.summary import Summary
from tests.support.landing import land
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

COLUMNS = "key, status, payload, body, reason, attempt, next_try_at is not null"


@dataclass
class Scene:
    """A small world, one match of which is answered oddly."""

    server: WatchedServer
    data_dir: Path
    match: Match

    def override(self, path: str, body: Any = b"", **more: Any) -> None:
        encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.server.overrides[path.format(self.match.match_id)] = Override(body=encoded, **more)

    async def land(self, options: RunOptions | None = None) -> Summary:
        return await land(self.server, self.data_dir, options)

    def row(self, feed: str) -> dict[str, Any]:
        """The newest row of the match in a feed."""
        found = [row for row in rows(self.data_dir, feed, COLUMNS) if row[0] == self.match.match_id]
        names = ("key", "status", "payload", "body", "reason", "attempt", "scheduled")
        return dict(zip(names, found[-1], strict=True)) if found else {}


STATS = "/hi/matches/{}/stats"
SKILL = "/hi/matches/{}/skill"
FILM = "/hi/films/matches/{}/spectate"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    world = World(seed=4, players=1, matches=4)
    (match,) = world.play(1)
    async with WatchedServer(world) as server:
        yield Scene(server, tmp_path, match)


def manifest(match: Match, **custom: Any) -> dict[str, Any]:
    """A film manifest as the API words it."""
    prefix = f"https://blobs-infiniteugc.svc.halowaypoint.com/ugcstorage/film/{match.match_id}/v/"
    chunk = {"Index": 0, "ChunkType": 3, "FileRelativePath": "/filmChunk0", "ChunkSize": 1}
    return {
        "AssetId": match.match_id,
        "BlobStoragePathPrefix": custom.pop("prefix", prefix),
        "CustomData": {
            "MatchId": match.match_id,
            "FilmMajorVersion": match.film_version,
            "FilmLength": 1000,
            "HasGameEnded": True,
            "Chunks": [chunk],
            **custom,
        },
    }


CHUNK = "/ugcstorage/film/{}/v/filmChunk0"


@pytest.mark.fault("N4", "N6")
@pytest.mark.parametrize(
    ("status", "expected", "scheduled", "exit_code"),
    [
        (400, "quarantined", False, 0),
        (403, "forbidden", True, 0),
        (404, "gone", False, 0),
        (405, "failed", False, 3),
        (410, "gone", False, 0),
    ],
)
async def test_an_http_status_becomes_a_status(
    scene: Scene, status: int, expected: str, scheduled: bool, exit_code: int
) -> None:
    scene.override(STATS, status=status)
    summary = await scene.land()
    row = scene.row("match_stats")
    assert (row["status"], row["scheduled"], row["payload"]) == (expected, scheduled, None)
    assert summary.exit_code == exit_code
    assert scene.row("match_skill") == {}


async def test_what_failed_is_asked_for_again_and_what_is_final_is_not(scene: Scene) -> None:
    scene.override(STATS, status=405, times=1)
    assert (await scene.land()).exit_code == 3
    scene.server.requests.clear()
    assert (await scene.land()).exit_code == 0
    row = scene.row("match_stats")
    assert (row["status"], row["attempt"]) == ("ok", 2)
    assert scene.server.requests["match_stats"] == 1
    scene.server.requests.clear()
    await scene.land()
    assert scene.server.requests["match_stats"] == 0


@pytest.mark.fault("N11", "N12", "N13", "N15")
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"MatchId": "00000000-0000-4000-8000-000000000000"}', b"\xff"]
)
async def test_stats_that_cannot_be_admitted_keep_their_bytes(scene: Scene, body: bytes) -> None:
    scene.override(STATS, body)
    assert (await scene.land()).exit_code == 0
    row = scene.row("match_stats")
    assert (row["status"], row["payload"], row["body"]) == ("quarantined", None, body)
    assert row["reason"]


async def test_skill_of_the_others_in_a_404_is_landed(scene: Scene) -> None:
    others = {"Value": [{"Id": "xuid(2999000000000001)", "ResultCode": 0, "Result": None}]}
    scene.override(SKILL, others, status=404)
    await scene.land()
    assert json.loads(scene.row("match_skill")["payload"]) == others


@pytest.mark.fault("F1")
async def test_a_film_still_recording_is_asked_for_later(scene: Scene) -> None:
    scene.override(FILM, manifest(scene.match, HasGameEnded=False))
    await scene.land()
    row = scene.row("match_film")
    assert (row["status"], row["scheduled"]) == ("not_yet", True)


async def test_a_film_without_highlights_is_empty_for_good(scene: Scene) -> None:
    scene.override(FILM, manifest(scene.match, Chunks=[]))
    await scene.land()
    assert scene.row("match_film")["status"] == "empty"


@pytest.mark.fault("F7", "X2")
@pytest.mark.parametrize(
    "prefix",
    [
        "https://example.com/ugcstorage/film/",
        "http://blobs-infiniteugc.svc.halowaypoint.com/ugcstorage/film/",
        "https://blobs-infiniteugc.svc.halowaypoint.com/ugcstorage/film",
        "https://[/",
    ],
)
async def test_a_chunk_anywhere_else_is_not_fetched(scene: Scene, prefix: str) -> None:
    scene.override(FILM, manifest(scene.match, prefix=prefix))
    await scene.land()
    assert scene.row("match_film")["status"] == "quarantined"


@pytest.mark.fault("F4")
async def test_a_film_of_an_unknown_version_is_kept_whole(scene: Scene) -> None:
    scene.override(FILM, manifest(scene.match, FilmMajorVersion=99))
    scene.override(CHUNK, b"whatever it is")
    await scene.land()
    row = scene.row("match_film")
    assert (row["status"], row["payload"]) == ("unsupported_version", None)
    assert row["body"] == b"whatever it is"


@pytest.mark.fault("F3")
async def test_a_broken_film_is_kept_whole(scene: Scene) -> None:
    broken = zlib.compress(b"\x00" * 5000)[:-4]
    scene.override(FILM, manifest(scene.match))
    scene.override(CHUNK, broken)
    await scene.land()
    row = scene.row("match_film")
    assert (row["status"], row["body"]) == ("quarantined", broken)


@pytest.mark.fault("F5")
async def test_a_film_that_disagrees_with_the_stats_keeps_its_bytes_too(scene: Scene) -> None:
    log = scene.server.world.log(scene.match)
    stats = match_stats(log)
    player = next(one for one in stats["Players"] if one["PlayerId"].startswith("xuid"))
    player["PlayerTeamStats"][0]["Stats"]["CoreStats"]["Kills"] += 3
    scene.override(STATS, stats)
    await scene.land()
    row = scene.row("match_film")
    assert row["status"] == "ok"
    assert len(json.loads(row["payload"])["events"]) > 0
    assert row["body"] == film_chunk(log)
    assert "kills" in row["reason"]


async def test_keep_films_keeps_every_chunk(scene: Scene) -> None:
    await scene.land(RunOptions(keep_films=KeepFilms.HIGHLIGHTS))
    row = scene.row("match_film")
    assert row["body"] == film_chunk(scene.server.world.log(scene.match))
    assert row["reason"] is None


@pytest.mark.fault("N19")
async def test_a_lost_page_is_not_the_end_of_the_history(scene: Scene) -> None:
    xuid = scene.server.world.players[0].xuid
    path = f"/hi/players/xuid({xuid})/matches"
    scene.server.overrides[path] = Override(status=404, times=1)
    summary = await scene.land()
    assert summary.exit_code == 3
    assert summary.lost_pages
    assert (await scene.land()).exit_code == 0
    assert scene.row("match_stats")["status"] == "ok"
