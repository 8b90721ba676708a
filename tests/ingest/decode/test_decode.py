"""Kept films are decoded again without a request: by our decoder, and by a decoder of the user."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.decode.again import decode_again
from ingest.demo.world import World
from ingest.film.keep import KeepFilms
from ingest.raw import Feed, Row, Status
from ingest.raw.reading import read_payloads
from ingest.raw.store import open_for_writing
from ingest.run.options import RunOptions
from tests.support.commands import Finished, environment, ingest
from tests.support.landing import is_whole, land
from tests.support.raw import rows
from tests.support.watched_server import WatchedServer

WORLD = World(seed=5, players=2, matches=30)
HIGHLIGHTS = RunOptions(keep_films=KeepFilms.HIGHLIGHTS)
READER = """
import zlib


class Sizes:
    name = "sizes"
    version = "{version}"

    def read(self, film):
        if film.match_id == "{refused}":
            raise ValueError("no size")
        return {{
            "chunks": len(film.chunks),
            "bytes": sum(len(zlib.decompress(chunk)) for chunk in film.chunks.values()),
            "has_highlights": film.highlights is not None,
            "players": len(film.stats["Players"]),
            "version": film.manifest["CustomData"]["FilmMajorVersion"],
        }}
"""


async def landed(folder: Path, options: RunOptions) -> dict[str, Any]:
    """The documents of films, after a run."""
    async with WatchedServer(WORLD) as server:
        await land(server, folder, options)
    return documents(folder, Feed.MATCH_FILM)


def documents(folder: Path, feed: Feed) -> dict[str, Any]:
    return {key: json.loads(text) for key, text in read_payloads(folder / "raw", feed).items()}


async def decode(folder: Path, *arguments: str) -> Finished:
    # no server runs any more: a request would fail
    return await ingest("decode", *arguments, env=environment(folder), cwd=folder)


async def test_films_of_another_decoder_are_decoded_once(tmp_path: Path) -> None:
    films = await landed(tmp_path, HIGHLIGHTS)
    assert len(films) > 20
    up_to_date = await decode(tmp_path)
    assert up_to_date.out == f"0 films decoded, {len(films)} were up to date\n"
    read_by_another_decoder(tmp_path)
    done = await decode(tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith(f"{len(films)} films decoded, 0 were up to date")
    assert documents(tmp_path, Feed.FILM_DECODINGS) == films
    again = await decode(tmp_path)
    assert again.out == f"0 films decoded, {len(films)} were up to date\n"
    assert len(rows(tmp_path, Feed.FILM_DECODINGS, "key")) == 2 * len(films)
    assert is_whole(tmp_path)


def read_by_another_decoder(folder: Path) -> None:
    """A version of before has decoded all films again."""
    old = {
        key: document | {"decoder_version": "0.0.1", "events": []}
        for key, document in documents(folder, Feed.MATCH_FILM).items()
    }
    with open_for_writing(folder / "raw") as store:
        store.commit(
            [
                Row(
                    feed=Feed.FILM_DECODINGS,
                    key=key,
                    status=Status.OK,
                    payload=json.dumps(document, separators=(",", ":")),
                )
                for key, document in old.items()
            ]
        )


async def test_a_film_that_no_version_could_read_lands_as_if_it_were_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {match.match_id for match in WORLD.matches if match.film_version <= 38}
    monkeypatch.setattr("ingest.run.fetch.film.KNOWN_VERSIONS", range(30, 39))
    films = await landed(tmp_path, RunOptions())
    assert set(films) <= known
    statuses = dict(rows(tmp_path, Feed.MATCH_FILM, "key, status"))
    unknown = {key for key, status in statuses.items() if status == "unsupported_version"}
    assert unknown
    with monkeypatch.context() as older:
        older.setattr("ingest.decode.again.KNOWN_VERSIONS", range(30, 39))
        with open_for_writing(tmp_path / "raw") as store:
            assert (await decode_again(store)).unknown >= len(unknown)
    done = await decode(tmp_path)
    assert done.code == 0, done.err
    now = documents(tmp_path, Feed.MATCH_FILM)
    assert set(now) == {*films, *unknown}
    for match_id in unknown:
        assert now[match_id]["film_major_version"] == WORLD.by_id[match_id].film_version
        assert len(now[match_id]["events"]) > 20
    assert documents(tmp_path, Feed.FILM_DECODINGS) == {}
    assert (await decode(tmp_path)).out.startswith("0 films decoded")
    assert is_whole(tmp_path)


async def test_nothing_kept_is_said(tmp_path: Path) -> None:
    assert (await decode(tmp_path)).code == 6
    await landed(tmp_path, RunOptions(keep_films=KeepFilms.NONE))
    done = await decode(tmp_path)
    assert (done.code, done.out[:17]) == (0, "no film is kept; ")


async def test_a_decoder_of_the_user_reads_each_film_once(tmp_path: Path) -> None:
    films = await landed(tmp_path, RunOptions(keep_films=KeepFilms.ALL))
    refused = min(films)
    module = tmp_path / "sizes_of_films.py"
    module.write_text(READER.format(version="1", refused=refused))
    argument = ("--decoder", "sizes_of_films:Sizes")
    done = await decode(tmp_path, *argument)
    assert done.code == 3
    assert f"not decoded: {refused}: ValueError: no size" in done.err
    kept = {key.rpartition(":")[0] for (key,) in rows(tmp_path, Feed.FILM_CHUNKS, "key")}
    read = documents(tmp_path, Feed.FILM_READINGS)
    assert set(read) == {f"sizes:{match_id}" for match_id in kept - {refused}}
    for match_id in kept - {refused}:
        document = read[f"sizes:{match_id}"]
        assert (document["match_id"], document["decoder_version"]) == (match_id, "1")
        reading = document["reading"]
        assert reading["chunks"] > 5
        assert reading["bytes"] > 10_000
        assert reading["version"] == WORLD.by_id[match_id].film_version
        assert reading["has_highlights"] == (match_id in films)
    again = await decode(tmp_path, *argument)
    assert again.out.startswith(f"0 films decoded, {len(kept) - 1} were up to date, 1 could not")
    module.write_text(READER.format(version="2", refused=""))
    newer = await decode(tmp_path, *argument)
    assert newer.code == 0
    assert newer.out.startswith(f"{len(kept)} films decoded, 0 were up to date")
    assert is_whole(tmp_path)


@pytest.mark.parametrize(
    ("decoder", "message"),
    [
        ("nowhere:Reader", "cannot be imported"),
        ("json:Nothing", "cannot be imported"),
        ("json", "cannot be imported"),
        ("json:JSONDecoder", "has no `name`"),
    ],
)
async def test_what_is_no_decoder_is_refused(tmp_path: Path, decoder: str, message: str) -> None:
    (tmp_path / "raw").mkdir()
    done = await decode(tmp_path, "--decoder", decoder)
    assert done.code == 2
    assert message in done.err
