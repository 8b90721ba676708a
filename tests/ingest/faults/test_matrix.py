"""Every fault of the network at every endpoint: a row for each, none stops the others, all heal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from aiohttp import ClientTimeout

from ingest.api.endpoints import Endpoint
from ingest.demo.film import film_path, highlight_chunk_name
from ingest.demo.world import World
from ingest.errors import SignInNeeded
from ingest.raw import Status
from ingest.run.options import RunOptions
from tests.support.fault_server import Fault, FaultServer
from tests.support.faults import KINDS, REFUSED, Kind
from tests.support.landing import land
from tests.support.raw import newest

Content = dict[tuple[str, str], tuple[str, str | None]]

WORLD = World(seed=11, players=2, matches=10)
ENDPOINTS = sorted(one.value for one in Endpoint if one is not Endpoint.AUTH)
TRACKED = ("documents", "tracked_players")
RETRY = RunOptions(retried=frozenset({Status.FAILED, Status.QUARANTINED, Status.FORBIDDEN}))
WITHOUT_ID = {"history", "match_count", "match_skill", "snapshot", "profile", "document"}
"""Answers that do not say whose they are, so another's cannot be told from the right one."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    """Nobody waits a minute for a stall, nor for a process that decodes a handful of films."""
    patience = ClientTimeout(total=1) if kind.is_slow else ClientTimeout(20)
    monkeypatch.setattr("ingest.api.session.TIMEOUT", patience)
    monkeypatch.setattr("ingest.api.retry_policy.TRIES", 3)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer(WORLD) as server:
        yield server


@pytest.fixture(scope="module")
def struck() -> dict[str, str]:
    """One path of each endpoint; where it is a match's, of a match of its own."""
    whose = WORLD.players[0].xuid  # found whatever becomes of the other player's history
    films = [match for match in WORLD.history(whose, "matchmaking") if match.film_available]
    stats, skill, manifest, chunk = films[-4:]
    first, second = (f"/hi/players/xuid({player.xuid})" for player in WORLD.players)
    variant, late = films[0].mode.variant, films[0].late
    return {
        "match_stats": f"/hi/matches/{stats.match_id}/stats",
        "match_skill": f"/hi/matches/{skill.match_id}/skill",
        "film_manifest": f"/hi/films/matches/{manifest.match_id}/spectate",
        "film_chunk": film_path(chunk) + highlight_chunk_name(WORLD.log(chunk)),
        "history": f"{second}/matches",
        "match_count": f"{first}/matches/count",
        "snapshot": f"{second}/matchmade/servicerecord",
        "profile": "/users",
        "document": "/hi/progression/file/calendars/seasons/seasoncalendar.json",
        "asset": f"/hi/ugcGameVariants/{variant.asset_id}/versions/{variant.version(late)}",
    }


def key_of(endpoint: str, path: str) -> tuple[str, str]:
    """Feed and key of the row that tells of this path."""
    if endpoint == "film_chunk":
        return "match_film", next(
            match.match_id for match in WORLD.matches if path.startswith(film_path(match))
        )
    parts = path.split("/")
    if endpoint == "asset":
        return "assets", f"game_variant:{parts[3]}:{parts[5]}"
    if endpoint == "document":
        return "documents", "season_calendar"
    if endpoint == "film_manifest":
        return "match_film", parts[4]
    if endpoint in ("match_count", "snapshot"):
        return "player_snapshots", parts[3].removeprefix("xuid(").removesuffix(")")
    return endpoint, parts[3]


def left_by(kind: Kind, endpoint: str) -> str:
    """What the catalogue says is left of the one that was struck."""
    if endpoint in ("match_count", "snapshot") and kind.row in ("n4", "n6"):
        return "ok"  # the other two answers about the player are worth keeping
    return kind.lasting


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What a run lands to which nothing happens."""
    data_dir = tmp_path_factory.mktemp("undisturbed")

    async def run() -> None:
        async with FaultServer(WORLD) as server:
            assert (await land(server, data_dir)).exit_code == 0

    asyncio.run(run())
    return newest(data_dir)


def sampled(kinds: Iterable[Kind]) -> list[ParameterSet]:
    """One kind for each status that is left in `make test`, all of them in `make test-all`."""
    left, found = set[str](), []
    for kind in kinds:
        marks = [pytest.mark.slow] if kind.lasting in left or kind.is_slow else []
        found.append(pytest.param(kind, id=str(kind), marks=marks))
        if not marks:
            left.add(kind.lasting)
    return found


@pytest.mark.fault(
    "N4", "N6", "N7", "N8", "N9", "N10", "N11", "N12", "N13", "N14", "N15", "N16", "N22", "N23"
)
@pytest.mark.parametrize("kind", sampled(KINDS))
async def test_faults_that_last_leave_the_documented_status(
    kind: Kind,
    server: FaultServer,
    struck: dict[str, str],
    undisturbed: Content,
    tmp_path: Path,
) -> None:
    hit = [one for one in ENDPOINTS if kind.row != "n15" or one not in WITHOUT_ID]
    for endpoint in hit:
        # the first profiles asked for are those of the players named
        server.faults[struck[endpoint]] = Fault(kind.send, after=int(endpoint == "profile"))
    summary = await land(server, tmp_path)
    found = newest(tmp_path)
    for endpoint in set(hit) - {"history", "profile"}:
        key = key_of(endpoint, struck[endpoint])
        assert found[key][0] == left_by(kind, endpoint), (endpoint, key)
    lost = "history" in hit and kind.row != "n4"
    profiles = {status for (feed, _), (status, _) in found.items() if feed == "profiles"}
    if "profile" in hit:
        # of a hundred profiles in one answer none is known to be bad
        assert profiles == {"ok", kind.lasting.replace("quarantined", "failed")}
    failures = [key for key, (status, _) in found.items() if status == "failed"]
    assert summary.exit_code == (3 if lost or failures else 0)
    told = {key_of(one, struck[one]) for one in set(hit) - {"history", "profile"}}
    # a film is checked against the stats, and who is tracked depends on the histories
    told |= {("match_film", key_of("match_stats", struck["match_stats"])[1]), TRACKED}
    others = {key for key in found if key not in told and key[0] != "profiles"}
    assert len(others) > 50
    assert {key: found[key] for key in others} == {key: undisturbed[key] for key in others}

    server.faults.clear()
    assert (await land(server, tmp_path, RETRY)).exit_code == 0
    assert (await land(server, tmp_path)).exit_code == 0
    healed = newest(tmp_path)
    gone = {key for key, (status, _) in found.items() if status == "gone"}
    assert {key for key, (status, _) in healed.items() if status == "gone"} == gone
    if not gone:  # what is final stays, with all that hangs on it; everything else comes back
        partial = {key for key in healed if key[0] == "player_snapshots" and kind.row == "n4"}
        different = {key for key, value in undisturbed.items() if healed.get(key) != value}
        assert different <= partial


@pytest.mark.fault("N7", "N8", "N9", "N10", "N11", "N12", "N23")
@pytest.mark.parametrize("kind", sampled(kind for kind in KINDS if kind.passes))
async def test_faults_that_pass_leave_no_trace(
    kind: Kind,
    server: FaultServer,
    struck: dict[str, str],
    undisturbed: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.api.retry_policy.TRIES", 5)
    for path in struck.values():
        server.faults[path] = Fault(kind.send, times=2)
    summary = await land(server, tmp_path)
    assert summary.exit_code == 0
    assert newest(tmp_path) == undisturbed
    # what was struck was asked for again; aiohttp itself sends once more what a kept connection
    # turned out to be closed for, and on a busy machine other answers come too late as well
    assert {fault.times for fault in server.faults.values()} == {0}
    if kind.row != "n9" and not kind.is_slow:
        assert summary.retries == 2 * len(struck)


@pytest.mark.fault("N1")
@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("kind", [REFUSED], ids=str)
async def test_a_refused_token_ends_the_run_whoever_refuses_it(
    endpoint: str, kind: Kind, server: FaultServer, struck: dict[str, str], tmp_path: Path
) -> None:
    server.faults[struck[endpoint]] = Fault(kind.send)
    with pytest.raises(SignInNeeded) as told:
        await land(server, tmp_path)
    assert told.value.exit_code == 4
    if (tmp_path / "raw").exists():
        assert "failed" not in {status for status, _ in newest(tmp_path).values()}
    server.faults.clear()
    assert (await land(server, tmp_path)).exit_code == 0
