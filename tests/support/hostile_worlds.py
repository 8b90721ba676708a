"""Worlds whose API says well-formed things that cannot be so, and what the audit must say.

A world is two tracked players and the five matches they share. Each of its matches is changed in
one or two ways, drawn from the seed. Several worlds share one server, so that one build serves all.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from ingest.demo.api import DemoApi, endpoint_of
from ingest.demo.film import (
    encoded,
    film_events,
    film_path,
    highlight_chunk_name,
)
from ingest.demo.schedule import DemoPlayer, Match
from ingest.demo.world import World
from ingest.run.options import RunOptions
from ingest.run.summary import Summary
from tests.support.hostile_matches import (
    SINGLE,
    Change,
    HostileMatch,
    Oddity,
    a_film_out_of_order,
)
from tests.support.landing import land
from tests.support.watched_server import Override, WatchedServer

WORLDS, PLAYERS, MATCHES = 20, 2, 5
DOCUMENTS = (
    ("/hi/Waypoint/file/medals/metadata.json", "medals", "medal", "nameId"),
    (
        "/hi/Progression/file/RewardTracks/CareerRanks/careerRank1.json",
        "Ranks",
        "career rank",
        "Rank",
    ),
    (
        "/hi/Progression/file/Csr/Calendars/CsrSeasonCalendar.json",
        "Seasons",
        "season",
        "CsrSeasonFilePath",
    ),
)
"""Path, list, what an entry is, and its id."""


@dataclass
class Planted:
    """What a server of hostile worlds was made to say."""

    expected: set[Oddity] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)
    """Matches that a history has twice, with different facts: the run warns of them."""


async def land_hostile_worlds(
    data_dir: Path, seed: int, landed: Callable[[Path], object] = lambda _: None
) -> tuple[Planted, Summary]:
    """Land some matches of each player, then the others; `landed` is called after each run."""
    world = World(seed=seed, players=WORLDS * PLAYERS, matches=0)
    async with WatchedServer(world) as server:
        planted = make_hostile_worlds(server, WORLDS, seed)
        await land(server, data_dir, RunOptions(match_type="all", max_matches=2))
        landed(data_dir)
        summary = await land(server, data_dir, RunOptions(match_type="all"))
        landed(data_dir)
    return planted, summary


def make_hostile_worlds(server: WatchedServer, worlds: int, seed: int) -> Planted:
    """Give each pair of the server's players five matches of their own, and change them all."""
    planted = Planted()
    rng = Random(f"hostile worlds {seed}")
    changes = _dealt(rng)
    tracked = server.world.players
    for number in range(worlds):
        party = tracked[number * PLAYERS : (number + 1) * PLAYERS]
        matches = server.world.play(MATCHES, party)
        ones = [_read(server, match, Random(f"{seed}/{match.match_id}")) for match in matches]
        for one in ones:
            chosen = [next(changes) for _ in range(rng.choice([1, 1, 2]))]
            for change in sorted(chosen, key=lambda change: change is a_film_out_of_order):
                change(one)  # the others put the events of a film in order
        _of_two_matches(ones, rng)
        for one in ones:
            _serve(server, one)
            planted.expected |= one.expected - _of_the_histories(one)
        planted.expected |= _change_history(server, party[0], rng)
        planted.repeated += _repeat_in_history(server, party[1], rng)
    planted.expected |= _change_profiles(server.world, rng)
    planted.expected |= _change_documents(server)
    return planted


def _dealt(rng: Random) -> Iterator[Change]:
    """Every change comes up before one comes up again."""
    while True:
        yield from rng.sample(SINGLE, len(SINGLE))


def _of_the_histories(one: HostileMatch) -> set[Oddity]:
    """Without a start in the stats, the histories describe a match, and they were not changed."""
    if one.info["StartTime"].startswith("2026-"):
        return set()
    odd = ("match: no duration", "match: longer than a day", "match: ends before it starts")
    return {row for row in one.expected if row[0] in odd}


def _of_two_matches(ones: list[HostileMatch], rng: Random) -> None:
    """What needs a second match: another film, ids in other letters, equal starts."""
    first, second = rng.sample(
        [one for one in ones if one.info["StartTime"].startswith("2026-")], 2
    )
    strangers = {event.player.xuid for event in second.events} - {
        player["PlayerId"][5:-1] for player in first.stats["Players"] if player.get("PlayerId")
    }
    first.events = list(second.events)
    first.expected = {row for row in first.expected if not row[0].startswith("film:")}
    for xuid in strangers:
        first.expect("film: player who is not in the match", xuid)
    for oddity, _, subject in [row for row in second.expected if row[0].startswith("film:")]:
        first.expect(oddity, subject)
    first.info["StartTime"] = second.info["StartTime"]
    first.expect("match: described in different ways")
    place = first.info["MapVariant"]
    second.info["MapVariant"] = {**place, "AssetId": place["AssetId"].upper()}
    for spelled in (place["AssetId"], place["AssetId"].upper()):
        first.expected.add(("map: id differs only in case from another", None, spelled))


def _change_history(server: WatchedServer, player: DemoPlayer, rng: Random) -> set[Oddity]:
    """One entry tells of another map than the stats; the order of the entries is random."""
    page = _page(server, player)
    entry = rng.choice(page["Results"])
    entry["MatchInfo"]["MapVariant"]["AssetId"] = "00000000-0000-4000-8000-000000000001"
    rng.shuffle(page["Results"])
    _serve_page(server, player, page)
    return {("match: described in different ways", entry["MatchId"], None)}


def _repeat_in_history(server: WatchedServer, player: DemoPlayer, rng: Random) -> list[str]:
    """One entry comes twice, and the second one contradicts the first."""
    page = _page(server, player)
    entry = copy.deepcopy(rng.choice(page["Results"]))
    entry["Outcome"] = 4 if entry["Outcome"] != 4 else 2
    page["Results"].append(entry)
    _serve_page(server, player, page)
    return [entry["MatchId"]]


def _change_profiles(world: World, rng: Random) -> set[Oddity]:
    """Some accounts have no name, one has a tracked player's name in other letters."""
    met = {
        participant.fighter.player.xuid
        for match in world.matches
        for participant in world.log(match).participants
        if participant.fighter.player
    } - {player.xuid for player in world.players}
    nameless, twin = rng.sample(sorted(met), 2)
    world.people[nameless] = DemoPlayer(nameless, "")
    world.people[twin] = DemoPlayer(twin, world.players[0].gamertag.upper())
    return {("profile: without a name", None, nameless)}


def _change_documents(server: WatchedServer) -> set[Oddity]:
    """Documents that list an entry twice, and one without its id."""
    expected: set[Oddity] = set()
    for path, entries, kind, id_of in DOCUMENTS:
        document = json.loads(DemoApi(server.world).answer("document", path, {}).body)
        listed = document[entries]
        expected.add((f"{kind}: listed more than once", None, str(listed[0][id_of])))
        listed += [copy.deepcopy(listed[0]), {**listed[1], id_of: None}]
        server.overrides[path] = Override(body=json.dumps(document).encode())
    return expected


def _read(server: WatchedServer, match: Match, rng: Random) -> HostileMatch:
    path = f"/hi/matches/{match.match_id}/stats"
    body = DemoApi(server.world).answer(endpoint_of(path), path, {}).body
    return HostileMatch(match, json.loads(body), film_events(server.world.log(match)), rng)


def _serve(server: WatchedServer, one: HostileMatch) -> None:
    stats = Override(body=json.dumps(one.stats).encode())
    server.overrides[f"/hi/matches/{one.match_id}/stats"] = stats
    chunk = film_path(one.match) + highlight_chunk_name(server.world.log(one.match))
    server.overrides[chunk] = Override(body=encoded(one.match, one.events))


def _page(server: WatchedServer, player: DemoPlayer) -> Any:
    path = f"/hi/players/xuid({player.xuid})/matches"
    return json.loads(DemoApi(server.world).answer("history", path, {}).body)


def _serve_page(server: WatchedServer, player: DemoPlayer, page: Any) -> None:
    page["ResultCount"] = len(page["Results"])
    path = f"/hi/players/xuid({player.xuid})/matches"
    server.overrides[path] = Override(body=json.dumps(page).encode())
