"""Ten thousand hostile names, ids and paths: none bends a URL, none leaves its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from urllib.parse import quote, unquote

import pytest
from aiohttp import ClientSession
from yarl import URL

from ingest.api.client import HaloApi
from ingest.api.credentials import Tokens
from ingest.api.pacing import Pacer
from ingest.api.session import open_session
from ingest.demo.world import World
from ingest.payload.admit import Refused
from ingest.payload.facts import uuid_text
from ingest.players import is_xuid, valid_gamertag
from ingest.run.fetch.film_chunks import _address
from tests.support.watched_server import WatchedServer

COUNT = 10_000
BLOB_HOST = "blobs-infiniteugc.svc.halowaypoint.com"
PREFIX = f"https://{BLOB_HOST}/ugcstorage/film/a/b/"
PIECES = (
    *("..", "../", "/", "//", "\\", ".", "%2e%2e%2f", "%2F", "%00", "?", "#", "&x=", ";", ":", "@"),
    *("http://evil.example/", "https://", "evil.example", "file:///etc/passwd", "//evil.example/"),
    *("\x00", "\n", "\r\nHost: evil.example", "\t", " ", "\u202e", "\u2025", "\uff0f", "\u2215"),
    *("a", "Z9", "_", "-", "'", '"', "é", "狐", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    *("0f8fad5bd9cb469fa16570867728950e", "{", "}", "urn:uuid:", "xuid(", ")", "2533274800000001"),
    *("filmChunk", "$(id)", "`id`", "{{", "%s", "~", "C:", "CON", "blobs-infiniteugc"),
)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def hostile(seed: int) -> Iterator[str]:
    rng = Random(seed)
    for _ in range(COUNT):
        yield "".join(rng.choices(PIECES, k=rng.randrange(1, 6)))


@pytest.mark.fault("X2")
def test_a_match_id_is_a_uuid_or_nothing() -> None:
    for text in hostile(1):
        found = uuid_text(text)
        assert found is None or UUID.fullmatch(found), text


@pytest.mark.fault("X2")
def test_a_chunk_lies_below_the_folder_of_its_film() -> None:
    accepted = 0
    for text in hostile(2):
        try:
            url = _address(PREFIX, text)
        except Refused:
            continue
        accepted += 1
        assert str(url.origin()) == f"https://{BLOB_HOST}", text
        assert url.raw_path.startswith("/ugcstorage/film/a/b/"), text
        assert ".." not in unquote(url.raw_path), text
        assert not url.raw_query_string, text
    assert accepted > 100, "some are harmless, so the others are refused for what they are"


@pytest.mark.fault("X2")
def test_a_chunk_lies_on_the_host_of_the_films() -> None:
    for text in hostile(3):
        for prefix in (
            text,
            f"https://{text}/",
            f"https://{BLOB_HOST}{text}/",
            f"https://{text}@{BLOB_HOST}/",
        ):
            try:
                url = _address(prefix, "filmChunk0")
            except Refused:
                continue
            assert str(url.origin()) == f"https://{BLOB_HOST}", prefix
            assert url.user is None, prefix


@pytest.mark.fault("X2")
@pytest.mark.parametrize(
    ("host", "is_store"),
    [
        ("blobs-2.svc.halowaypoint.com", True),
        ("films.blob.core.windows.net", True),
        ("blob.core.windows.net", False),
        ("svc.halowaypoint.com", False),
        ("films.blob.core.windows.net.evil.example", False),
        ("evil-svc.halowaypoint.com", False),
        ("films.blob.core.windows.net:8443", False),
        ("me@films.blob.core.windows.net", False),
        ("films%2eblob.core.windows.net", False),
    ],
)
def test_film_stores_are_known_by_the_end_of_their_name(host: str, is_store: bool) -> None:
    if is_store:
        assert _address(f"https://{host}/film/", "filmChunk3").host == host
    else:
        with pytest.raises(Refused):
            _address(f"https://{host}/film/", "filmChunk3")


@pytest.fixture
def asked() -> dict[str, str]:
    """Names that pass as a gamertag or an xuid, and the path of the one request each may cause."""
    names = [name for name in hostile(4) if valid_gamertag(name) or is_xuid(name)]
    assert len(names) > 100
    return {name: f"/users/gt({quote(name, safe='')})" for name in names}


@pytest.mark.fault("X2")
async def test_no_name_bends_a_request(asked: dict[str, str]) -> None:
    async with WatchedServer(World(seed=1, players=1, matches=1)) as server:
        session: ClientSession = open_session(Tokens("a", "b"), URL(server.url))
        async with session:
            api = HaloApi(session, Pacer({}))
            for name in asked:
                assert (await api.profile_of(name)).status == 404
    sent = {unquote(path) for path in server.paths}
    assert sent == {unquote(path) for path in asked.values()}
    assert server.requests == {"profile": len(asked)}
