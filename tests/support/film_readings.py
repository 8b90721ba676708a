"""What a film shows, read from payloads in plain Python, event by event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

SLICE_MS = 30_000
RESPAWN_MS, TRADE_MS, MULTI_KILL_MS, COMEBACK_KILLS = 8_000, 5_000, 4_000, 10
WON, LOST = 2, 3
Row = tuple[Any, ...]


@dataclass(frozen=True)
class FilmReading:
    """The events of one film, beside the stats of its match if there are any."""

    match_id: str
    events: list[Any]
    stats: Any | None

    @cached_property
    def sides(self) -> dict[str, int | None]:
        """The team of each human, None where there are no teams or where it changed."""
        if self.stats is None:
            return {}
        has_teams = self.stats["MatchInfo"]["TeamsEnabled"]
        return {
            one["PlayerId"][5:-1]: one["LastTeamId"]
            if has_teams and len(one["PlayerTeamStats"]) == 1
            else None
            for one in self.stats["Players"]
            if one["PlayerId"].startswith("xuid(")
        }

    @cached_property
    def teams(self) -> list[int]:
        return sorted({team for team in self.sides.values() if team is not None})

    @cached_property
    def outcomes(self) -> dict[int, int]:
        return {one["TeamId"]: one["Outcome"] for one in self.stats["Teams"]} if self.stats else {}

    @cached_property
    def actions(self) -> list[tuple[int, Any]]:
        """Kills and deaths with their place in the film, in their order."""
        found = [
            (place, one)
            for place, one in enumerate(self.events)
            if one["event_type"] in ("kill", "death")
        ]
        return sorted(found, key=lambda action: (action[1]["time_ms"], action[0]))

    @cached_property
    def partners(self) -> dict[int, int]:
        """The place of the death for each kill, and the other way round, where only one is near."""
        found: dict[int, int] = {}
        for kill_place, kill in self.actions:
            near = [
                place
                for place, one in self.actions
                if one["event_type"] == "death"
                and kill["event_type"] == "kill"
                and one["time_ms"] - kill["time_ms"] in (0, 1)
                and self._are_opponents(one["xuid"], kill["xuid"])
                and place not in found
            ]
            if near:
                found[kill_place], found[near[0]] = near[0], kill_place
        return found

    def opponent(self, place: int) -> str | None:
        partner = self.partners.get(place)
        return None if partner is None else str(self.events[partner]["xuid"])

    def trades(self) -> set[Row]:
        """Death, victim, killer, avenger and the milliseconds between."""
        rows: set[Row] = set()
        for place, death in self.actions:
            if death["event_type"] != "death":
                continue
            killer, team = self.opponent(place), self.sides.get(death["xuid"])
            answer = self._answer(death, killer, team) if killer and team is not None else None
            rows.add((self.match_id, place, death["xuid"], killer, *(answer or (None, None))))
        return rows

    def timeline(self) -> set[Row]:
        """Team, slice, kills, deaths, medals, mode events, lead and dead players."""
        if not self.events:
            return set()
        last = max(one["time_ms"] for one in self.events) // SLICE_MS
        loners = any(self.sides.get(one["xuid"]) is None for one in self.events)
        groups: list[int | None] = [*self.teams, *([None] if loners else [])]
        return {
            (self.match_id, team, number, *self._slice(team, number))
            for team in groups
            for number in range(last + 1)
        }

    def moments(self) -> set[Row]:
        """Moment, time, place of the event, player, opponent, team and value."""
        return {*self._ends(), *self._multi_kills(), *self._sprees(), *self._leads()}

    def clutches(self) -> set[Row]:
        """Kill, player, victim, dead of both teams, and whether the player lived on."""
        rows: set[Row] = set()
        if len(self.teams) != 2:
            return rows
        deaths = [one for _, one in self.actions if one["event_type"] == "death"]
        for place, kill in self.actions:
            team = self.sides.get(kill["xuid"])
            if kill["event_type"] != "kill" or team is None:
                continue
            now = kill["time_ms"]
            dead = {one["xuid"] for one in deaths if now - RESPAWN_MS <= one["time_ms"] < now}
            mine = {one for one in dead if self.sides.get(one) == team}
            theirs = {one for one in dead if self.sides.get(one) not in (None, team)}
            later = [one for one in deaths if now <= one["time_ms"] <= now + RESPAWN_MS]
            lived = all(one["xuid"] != kill["xuid"] for one in later)
            if len(mine) > len(theirs) and kill["xuid"] not in mine:
                counts = (len(mine), len(theirs))
                victim = self.opponent(place)
                rows.add((self.match_id, place, kill["xuid"], victim, *counts, lived))
        return rows

    def duels(self) -> dict[tuple[str, str], list[str]]:
        """For each two players who killed each other: who killed, in the order of the film."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for place, kill in self.actions:
            victim = self.opponent(place)
            if kill["event_type"] == "kill" and victim:
                found[kill["xuid"], victim].append(kill["xuid"])
                found[victim, kill["xuid"]].append(kill["xuid"])
        return found

    def _are_opponents(self, one: str, other: str) -> bool:
        mine, theirs = self.sides.get(one), self.sides.get(other)
        return one != other and (mine is None or theirs is None or mine != theirs)

    def _answer(self, death: Any, killer: str, team: int) -> tuple[str, int] | None:
        if self.sides.get(killer) in (None, team):
            return None
        for place, kill in self.actions:
            late = kill["time_ms"] - death["time_ms"]
            if (
                kill["event_type"] == "kill"
                and 0 <= late <= TRADE_MS
                and self.opponent(place) == killer
                and self.sides.get(kill["xuid"]) == team
                and kill["xuid"] != death["xuid"]
            ):
                return kill["xuid"], late
        return None

    def _slice(self, team: int | None, number: int) -> Row:
        end = (number + 1) * SLICE_MS
        mine = [one for one in self.events if self.sides.get(one["xuid"]) == team]
        now = [one["event_type"] for one in mine if one["time_ms"] // SLICE_MS == number]
        dead = {
            one["xuid"]
            for one in mine
            if one["event_type"] == "death" and one["time_ms"] < end <= one["time_ms"] + RESPAWN_MS
        }
        ahead = {
            one: sum(
                event["event_type"] == "kill"
                and event["time_ms"] < end
                and self.sides.get(event["xuid"]) == one
                for event in self.events
            )
            for one in self.teams
        }
        others = [kills for one, kills in ahead.items() if one != team]
        lead = ahead[team] - max(others) if team is not None and others else None
        counts = (now.count(kind) for kind in ("kill", "death", "medal", "mode"))
        return (*counts, lead, len(dead))

    def _moment(self, moment: str, place: int, value: int | None, team: int | None = None) -> Row:
        event = self.events[place]
        player, opponent = event["xuid"], self.opponent(place)
        if moment == "spree_ended":
            player, opponent = opponent, player
        if moment in ("comeback", "collapse"):
            player, opponent = None, None
        side = self.sides.get(player) if team is None and player else team
        return (self.match_id, moment, event["time_ms"], place, player, opponent, side, value)

    def _kills(self) -> list[int]:
        return [place for place, one in self.actions if one["event_type"] == "kill"]

    def _ends(self) -> set[Row]:
        kills = self._kills()
        if not kills:
            return set()
        return {
            self._moment("first_blood", kills[0], None),
            self._moment("last_kill", kills[-1], None),
        }

    def _multi_kills(self) -> set[Row]:
        runs: dict[str, list[list[int]]] = defaultdict(list)
        for place in self._kills():
            mine = runs[self.events[place]["xuid"]]
            now = self.events[place]["time_ms"]
            if mine and now - self.events[mine[-1][-1]]["time_ms"] <= MULTI_KILL_MS:
                mine[-1].append(place)
            else:
                mine.append([place])
        return {
            self._moment("multi_kill", run[-1], len(run))
            for mine in runs.values()
            for run in mine
            if len(run) >= 2
        }

    def _sprees(self) -> set[Row]:
        rows: set[Row] = set()
        lives: dict[str, int] = defaultdict(int)
        for place, one in self.actions:
            if one["event_type"] == "kill":
                lives[one["xuid"]] += 1
                if lives[one["xuid"]] % 5 == 0:
                    rows.add(self._moment("spree", place, lives[one["xuid"]]))
                continue
            if lives[one["xuid"]] >= 5:
                rows.add(self._moment("spree_ended", place, lives[one["xuid"]]))
            lives[one["xuid"]] = 0
        return rows

    def _leads(self) -> set[Row]:
        if len(self.teams) != 2:
            return set()
        rows: set[Row] = set()
        ahead, leader = 0, None
        states: list[tuple[int, int]] = []
        for place in self._kills():
            team = self.sides.get(self.events[place]["xuid"])
            ahead += {self.teams[0]: 1, self.teams[1]: -1}.get(team, 0) if team is not None else 0
            states.append((place, ahead))
            now = None if ahead == 0 else self.teams[ahead < 0]
            if leader is not None and now is not None and now != leader:
                rows.add(self._moment("lead_change", place, abs(ahead), now))
            leader = leader if now is None else now
        for team, sign in zip(self.teams, (1, -1), strict=True):
            rows |= self._reversals(team, [(place, sign * lead) for place, lead in states])
        most = max((abs(lead) for _, lead in states), default=0)
        if most:
            place, lead = next(state for state in states if abs(state[1]) == most)
            rows.add(self._moment("largest_lead", place, most, self.teams[lead < 0]))
        return rows

    def _reversals(self, team: int, states: list[tuple[int, int]]) -> set[Row]:
        rows: set[Row] = set()
        if not states:
            return rows
        worst, best = min(lead for _, lead in states), max(lead for _, lead in states)
        if self.outcomes.get(team) == WON and worst <= -COMEBACK_KILLS:
            place = next(place for place, lead in states if lead == worst)
            rows.add(self._moment("comeback", place, -worst, team))
        if self.outcomes.get(team) == LOST and best >= COMEBACK_KILLS:
            place = next(place for place, lead in states if lead == best)
            rows.add(self._moment("collapse", place, best, team))
        return rows
