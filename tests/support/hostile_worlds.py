"""Worlds whose API says well-formed things that cannot be so, and what the audit must say.

A world is two tracked players and the five matches they share. Each of its matches is changed in
one or two ways, drawn from the seed. Several worlds share one server, so that one build serves all.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ingest.demo.api import DemoApi, endpoint_of
from ingest.demo.film import (
    DEATH_HINT,
    KILL_HINT,
    FilmEvent,
    encoded,
    film_events,
    film_path,
    highlight_chunk_name,
)
from ingest.demo.schedule import DemoPlayer, Match
from ingest.demo.world import World
from tests.support.watched_server import Override, WatchedServer

PLAYERS, MATCHES = 2, 5
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

Oddity = tuple[str, str | None, str | None]
"""As a row of audit.oddities: the oddity, the match and the subject."""


@dataclass
class HostileMatch:
    """A match before it is served: its documents may still be changed."""

    match: Match
    stats: Any
    events: list[FilmEvent]
    rng: Random
    expected: set[Oddity] = field(default_factory=set)

    @property
    def match_id(self) -> str:
        return self.match.match_id

    @property
    def info(self) -> Any:
        return self.stats["MatchInfo"]

    def human(self) -> Any:
        """One of the humans in the stats who has one team only, another one each time."""
        humans = [
            one
            for one in self.stats["Players"]
            if str(one.get("PlayerId", "")).startswith("xuid(") and len(one["PlayerTeamStats"]) == 1
        ]
        return self.rng.choice(humans)

    def expect(self, oddity: str, subject: object = None, *, instead_of: str = "") -> None:
        self.expected.discard((instead_of, self.match_id, None))
        self.expected.add((oddity, self.match_id, None if subject is None else str(subject)))


Change = Callable[[HostileMatch], None]


def a_player_listed_twice(one: HostileMatch) -> None:
    player = copy.deepcopy(one.human())
    player["Outcome"], player["Rank"] = 3, 9
    one.stats["Players"].append(player)
    one.expect("player: listed more than once", player["PlayerId"])


def a_player_without_an_id(one: HostileMatch) -> None:
    player = copy.deepcopy(one.human())
    del player["PlayerId"]
    one.stats["Players"].append(player)
    one.expect("player: without an id")


def a_player_in_other_letters(one: HostileMatch) -> None:
    player = copy.deepcopy(one.human())
    before = player["PlayerId"]
    player["PlayerId"] = before.upper()
    one.stats["Players"].append(player)
    one.expect("player: id differs only in case from another", before)
    one.expect("player: id differs only in case from another", before.upper())


def a_player_of_no_team(one: HostileMatch) -> None:
    player = one.human()
    player["LastTeamId"] = player["PlayerTeamStats"][0]["TeamId"] = 77
    if one.info["TeamsEnabled"]:
        one.expect("player: of a team that is not listed", player["PlayerId"])


def a_player_who_leaves_first(one: HostileMatch) -> None:
    player = one.human()
    player["ParticipationInfo"].update(
        FirstJoinedTime=one.info["EndTime"], LastLeaveTime=one.info["StartTime"]
    )
    one.expect("player: left before joining", player["PlayerId"])


def counts_below_zero(one: HostileMatch) -> None:
    player = one.human()
    player["PlayerTeamStats"][0]["Stats"]["CoreStats"]["Kills"] = -3
    one.expect("player: counts below zero", player["PlayerId"])


def huge_counts(one: HostileMatch) -> None:
    """As many as a bigint holds, twice; no oddity of its own, but sums have no room."""
    for _ in range(2):
        core = one.human()["PlayerTeamStats"][0]["Stats"]["CoreStats"]
        if core["Kills"] < 0:
            continue  # another oddity of this player, which must stay
        core.update(Kills=2**63 - 1, Assists=2**63 - 1, PersonalScore=2**63 - 1)
        core["Medals"] = [{"NameId": 1, "Count": 2**63 - 1, "TotalPersonalScoreAwarded": 1}] * 2


def a_medal_listed_twice(one: HostileMatch) -> None:
    """Counted twice: a list may name a medal for each time it was earned."""
    core = one.human()["PlayerTeamStats"][0]["Stats"]["CoreStats"]
    core["Medals"] = [*core["Medals"], *core["Medals"]]
    core["PersonalScores"] = [*core["PersonalScores"], *core["PersonalScores"]]


def a_team_listed_twice(one: HostileMatch) -> None:
    if one.stats["Teams"]:
        team = copy.deepcopy(one.rng.choice(one.stats["Teams"]))
        one.stats["Teams"].append(team)
        one.expect("team: listed more than once", team["TeamId"])


def a_team_without_players(one: HostileMatch) -> None:
    if one.stats["Teams"]:
        team = copy.deepcopy(one.stats["Teams"][0])
        team["TeamId"] = 5
        one.stats["Teams"].append(team)
        if one.info["GameVariantCategory"] != 42:
            one.expect("team: without players", 5)


def a_team_without_an_id(one: HostileMatch) -> None:
    if one.stats["Teams"]:
        team = copy.deepcopy(one.stats["Teams"][0])
        team["TeamId"] = one.rng.choice([None, 2**40])
        one.stats["Teams"].append(team)
        one.expect("team: without an id")


def no_duration(one: HostileMatch) -> None:
    one.info["Duration"] = one.info["PlayableDuration"] = one.rng.choice(["PT0S", None, "P", ""])
    for player in one.stats["Players"]:
        player["ParticipationInfo"]["TimePlayed"] = "PT0S"
    one.expect("match: no duration", instead_of="match: longer than a day")


def an_endless_match(one: HostileMatch) -> None:
    one.info["Duration"] = "PT99999999999999999999H"
    one.expect("match: longer than a day", instead_of="match: no duration")


def an_end_before_the_start(one: HostileMatch) -> None:
    one.info["EndTime"] = "2023-01-01T00:00:00.000Z"
    one.expect("match: ends before it starts")


def times_no_calendar_has(one: HostileMatch) -> None:
    """The histories still know the start."""
    one.info["StartTime"] = one.rng.choice(
        ["infinity", "+294247-01-10T04:00:54Z", "", "20260-02-30"]
    )
    one.expect("match: described in different ways")


def names_of_nobody(one: HostileMatch) -> None:
    one.events = [
        event._replace(player=DemoPlayer(event.player.xuid, " ")) if index % 9 == 0 else event
        for index, event in enumerate(one.events)
    ]
    for event in one.events:
        if event.player.gamertag == " ":
            one.expect("film: player without a name", event.player.xuid)


def a_film_in_which_events_repeat(one: HostileMatch) -> None:
    event = one.rng.choice([event for event in one.events if event.kind != "mode"])
    one.events = sorted([*one.events, event, event], key=lambda event: event.ms)
    one.expect("film: event repeated", event.player.xuid)


def a_film_in_which_a_player_dies_twice_at_once(one: HostileMatch) -> None:
    event = one.rng.choice([event for event in one.events if event.kind == "death"])
    rocket = FilmEvent(event.ms, one.events[0].player, "kill", KILL_HINT, 0)
    twice = [event, rocket, rocket]
    one.events = sorted([*one.events, *twice], key=lambda event: event.ms)
    one.expect("film: player dies more than once in a millisecond", event.player.xuid)


def a_film_in_which_all_die_at_once(one: HostileMatch) -> None:
    fighters = sorted({event.player for event in one.events}, key=lambda player: player.xuid)
    at = one.events[0].ms
    one.events = [
        *(FilmEvent(at, player, "death", DEATH_HINT, 1) for player in fighters),
        *(FilmEvent(at, player, "kill", KILL_HINT, 0) for player in fighters),
        *one.events,
    ]


def a_film_out_of_order(one: HostileMatch) -> None:
    one.events = list(reversed(one.events))
    one.expect("film: events out of order")


SINGLE: tuple[Change, ...] = (
    a_player_listed_twice,
    a_player_without_an_id,
    a_player_in_other_letters,
    a_player_of_no_team,
    a_player_who_leaves_first,
    counts_below_zero,
    huge_counts,
    a_medal_listed_twice,
    a_team_listed_twice,
    a_team_without_players,
    a_team_without_an_id,
    no_duration,
    an_endless_match,
    an_end_before_the_start,
    times_no_calendar_has,
    names_of_nobody,
    a_film_in_which_events_repeat,
    a_film_in_which_a_player_dies_twice_at_once,
    a_film_in_which_all_die_at_once,
    a_film_out_of_order,
)


@dataclass
class Planted:
    """What a server of hostile worlds was made to say."""

    expected: set[Oddity] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)
    """Matches that a history has twice, with different facts: the run warns of them."""


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
