"""Malformed answers of every endpoint but the stats: each is kept aside, and the run goes on."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from ingest.demo.api import DemoApi
from ingest.demo.film import film_path, highlight_chunk_name
from ingest.demo.stats import match_stats
from ingest.demo.world import World
from ingest.errors import EXIT_DONE, EXIT_UNFINISHED
from tests.support.landing import land
from tests.support.malformed import CONTENT_TYPES, QUARANTINED, Kind
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

# one of each way not to be JSON, what only its shape gives away, and a sound document of another
# kind
KINDS: dict[str, Kind] = {
    name: QUARANTINED[name]
    for name in (
        *("empty", "random bytes", "cut short", "two documents", "Latin-1", "gzip", "HTML"),
        *("half a surrogate pair", "NaN or Infinity", "key twice", "200,000 levels", "a scalar"),
        *("5,000 digits", "null", "another match"),
    )
}
SAMPLE = ("cut short", "Latin-1", "key twice", "HTML", "null")
SAMPLED = [kind if kind in SAMPLE else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS]
# reference documents have no id and no shape we know of: whatever is JSON is believed
IS_JSON = ("a scalar", "null", "another match")


def paths(world: World) -> dict[str, tuple[str, str]]:
    """A path of each endpoint, by the feed and key whose row it decides."""
    skill, manifest, chunk, asset = [
        one for one in world.matches if one.film_available and not one.custom
    ][:4]
    level = match_stats(world.log(asset))["MatchInfo"]["MapVariant"]
    level_id, version = level["AssetId"], level["VersionId"]
    film = film_path(chunk) + highlight_chunk_name(world.log(chunk))
    return {
        f"/hi/matches/{skill.match_id}/skill": ("match_skill", skill.match_id),
        f"/hi/films/matches/{manifest.match_id}/spectate": ("match_film", manifest.match_id),
        film: ("match_film", chunk.match_id),
        f"/hi/maps/{level_id}/versions/{version}": ("assets", f"map:{level_id}:{version}"),
        # not the medals: they are what is asked for to see whether everything is refused
        "/hi/progression/file/calendars/seasons/seasoncalendar.json": (
            "documents",
            "season_calendar",
        ),
    }


def spoilt(world: World, kind: str, number: int) -> Override:
    """Made of the stats of a match, whoever is asked."""
    path = f"/hi/matches/{world.matches[0].match_id}/stats"
    sound = DemoApi(world).answer("match_stats", path, {}).body
    headers = {"Content-Type": CONTENT_TYPES[kind]} if kind in CONTENT_TYPES else {}
    return Override(body=KINDS[kind](Random(number), sound), headers=headers)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("ingest.api.retry_policy._FIRST_BACKOFF", 0.01)
    return World(seed=8, players=1, matches=6)


@pytest.mark.fault("N13", "N15", "F3")
@pytest.mark.parametrize("kind", SAMPLED)
async def test_every_malformed_answer_is_kept_aside(
    world: World, kind: str, tmp_path: Path
) -> None:
    async with WatchedServer(world) as server:
        for number, path in enumerate(paths(world)):
            server.overrides[path] = spoilt(world, kind, number)
        assert (await land(server, tmp_path)).exit_code == EXIT_DONE
        sent = {path: server.overrides[path].body for path in paths(world)}
    for path, (feed, key) in paths(world).items():
        ((status, body, payload),) = [
            row[1:] for row in rows(tmp_path, feed, "key, status, body, payload") if row[0] == key
        ]
        if feed == "documents" and kind in IS_JSON:
            assert (status, payload.encode()) == ("ok", sent[path])
        else:
            assert (status, payload) == ("quarantined", None), path
            assert body == sent[path][: len(body)]
            assert len(body) >= min(len(sent[path]), 4096)


@pytest.mark.fault("N13")
@pytest.mark.parametrize(
    "kind", ["cut short", *(pytest.param(one, marks=pytest.mark.slow) for one in SAMPLE[1:])]
)
async def test_a_malformed_page_is_lost_and_asked_for_again(
    world: World, kind: str, tmp_path: Path
) -> None:
    xuid = world.players[0].xuid
    async with WatchedServer(world) as server:
        server.overrides[f"/hi/players/xuid({xuid})/matches"] = spoilt(world, kind, 1)
        summary = await land(server, tmp_path)
        assert summary.exit_code == EXIT_UNFINISHED
        assert summary.lost_pages
        assert rows(tmp_path, "player_matches", "key") == []
        server.overrides.clear()
        assert (await land(server, tmp_path)).exit_code == EXIT_DONE
    plain = {f"{xuid}:{one.match_id}" for one in world.history(xuid, "matchmaking")}
    assert {key for (key,) in rows(tmp_path, "player_matches", "key")} == plain
