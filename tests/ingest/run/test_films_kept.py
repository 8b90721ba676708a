"""Manifests are landed once for each film, and `keep_films` says which chunks are kept."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from yarl import URL

from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.demo.film import film_path, highlight_chunk_name
from ingest.demo.world import World
from ingest.film.keep import KeepFilms
from ingest.raw import Feed, Status
from ingest.raw.ledger import load_ledger
from ingest.raw.reading import read_payloads
from ingest.run.newest_first import newest_first
from ingest.run.options import RunOptions
from ingest.run.start import RunRequest, dry_run
from ingest.settings import Settings
from ingest.status.films import films
from tests.support.commands import CLEARANCE, SPARTAN
from tests.support.film_archive import expected_chunks
from tests.support.landing import is_whole, land
from tests.support.raw import rows
from tests.support.watched_server import Override, WatchedServer

ALL = RunOptions(keep_films=KeepFilms.ALL)


@pytest.fixture
def world() -> World:
    return World(seed=5, players=2, matches=30)


def available(world: World) -> set[str]:
    return {one.match_id for one in world.matches if one.film_available and not one.custom}


def forget_manifests(data_dir: Path) -> None:
    """The raw folder of a version that did not land manifests."""
    shutil.rmtree(data_dir / "raw" / Feed.FILM_MANIFESTS)
    shutil.rmtree(data_dir / "raw" / ".narrow", ignore_errors=True)


async def test_each_film_lands_with_its_manifest(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
    landed = read_payloads(tmp_path / "raw", Feed.FILM_MANIFESTS)
    assert set(landed) == available(world)
    for match_id, text in landed.items():
        assert json.loads(text)["CustomData"]["MatchId"] == match_id


async def test_an_old_raw_folder_gets_its_manifests_and_nothing_else(
    world: World, tmp_path: Path
) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        forget_manifests(tmp_path)
        assert films(load_ledger(tmp_path / "raw")).unknown == len(available(world))
        server.requests.clear()
        await land(server, tmp_path)
        films_of = available(world)
        assert server.requests == {"film_manifest": len(films_of), "history": len(world.players)}
        server.requests.clear()
        await land(server, tmp_path)
        assert set(server.requests) == {"history"}
    assert set(read_payloads(tmp_path / "raw", Feed.FILM_MANIFESTS)) == films_of


async def test_the_newest_films_come_first(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
    ordered = newest_first(tmp_path / "raw", [*available(world), "of no history"])
    starts = [world.by_id[match_id].start for match_id, _ in ordered[:-1]]
    assert starts == sorted(starts, reverse=True)
    assert ordered[-1] == ("of no history", None)


async def test_a_film_that_expired_is_asked_for_its_manifest_once(
    world: World, tmp_path: Path
) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        forget_manifests(tmp_path)
        for match in world.matches:
            server.overrides[f"/hi/films/matches/{match.match_id}/spectate"] = Override(410)
        await land(server, tmp_path)
        server.requests.clear()
        await land(server, tmp_path)
        assert server.requests["film_manifest"] == 0
    found = films(load_ledger(tmp_path / "raw"))
    assert (found.available, found.kept) == (0, 0)
    assert found.decoded == len(available(world))


async def test_a_chunk_that_failed_is_asked_for_without_its_manifest(
    world: World, tmp_path: Path
) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path, RunOptions(feeds=frozenset({Feed.MATCH_STATS})))
        match_id = min(available(world))
        match = world.by_id[match_id]
        path = film_path(match) + highlight_chunk_name(world.log(match))
        server.overrides[path] = Override(418)
        summary = await land(server, tmp_path)
        assert summary.counts[Feed.MATCH_FILM, Status.FAILED] == 1
        server.overrides.clear()
        server.requests.clear()
        await land(server, tmp_path)
        assert server.requests["film_manifest"] == 0
        assert server.requests["film_chunk"] == 1
    once = rows(tmp_path, Feed.FILM_MANIFESTS, "key, status")
    assert once.count((match_id, "ok")) == 1


async def test_whole_films_are_kept_once(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path, ALL)
        kept = dict(rows(tmp_path, Feed.FILM_CHUNKS, "key, body"))
        assert kept == expected_chunks(world, tmp_path)
        server.requests.clear()
        await land(server, tmp_path, ALL)
        assert server.requests["film_chunk"] == 0
    assert is_whole(tmp_path)
    found = films(load_ledger(tmp_path / "raw"))
    assert (found.kept, found.available) == (len(available(world)), 0)


async def test_a_limited_run_keeps_the_films_of_its_matches(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        # all matches are complete already, as after a limited run that was stopped amid the films
        await land(server, tmp_path)
        await land(server, tmp_path, replace(ALL, max_matches=2))
    newest = {
        match.match_id
        for player in world.players
        for match in world.history(player.xuid, "matchmaking")[:2]
    }
    kept = {key.partition(":")[0] for (key,) in rows(tmp_path, Feed.FILM_CHUNKS, "key")}
    assert kept == newest & available(world)
    assert kept


async def test_a_chunk_that_failed_is_asked_for_alone(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        match_id = min(available(world))
        path = f"{film_path(world.by_id[match_id])}filmChunk1"
        server.overrides[path] = Override(418)
        await land(server, tmp_path, ALL)
        assert films(load_ledger(tmp_path / "raw")).kept == len(available(world)) - 1
        server.overrides.clear()
        server.requests.clear()
        await land(server, tmp_path, RunOptions(retried=frozenset({Status.FAILED})))
        assert server.requests == {"film_chunk": 1}
    assert films(load_ledger(tmp_path / "raw")).kept == len(available(world))


async def test_a_dry_run_counts_what_films_take(world: World, tmp_path: Path) -> None:
    async with WatchedServer(world) as server:
        await land(server, tmp_path)
        forget_manifests(tmp_path)
        settings = Settings(data_dir=tmp_path, api_url=URL(server.url))
        names = [player.xuid for player in world.players]
        request = RunRequest(settings, RunOptions(), names, Tokens(SPARTAN, CLEARANCE))
        found = await dry_run(request)
        assert found.requests == {Endpoint.FILM_MANIFEST: len(available(world))}
        await land(server, tmp_path)
        found = await dry_run(replace(request, options=ALL))
        assert found.requests == {Endpoint.FILM_CHUNK: len(expected_chunks(world, tmp_path))}
        megabytes = sum(map(len, expected_chunks(world, tmp_path).values())) / 1e6
        assert any(f"{megabytes:,.0f} MB" in line for line in found.lines())


@pytest.mark.parametrize(
    ("keep", "is_doubtful", "is_kept"),
    [
        (KeepFilms.NONE, True, False),
        (KeepFilms.DOUBTFUL, True, True),
        (KeepFilms.DOUBTFUL, False, False),
        (KeepFilms.HIGHLIGHTS, False, True),
        (KeepFilms.ALL, False, True),
    ],
)
def test_which_highlight_chunks_are_kept(keep: KeepFilms, is_doubtful: bool, is_kept: bool) -> None:
    assert keep.keeps_highlights(is_doubtful=is_doubtful) is is_kept
