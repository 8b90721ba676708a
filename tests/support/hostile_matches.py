"""Changes of one match: each is well-formed, cannot be so, and has a row that audit must show."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ingest.demo.film import DEATH_HINT, KILL_HINT, FilmEvent
from ingest.demo.schedule import DemoPlayer, Match

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
