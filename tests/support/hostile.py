"""Matches whose payloads the API might send one day: odd values, new fields, old shapes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ingest.demo.api import DemoApi, endpoint_of
from tests.support.watched_server import Override, WatchedServer

Change = Callable[[Any], None]
BEYOND_DOUBLES = 2**53 + 1
NEW_MEDAL, NEW_MODE, NEW_OUTCOME = 4_294_967_290, 99, 9
LONE_SURROGATE = "\ud800"
CROWD = 28
OFFSET_TIME = "2026-03-24T19:38:26.9471234+05:30"
NAMES = (
    'it\'s "quoted"; -- ',
    "NUL \x00 in it",
    "\u202eright to left\u2066",
    "\U0001f525 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "long " * 2_000,
    "\x1b[2J\x1b]0;title\x07",
    "=HYPERLINK(A1)",
    "<script>alert('map')</script>{{ 1 + 1 }}{% raw %}",
)


def first(stats: Any) -> Any:
    """The core stats of the first player."""
    return stats["Players"][0]["PlayerTeamStats"][0]["Stats"]["CoreStats"]


def strings_for_numbers(stats: Any) -> None:
    first(stats).update(KDA="NaN", Accuracy="Infinity")


def beyond_doubles(stats: Any) -> None:
    first(stats)["PersonalScore"] = BEYOND_DOUBLES


def negative_kda(stats: Any) -> None:
    first(stats)["KDA"] = -8.33


def null_blocks(stats: Any) -> None:
    """The shape of 2022: every block there, as null, and what came later absent."""
    stats["MatchInfo"].pop("GameplayInteraction", None)
    for player in stats["Players"]:
        for team in player["PlayerTeamStats"]:
            blocks = ("BombStats", "CaptureTheFlagStats", "PveStats", "PvpStats", "ZonesStats")
            team["Stats"] = {"CoreStats": team["Stats"]["CoreStats"], **dict.fromkeys(blocks)}
            team["Stats"]["CoreStats"].pop("ObjectivesCompleted", None)


def unknown_values(stats: Any) -> None:
    stats["MatchInfo"]["GameVariantCategory"] = NEW_MODE
    stats["Players"][0]["Outcome"] = NEW_OUTCOME
    first(stats)["Medals"] = [{"NameId": NEW_MEDAL, "Count": 1, "TotalPersonalScoreAwarded": 0}]


def new_fields(stats: Any) -> None:
    stats["Weather"] = {"Wind": [{"Speed": 3}]}
    stats["Players"][0]["Hat"] = None
    first(stats)["Kills2"] = {"[odd] {key}": 1}


def missing_fields(stats: Any) -> None:
    del stats["Players"][0]["ParticipationInfo"], stats["Teams"]
    del first(stats)["KDA"], first(stats)["Medals"]


def no_players(stats: Any) -> None:
    stats["Players"] = []


def other_kinds(stats: Any) -> None:
    """Containers and values of another kind than ever before."""
    stats["Teams"] = {"0": "none"}
    stats["MatchInfo"]["MapVariant"] = "a map"
    stats["MatchInfo"]["Duration"] = 12
    first(stats).update(Medals=None, PersonalScores={}, Kills=[1])


def no_start(stats: Any) -> None:
    stats["MatchInfo"]["StartTime"] = "soon"


def no_info(stats: Any) -> None:
    stats["MatchInfo"] = None


def nobody(stats: Any) -> None:
    """A player without an id, and no player at all."""
    del stats["Players"][0]["PlayerId"]
    stats["Players"].append(None)


def twins(stats: Any) -> None:
    """A player and a team listed twice."""
    stats["Players"].append(stats["Players"][0])
    stats["Teams"].append(stats["Teams"][0])


def nameless(stats: Any) -> None:
    """Medals, awards and teams without their ids."""
    first(stats)["Medals"] = [{"Count": 1}]
    first(stats)["PersonalScores"] = [{"Count": 1}, None]
    del stats["Teams"][0]["TeamId"]
    stats["Players"][0]["PlayerTeamStats"][0]["TeamId"] = None


def lone_surrogate(stats: Any) -> None:
    stats["MatchInfo"]["LevelId"] = LONE_SURROGATE


def absurd(stats: Any) -> None:
    """A match of 400 hours from the first to the last day there is, and a count below zero."""
    stats["MatchInfo"].update(
        StartTime="0001-01-01T00:00:00.0000000Z",
        EndTime="9999-12-31T23:59:59.9999999Z",
        Duration="PT400H",
    )
    first(stats)["Kills"] = -1


def elsewhere(stats: Any) -> None:
    """Times of another zone."""
    stats["MatchInfo"].update(StartTime=OFFSET_TIME, EndTime="2026-03-24T20:00:00.1234567+05:30")


def alone(stats: Any) -> None:
    del stats["Players"][1:]


def crowd(stats: Any) -> None:
    """More players than any mode has."""
    player = stats["Players"][0]
    named = ({**player, "PlayerId": f"xuid({2**53 + number})"} for number in range(CROWD))
    stats["Players"] = list(named)


def only_bots(stats: Any) -> None:
    for number, player in enumerate(stats["Players"]):
        player.update(PlayerId=f"bid({number}.0)", PlayerType=2)


def unranked(skill: Any) -> None:
    """What an unranked player gets, and numbers spelled out."""
    result = skill["Value"][0]["Result"]
    result["RankRecap"]["PreMatchCsr"].update(Value=-1, Tier="")
    result["StatPerformances"] = {
        "Kills": {"Count": 1, "Expected": "NaN", "StdDev": "-Infinity"},
        "Deaths": {"Count": 1, "Expected": -2.5, "StdDev": 1.5},
    }


STATS: tuple[Change, ...] = (
    strings_for_numbers,
    beyond_doubles,
    negative_kda,
    null_blocks,
    unknown_values,
    new_fields,
    missing_fields,
    no_players,
    other_kinds,
    no_start,
    no_info,
    nobody,
    twins,
    nameless,
    lone_surrogate,
    absurd,
    elsewhere,
    alone,
    crowd,
    only_bots,
)
# what DuckDB and Spark read alike; they differ in values of another kind than declared
ALIKE = tuple(change for change in STATS if change is not other_kinds)


def make_hostile(server: WatchedServer, changes: tuple[Change, ...] = STATS) -> dict[str, str]:
    """Change one match of the server each; the matches by the name of their change."""
    chosen: dict[str, str] = {}
    matches = _plain_matches(server)
    for change in (*changes, unranked):
        match_id = next(matches)
        what = "skill" if change is unranked else "stats"
        path = f"/hi/matches/{match_id}/{what}"
        document = _answer(server, path, match_id)
        change(document)
        server.overrides[path] = Override(body=json.dumps(document).encode())
        chosen[change.__name__] = match_id
    return chosen


def name_maps(server: WatchedServer, names: Iterable[str]) -> dict[str, str]:
    """Give as many maps such names; the names by the versions of the maps."""
    named: dict[str, str] = {}
    fresh = iter(names)
    api = DemoApi(server.world)
    for match in server.world.matches:
        stats = _answer(server, f"/hi/matches/{match.match_id}/stats", match.match_id)
        asset = stats["MatchInfo"]["MapVariant"]
        if asset["VersionId"] in named or match.custom:
            continue
        path = f"/hi/maps/{asset['AssetId']}/versions/{asset['VersionId']}"
        document = json.loads(api.answer(endpoint_of(path), path, {}).body)
        name = next(fresh, None)
        if name is None:
            return named
        body = json.dumps({**document, "PublicName": name}).encode()
        server.overrides[path] = Override(body=body)
        named[asset["VersionId"]] = name
    raise AssertionError("the world has too few maps for all names")


def _plain_matches(server: WatchedServer) -> Iterator[str]:
    """Matches in teams whose first player has one team and skill."""
    for match in server.world.matches:
        stats = _answer(server, f"/hi/matches/{match.match_id}/stats", match.match_id)
        if stats["Teams"] and not match.custom and len(stats["Players"][0]["PlayerTeamStats"]) == 1:
            yield match.match_id


def _answer(server: WatchedServer, path: str, match_id: str) -> Any:
    players = [f"xuid({player.xuid})" for player in server.world.by_id[match_id].players]
    answer = DemoApi(server.world).answer(endpoint_of(path), path, {"players": players})
    assert answer.status == 200, path
    return copy.deepcopy(json.loads(answer.body))
