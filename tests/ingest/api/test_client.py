"""Requests over real HTTP: paced, retried, refused, and with a token only where it belongs."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from yarl import URL

from ingest.api.client import HaloApi
from ingest.api.credentials import Tokens
from ingest.api.endpoints import Endpoint
from ingest.api.pacing import Pacer
from ingest.api.requester import RequestFailed
from ingest.api.session import open_session
from ingest.demo.film import film_chunk, film_path, highlight_chunk_name
from ingest.demo.world import World
from ingest.errors import ApiUnavailable, SignInNeeded
from tests.support.watched_server import Override, WatchedServer

RATE = 20.0
BLOBS = URL("https://blobs-infiniteugc.svc.halowaypoint.com")
TOKENS = Tokens("v4=spartan", "clearance")


class Recorder(WatchedServer):
    """The demo server, noting when requests arrive and which headers they carry."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.arrivals: list[float] = []
        self.headers: list[Mapping[str, str]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.arrivals.append(time.monotonic())
        self.headers.append(request.headers.copy())
        return await super().handle(request)


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=3, players=1, matches=30)


@pytest.fixture
async def server(world: World) -> AsyncIterator[Recorder]:
    recorder = Recorder(world)
    async with recorder:
        yield recorder


@asynccontextmanager
async def connected(
    url: str, rates: Mapping[Endpoint, float] | None = None
) -> AsyncIterator[HaloApi]:
    async with open_session(TOKENS, URL(url)) as session:
        yield HaloApi(session, Pacer(rates or {}))


def stats_path(match_id: str) -> str:
    return f"/hi/matches/{match_id}/stats"


class NotingPacer(Pacer):
    """A pacer that notes when requests leave."""

    def __init__(self, rates: Mapping[Endpoint, float]) -> None:
        super().__init__(rates)
        self.leaving: list[float] = []

    def sent(self, endpoint: Endpoint) -> None:
        self.leaving.append(asyncio.get_running_loop().time())
        super().sent(endpoint)


async def test_concurrent_requests_leave_at_the_rate(server: Recorder, world: World) -> None:
    ids = [match.match_id for match in world.matches[:25]]
    for match_id in ids:  # answers that cost the server, who shares our event loop, no time
        server.overrides[stats_path(match_id)] = Override(body=b"{}")
    pacer = NotingPacer({Endpoint.MATCH_STATS: RATE})
    async with open_session(TOKENS, URL(server.url)) as session:
        api = HaloApi(session, pacer)
        await asyncio.gather(*(api.match_stats(match_id) for match_id in ids))
    assert len(server.arrivals) == len(pacer.leaving) == 25
    # any 21 of them take a second: no window of a second holds more than 20
    spans = [late - early for early, late in zip(pacer.leaving, pacer.leaving[20:], strict=False)]
    assert len(spans) == 5
    assert min(spans) >= 1.0


@pytest.mark.fault("N8")
async def test_server_errors_are_retried_and_counted(server: Recorder, world: World) -> None:
    match = world.matches[0]
    for status in (500, 503, 429, 408):
        server.overrides[stats_path(match.match_id)] = Override(status, b"no", times=2)
        async with connected(server.url) as api:
            answer = await api.match_stats(match.match_id)
            assert answer.status == 200
            assert match.match_id.encode() in answer.body
            assert api.retries == 2
            assert api.requests == {Endpoint.MATCH_STATS: 3}
    assert server.requests["match_stats"] == 4 * 3


@pytest.mark.fault("N8")
async def test_a_lasting_server_error_fails_the_request(server: Recorder, world: World) -> None:
    first, second = (match.match_id for match in world.matches[:2])
    server.overrides[stats_path(first)] = Override(500)
    async with connected(server.url) as api:
        assert (await api.match_stats(second)).status == 200
        with pytest.raises(RequestFailed, match="HTTP 500"):
            await api.match_stats(first)
    async with connected(server.url) as api:
        with pytest.raises(ApiUnavailable, match="HTTP 500") as told:
            await api.match_stats(first)
        assert told.value.exit_code == 7


@pytest.mark.parametrize("status", [400, 403, 404, 410])
async def test_a_final_status_is_an_answer_with_its_body(
    server: Recorder, world: World, status: int
) -> None:
    path = stats_path(world.matches[0].match_id)
    server.overrides[path] = Override(status, b'{"why":"because"}')
    async with connected(server.url) as api:
        answer = await api.match_stats(world.matches[0].match_id)
    assert (answer.status, answer.body) == (status, b'{"why":"because"}')
    assert server.paths == {path: 1}


@pytest.mark.fault("N7")
async def test_retry_after_is_waited_for(server: Recorder, world: World) -> None:
    match_id = world.matches[0].match_id
    slow_down = Override(429, b"", {"Retry-After": "0.4"}, times=1)
    server.overrides[stats_path(match_id)] = slow_down
    async with connected(server.url) as api:
        await api.match_stats(match_id)
    first, second = server.arrivals
    assert second - first >= 0.39


@pytest.mark.fault("N1")
async def test_a_refused_token_asks_to_sign_in_and_is_not_tried_again(
    server: Recorder, world: World
) -> None:
    server.tokens = {"another"}
    async with connected(server.url) as api:
        with pytest.raises(SignInNeeded) as told:
            await api.match_stats(world.matches[0].match_id)
    assert told.value.exit_code == 4
    assert TOKENS.spartan not in str(told.value)
    assert server.requests == {"match_stats": 1}


@pytest.mark.fault("N24")
async def test_a_closed_port_is_an_api_that_is_unavailable(world: World) -> None:
    with socket.socket() as reserved:  # bound but not listening: nobody else can answer
        reserved.bind(("127.0.0.1", 0))
        async with connected(f"http://127.0.0.1:{reserved.getsockname()[1]}") as api:
            with pytest.raises(ApiUnavailable) as told:
                await api.match_stats(world.matches[0].match_id)
            assert told.value.exit_code == 7
            assert api.requests.total() == 1 + api.retries > 1


@pytest.mark.fault("N16")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_refused_and_not_followed(
    server: Recorder, world: World, status: int
) -> None:
    match, other = world.matches[:2]
    async with WatchedServer(world) as elsewhere:
        for target in (elsewhere.url, server.url):
            location = {"Location": target + stats_path(other.match_id)}
            server.overrides[stats_path(match.match_id)] = Override(status, b"", location)
            async with connected(server.url) as api:
                with pytest.raises(RequestFailed, match="redirect"):
                    await api.match_stats(match.match_id)
        assert elsewhere.paths == {}
    assert server.paths == {stats_path(match.match_id): 2}


@pytest.mark.fault("N16", "X6")
async def test_tokens_reach_the_api_and_never_the_film_store(
    server: Recorder, world: World
) -> None:
    server.tokens = {TOKENS.spartan}
    match = next(match for match in world.matches if match.film_available)
    log = world.log(match)
    async with connected(server.url) as api:
        assert (await api.match_stats(match.match_id)).body.startswith(b"{")
        assert (await api.film_manifest(match.match_id)).status == 200
        address = BLOBS.with_path(film_path(match) + highlight_chunk_name(log))
        chunk = await api.film_chunk(address)
    assert chunk.body == film_chunk(log)
    assert server.violations == []
    sent = [(h.get("x-343-authorization-spartan"), h.get("343-clearance")) for h in server.headers]
    assert sent == [("v4=spartan", "clearance")] * 2 + [(None, None)]


@pytest.mark.fault("N16", "X2")
@pytest.mark.parametrize(
    "host",
    [
        "blobs-2.svc.halowaypoint.com",
        "films.blob.core.windows.net",
        pytest.param("profile.svc.halowaypoint.com", id="a host that is sent tokens otherwise"),
    ],
)
async def test_no_film_store_is_sent_a_token(server: Recorder, host: str) -> None:
    match = next(match for match in server.world.matches if match.film_available)
    log = server.world.log(match)
    async with connected(server.url) as api:
        path = film_path(match) + highlight_chunk_name(log)
        assert (await api.film_chunk(URL(f"https://{host}{path}"))).body == film_chunk(log)
    (headers,) = server.headers
    assert not {"x-343-authorization-spartan", "343-clearance", "x-of-a-film"} & {*headers}


@pytest.mark.fault("N16", "X2")
@pytest.mark.parametrize("host", ["example.com", "evil-svc.halowaypoint.com", "127.0.0.1"])
async def test_other_hosts_are_not_asked_at_all(server: Recorder, host: str) -> None:
    async with connected(server.url) as api:
        with pytest.raises(RequestFailed, match="not a host of the Halo API"):
            await api.film_chunk(URL(f"https://{host}/ugcstorage/film/a/b/filmChunk1"))
    assert server.paths == {}
