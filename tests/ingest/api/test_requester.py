"""What is taken for an answer, and when the API is not to be asked any more."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from yarl import URL

from ingest.api.bodies import trouble_in_chunk, trouble_in_json, without_secrets
from ingest.api.client import HaloApi
from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.api.pacing import Pacer
from ingest.api.requester import RequestFailed
from ingest.api.session import open_session
from ingest.demo.world import World
from ingest.errors import ApiUnavailable
from ingest.film.keep import KeepFilms
from ingest.raw import Feed
from ingest.run.options import RunOptions
from tests.support.commands import ROOT, environment
from tests.support.fault_server import (
    Asked,
    Fault,
    FaultServer,
    Send,
    answering,
    response,
)
from tests.support.faults import PAGE
from tests.support.landing import land
from tests.support.raw import newest, rows

WORLD = World(seed=3, players=1, matches=30)
IDS = [match.match_id for match in WORLD.matches]
TOKENS = Tokens("v4=canary/spartan+token==;" + "x" * 40, "canary-clearance")
BOMB = gzip.compress(b'{"a":"' + b"x" * (65 * 1024 * 1024) + b'"}')


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer(WORLD) as server:
        yield server


@asynccontextmanager
async def connected(
    url: str, rates: Mapping[Endpoint, float] | None = None
) -> AsyncIterator[HaloApi]:
    async with open_session(TOKENS, URL(url)) as session:
        yield HaloApi(session, Pacer(rates or {}))


def stats_of(match_id: str) -> str:
    return f"/hi/matches/{match_id}/stats"


@pytest.mark.fault("N8")
@pytest.mark.parametrize("failures", range(7))
async def test_five_tries_and_no_more(failures: int, server: FaultServer) -> None:
    server.faults[stats_of(IDS[0])] = Fault(answering(503), times=failures)
    async with connected(server.url) as api:
        assert (await api.match_stats(IDS[1])).status == 200
        if failures < 5:
            assert (await api.match_stats(IDS[0])).status == 200
        else:
            with pytest.raises(RequestFailed, match="HTTP 503 after 5 tries"):
                await api.match_stats(IDS[0])
    assert server.requests["match_stats"] - 1 == min(failures + 1, 5)


@pytest.mark.fault("N8")
async def test_a_request_takes_two_minutes_at_most(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.api.requester.LONGEST", 0.3)

    async def stall(_: asyncio.StreamWriter, __: Asked) -> None:
        await asyncio.sleep(60)

    server.faults[stats_of(IDS[0])] = Fault(stall)
    async with connected(server.url) as api:
        assert (await api.match_stats(IDS[1])).status == 200
        with pytest.raises(RequestFailed, match="TimeoutError after 1 tries"):
            await api.match_stats(IDS[0])


@pytest.mark.fault("N5")
async def test_403_on_everything_ends_the_run_after_a_handful_of_requests(
    server: FaultServer, tmp_path: Path
) -> None:
    first = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES}))
    await land(server, tmp_path, replace(first, max_matches=25))
    before, asked = newest(tmp_path), len(server.asked)
    server.fate = lambda _: answering(403, b"{}")
    with pytest.raises(ApiUnavailable, match="answers nothing any more") as told:
        await land(server, tmp_path)
    assert told.value.exit_code == 7
    assert len(server.asked) - asked <= 10
    assert newest(tmp_path) == before, "nothing is marked forbidden by a refusal of everything"
    server.fate = lambda _: None
    assert (await land(server, tmp_path)).exit_code == 0


@pytest.mark.fault("N5")
async def test_many_forbidden_matches_in_a_row_are_not_everything(
    server: FaultServer, tmp_path: Path
) -> None:
    server.fate = lambda one: answering(403) if one.endpoint == "film_manifest" else None
    summary = await land(
        server, tmp_path, RunOptions(feeds=frozenset({Feed.MATCH_FILM, Feed.MATCH_STATS}))
    )
    assert summary.exit_code == 0
    films = {status for (feed, _), (status, _) in newest(tmp_path).items() if feed == "match_film"}
    assert films == {"forbidden"}


@pytest.mark.fault("N8")
async def test_an_api_that_goes_down_amid_a_run_is_not_hammered(tmp_path: Path) -> None:
    world = World(seed=3, players=1, matches=400)
    stats = RunOptions(feeds=frozenset({Feed.PLAYER_MATCHES, Feed.MATCH_STATS}))
    async with FaultServer(world) as server:

        def down_after_a_while(_: Asked) -> Send | None:
            return answering(503) if len(server.asked) > 100 else None

        server.fate = down_after_a_while
        with pytest.raises(ApiUnavailable) as told:
            await land(server, tmp_path, stats)
        assert told.value.exit_code == 7
        # five tries for each of the 25 in flight; to try them all would have been 1,500
        assert len(server.asked) < 100 + 5 * 35
        server.fate = lambda _: None
        assert (await land(server, tmp_path, stats)).exit_code == 0
    landed = {
        key
        for (feed, key), (status, _) in newest(tmp_path).items()
        if (feed, status) == ("match_stats", "ok")
    }
    assert landed == {one.match_id for one in world.matches if not one.custom}


@pytest.mark.fault("N9")
async def test_a_certificate_that_is_wrong_is_neither_accepted_nor_tried_again(
    tmp_path: Path,
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    made += ["-days", "1", "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    connections = 0

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        async with connected(f"https://127.0.0.1:{port}") as api:
            with pytest.raises(ApiUnavailable, match="certificate is not valid"):
                await api.match_stats(IDS[0])
            assert (api.requests.total(), api.retries) == (1, 0)
    assert connections == 0, "no request got through"


@pytest.mark.fault("N12")
async def test_the_start_of_a_web_page_is_kept(server: FaultServer, tmp_path: Path) -> None:
    server.faults[stats_of(IDS[0])] = Fault(answering(200, PAGE, "text/html"))
    await land(server, tmp_path)
    ((status, body, reason),) = [
        row[1:]
        for row in rows(tmp_path, "match_stats", "key, status, body, reason")
        if row[0] == IDS[0]
    ]
    assert (status, body, reason) == ("quarantined", PAGE[:4096], "a web page, not a document")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "raw": lambda token: token,
    "url": lambda token: quote(token, safe="").encode().decode(),
    "base64": lambda token: base64.b64encode(token.encode()).decode(),
    "base64-shifted": lambda token: base64.b64encode(b"ab" + token.encode()).decode(),
    "urlsafe": lambda token: base64.urlsafe_b64encode(b"a" + token.encode()).decode(),
    "hex": lambda token: token.encode().hex(),
}


@pytest.mark.fault("X6")
@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_an_answer_that_repeats_the_token_is_not_landed_with_it(
    spelling: str, server: FaultServer
) -> None:
    async def echo(writer: asyncio.StreamWriter, asked: Asked) -> None:
        told = SPELLINGS[spelling](asked.headers["x-343-authorization-spartan"])
        writer.write(
            response(200, json.dumps({"MatchId": IDS[0], "you": f"sent {told}!"}).encode())
        )

    server.faults[stats_of(IDS[0])] = Fault(echo)
    async with connected(server.url) as api:
        answer = await api.match_stats(IDS[0])
    assert answer.refused == "a body that repeats our token"
    assert b"[redacted]" in answer.body
    assert SPELLINGS[spelling](TOKENS.spartan)[4:-4].encode() not in answer.body


@pytest.mark.fault("X6")
def test_what_is_no_secret_stays() -> None:
    body = b'{"a": "demo", "b": "spartan"}'
    assert without_secrets(body, ["demo", "spartan"]) == body, "too short to be told from a word"
    assert without_secrets(body, ["another-token"]) == body


@pytest.mark.fault("N10")
@pytest.mark.parametrize(
    ("body", "is_trouble"),
    [
        (b"", True),
        (b" \n ", True),
        (b"<html></html>", True),
        (b'\n<?xml version="1.0"?>', True),
        (b'{"a": 1', True),
        (b'{"a": {"b": 1}', True),
        (b'{"a": "b}', True),
        (b"[1, 2", True),
        (b'[{"a": [1, 2]}', True),
        (b"{}", False),
        (b" [] ", False),
        (b'{"a": NaN}', False),
        (b'{"a": 1,}', False),
        (b"null", False),
        (b"\xff\xfe{}", False),
        (b"[" * 100_000 + b"]" * 100_000, False),
    ],
)
def test_a_document_that_stops_in_the_middle_differs_from_a_wrong_one(
    body: bytes, is_trouble: bool
) -> None:
    assert (trouble_in_json(body) is not None) == is_trouble


@pytest.mark.fault("N10")
def test_a_document_cut_anywhere_is_cut() -> None:
    whole = json.dumps(
        {"a": [1, {"b": "x}y]"}, None, "é\\"], "c": -1.5e3}, ensure_ascii=False
    ).encode()
    assert trouble_in_json(whole) is None
    for length in range(len(whole)):
        trouble = trouble_in_json(whole[:length])
        assert trouble is not None, whole[:length]


@pytest.mark.fault("F3", "N10")
async def test_a_chunk_cut_anywhere_is_cut(server: FaultServer, tmp_path: Path) -> None:
    await land(server, tmp_path, RunOptions(keep_films=KeepFilms.HIGHLIGHTS))
    chunk = next(one.body for one in server.asked if one.endpoint == "film_chunk")
    assert trouble_in_chunk(chunk) is None
    assert all(trouble_in_chunk(chunk[:length]) for length in range(2, len(chunk), 97))
    assert trouble_in_chunk(b"\x78\x9c" + b"\xff" * 100) is None, "damaged, which is not cut"


@pytest.mark.fault("N14")
def test_a_body_that_inflates_without_end_is_given_up_in_little_memory(tmp_path: Path) -> None:
    program = f"""
import asyncio, re, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
from tests.ingest.api.test_requester import BOMB, IDS, WORLD, connected, stats_of
from tests.support.fault_server import Fault, FaultServer, answering

async def main():
    async with FaultServer(WORLD) as server, connected(server.url) as api:
        await api.match_stats(IDS[1])
        server.faults[stats_of(IDS[0])] = Fault(answering(200, BOMB, Content_Encoding="gzip"))
        answer = await api.match_stats(IDS[0])
        # not ru_maxrss: a process inherits that of the one that started it
        peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
        asked = server.requests["match_stats"]
        print(answer.refused, len(answer.body), asked, peak)

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *why, kept, requests, peak = done.stdout.split()
    assert " ".join(why) == "body larger than 67108864 bytes"
    assert (int(kept), int(requests)) == (4096, 2)
    assert int(peak) < 256 * 1024
