"""The demo world: its players, its matches and the totals any warehouse of it must show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import combinations
from random import Random

from ingest.demo.film import film_events
from ingest.demo.game import MatchLog, play
from ingest.demo.modes import Asset, pair_of
from ingest.demo.schedule import (
    NEWEST_DAY,
    DemoPlayer,
    Entry,
    Match,
    invent_people,
    pause_seconds,
    plan,
    plan_match,
)

__all__ = ["DemoPlayer", "Match", "Totals", "World", "assets_of"]

LOGS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Tally:
    """What one match adds to the totals."""

    xuids: tuple[str, ...]
    bots: int
    kills: int
    deaths: int
    assists: int
    events: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Totals:
    matches: int
    participants: int
    humans: int
    bots: int
    kills: int
    deaths: int
    assists: int
    films: int
    skill: int
    events: dict[str, int]
    sharing: dict[tuple[str, str], int]
    player_matches: dict[str, int]
    asset_versions: set[str]
    profiles: int


class World:
    """A pure function of its arguments: the same seed and size give the same bytes."""

    def __init__(self, seed: int = 7, players: int = 4, matches: int = 250) -> None:
        self.seed = seed
        strangers = 200 + players * matches // 5
        self.players, self.strangers = invent_people(seed, players, strangers)
        self.matches: list[Match] = plan(seed, self.players, matches)
        self.by_id = {match.match_id: match for match in self.matches}
        self.people = {player.xuid: player for player in (*self.players, *self.strangers)}
        self.by_gamertag = {player.gamertag.casefold(): player for player in self.people.values()}
        self._histories: dict[str, list[Match]] = {player.xuid: [] for player in self.players}
        self._tallies: dict[str, Tally] = {}
        self._log = lru_cache(maxsize=LOGS_KEPT)(self._played)
        for match in self.matches:
            self._remember(match)

    def play(self, count: int, players: Sequence[DemoPlayer] | None = None) -> list[Match]:
        """Append `count` newer matchmade matches that all of `players` share."""
        party = tuple(self.players if players is None else players)
        if not 1 <= len(party) <= 16:
            raise ValueError("a match has room for 1 to 16 players")
        return [self._play_next(party) for _ in range(count)]

    def _play_next(self, party: tuple[DemoPlayer, ...]) -> Match:
        index = len(self.matches)
        pause = pause_seconds(Random(f"{self.seed}/{index}/pause"))
        newest = self.matches[-1].start if self.matches else NEWEST_DAY
        start = newest + timedelta(seconds=pause)
        match = plan_match(self.seed, index, start, Entry(party, False), late=True, film=True)
        self.matches.append(match)
        self.by_id[match.match_id] = match
        self._remember(match)
        return match

    def _remember(self, match: Match) -> None:
        for player in match.players:
            self._histories[player.xuid].append(match)

    def log(self, match: Match) -> MatchLog:
        return self._log(match.match_id)

    def _played(self, match_id: str) -> MatchLog:
        return play(self.by_id[match_id], self.strangers)

    def history(self, xuid: str, match_type: str = "all") -> list[Match]:
        """A tracked player's matches, newest first; other players have none."""
        matches = self._histories.get(xuid, [])
        return [match for match in reversed(matches) if of_type(match, match_type)]

    def totals(self, match_type: str = "matchmaking") -> Totals:
        matches = [match for match in self.matches if of_type(match, match_type)]
        tallies = [self._tally(match) for match in matches]
        events: Counter[str] = Counter()
        for tally in tallies:
            events.update(dict(tally.events))
        humans = sum(len(tally.xuids) for tally in tallies)
        bots = sum(tally.bots for tally in tallies)
        return Totals(
            matches=len(matches),
            participants=humans + bots,
            humans=humans,
            bots=bots,
            kills=sum(tally.kills for tally in tallies),
            deaths=sum(tally.deaths for tally in tallies),
            assists=sum(tally.assists for tally in tallies),
            films=sum(match.film_available for match in matches),
            skill=sum(not match.custom for match in matches),
            events=dict(events),
            sharing=self._sharing(matches),
            player_matches={
                player.xuid: sum(player in match.players for match in matches)
                for player in self.players
            },
            asset_versions={
                f"{asset.kind}:{asset.asset_id}:{version}"
                for match in matches
                for asset, version in assets_of(match).values()
            },
            profiles=len({xuid for tally in tallies for xuid in tally.xuids}),
        )

    def _sharing(self, matches: list[Match]) -> dict[tuple[str, str], int]:
        xuids = sorted(player.xuid for player in self.players)
        sharing = dict.fromkeys(combinations(xuids, 2), 0)
        for match in matches:
            for first, second in combinations(sorted(p.xuid for p in match.players), 2):
                sharing[first, second] += 1
        return sharing

    def _tally(self, match: Match) -> Tally:
        if match.match_id not in self._tallies:
            self._tallies[match.match_id] = _tally(self.log(match))
        return self._tallies[match.match_id]


def _tally(log: MatchLog) -> Tally:
    fighters = [participant.fighter for participant in log.participants]
    xuids = tuple(fighter.player.xuid for fighter in fighters if fighter.player)
    filmed = film_events(log) if log.match.film_available else []
    return Tally(
        xuids=xuids,
        bots=len(fighters) - len(xuids),
        kills=sum(stint.kills for stint in log.stints),
        deaths=sum(stint.deaths for stint in log.stints),
        assists=sum(stint.assists for stint in log.stints),
        events=tuple(Counter(event.kind for event in filmed).items()),
    )


def of_type(match: Match, match_type: str) -> bool:
    if match_type == "all":
        return True
    return match_type == ("custom" if match.custom else "matchmaking")


def assets_of(match: Match) -> dict[str, tuple[Asset, str]]:
    """The asset versions a match refers to, by their key in MatchInfo."""
    mode = match.mode
    assets = {"MapVariant": match.arena.asset, "UgcGameVariant": mode.variant}
    if not match.custom:
        assets["Playlist"] = mode.playlist
        assets["PlaylistMapModePair"] = pair_of(mode, match.arena)
    return {key: (asset, asset.version(match.late)) for key, asset in assets.items()}
