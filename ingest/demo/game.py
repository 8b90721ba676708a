"""Plays one match from its seed. The log is what every payload and total is rendered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from ingest.demo.cast import Participant, Stint, gather
from ingest.demo.fights import (
    Fall,
    Feat,
    Kill,
    MedalEarned,
    Phase,
    draw_times,
    fight_the_banished,
    phase_at,
    phases_of,
    score_fights,
    solo_kills,
    team_kills,
)
from ingest.demo.modes import Mode
from ingest.demo.schedule import DemoPlayer, Match

TIE, WIN, LOSS, LEFT = 1, 2, 3, 4
FIRST_EVENT_MS = 23_000
REFUSED_MS = (24_000, 48_000)


@dataclass(frozen=True, slots=True)
class TeamResult:
    score: int
    outcome: int
    rank: int
    rounds: tuple[int, int, int]
    """Rounds won, lost and tied."""


@dataclass(frozen=True, slots=True)
class MatchLog:
    match: Match
    intro_ms: int
    duration_ms: int
    teams: tuple[TeamResult, ...]
    participants: tuple[Participant, ...]
    kills: tuple[Kill, ...]
    falls: tuple[Fall, ...]
    medals: tuple[MedalEarned, ...]
    feats: tuple[Feat, ...]

    @property
    def stints(self) -> list[Stint]:
        return [stint for participant in self.participants for stint in participant.stints]


def play(match: Match, strangers: Sequence[DemoPlayer]) -> MatchLog:
    rng = Random(f"{match.seed}/game")
    mode = match.mode
    duration_ms = int(rng.uniform(*mode.minutes) * 60_000)
    intro_ms = 0 if match.custom else rng.randint(17_000, 45_000)
    first_ms, last_ms = max(FIRST_EVENT_MS, intro_ms + 500), duration_ms - 500
    cast = gather(rng, match, strangers, intro_ms, duration_ms)
    phases = phases_of(cast, mode.teams, first_ms, last_ms)
    scores = _scores(rng, mode)
    kills: list[Kill] = []
    if mode.pve:
        falls, medals = fight_the_banished(rng, phases, first_ms, last_ms)
    else:
        kills, falls = _fight(rng, match, phases, scores, first_ms, last_ms)
        medals = score_fights(rng, kills, falls)
    feats = _feats(rng, mode, phases, scores, first_ms, last_ms)
    teams = _results(mode, scores)
    _score_stints(rng, mode, cast, scores)
    _place(mode, cast, teams)
    return MatchLog(
        match,
        intro_ms,
        duration_ms,
        teams,
        tuple(cast),
        tuple(kills),
        tuple(falls),
        tuple(medals),
        tuple(feats),
    )


def _scores(rng: Random, mode: Mode) -> tuple[int, int]:
    """The team scores; in free-for-all they only say how many kills there are."""
    if mode.pve:
        return (rng.choice((5, 5, 5, 3)), 0)
    limit = mode.score_limit
    if mode.scoring == "kills" and mode.teams:
        best = limit if rng.random() < 0.6 else rng.randint(mode.kills[0], limit)
    elif mode.scoring == "rounds":
        best = rng.randint(200, 280)
    else:
        best = limit if rng.random() < 0.7 else rng.randint(min(1, limit), limit)
    worst = best * 11 // 20 if best > 10 else 0
    other = best if rng.random() < 0.025 else rng.randint(worst, max(best - 1, 0))
    return (best, other) if rng.random() < 0.5 else (other, best)


def _fight(
    rng: Random,
    match: Match,
    phases: Sequence[Phase],
    scores: tuple[int, int],
    first_ms: int,
    last_ms: int,
) -> tuple[list[Kill], list[Fall]]:
    mode = match.mode
    sides = _killer_sides(rng, mode, scores)
    suicides = rng.choices((0, 1, 2), (70, 22, 8))[0]
    times = draw_times(rng, len(sides) + suicides, first_ms, last_ms)
    fall_times = set(rng.sample(times, suicides))
    kill_times = [ms for ms in times if ms not in fall_times]
    if match.film_refused_by_spnkr:
        kill_times[0] = REFUSED_MS[0] if first_ms < REFUSED_MS[0] - 100 else REFUSED_MS[1]
        kill_times.sort()
    if mode.teams:
        kills = team_kills(rng, phases, kill_times, sides)
    else:
        kills = solo_kills(rng, phases, kill_times)
    falls = [Fall(ms, rng.choice(phase_at(phases, ms).everybody)) for ms in sorted(fall_times)]
    for fall in falls:
        fall.victim.suicides += 1
    return kills, falls


def _killer_sides(rng: Random, mode: Mode, scores: tuple[int, int]) -> list[int]:
    if not mode.teams:
        return [0] * rng.randint(*mode.kills)
    counts = scores if mode.scoring == "kills" else (rng.randint(*mode.kills),) * 2
    if mode.scoring != "kills":
        counts = (counts[0], counts[1] - rng.randint(0, 9))
    sides = [0] * counts[0] + [1] * counts[1]
    rng.shuffle(sides)
    return sides


def _feats(
    rng: Random,
    mode: Mode,
    phases: Sequence[Phase],
    scores: tuple[int, int],
    first_ms: int,
    last_ms: int,
) -> list[Feat]:
    feats = []
    for side in (0,) if mode.pve else (0, 1):
        for number, award in enumerate(mode.awards):
            # Captures and won hills decide the match: as many as the score says.
            decisive = number == 0 and mode.scoring in ("captures", "hills")
            count = scores[side] if decisive else rng.randint(3, 9)
            for ms in draw_times(rng, count, first_ms, last_ms):
                stint = rng.choice(phase_at(phases, ms).sides[side])
                stint.awards[award.field] += 1
                feats.append(Feat(ms, stint, award))
    return sorted(feats, key=lambda feat: feat.ms)


def _results(mode: Mode, scores: tuple[int, int]) -> tuple[TeamResult, ...]:
    if not mode.teams:
        return ()
    if mode.pve:
        won = scores[0] == mode.score_limit
        home = (
            TeamResult(scores[0], WIN, 1, (1, 0, 0))
            if won
            else TeamResult(scores[0], LOSS, 1, (0, 1, 0))
        )
        return (home, TeamResult(0, LEFT, 2, (0, 0, 0)))
    return tuple(_result(mode, mine, theirs) for mine, theirs in (scores, scores[::-1]))


def _result(mode: Mode, mine: int, theirs: int) -> TeamResult:
    if mine == theirs:
        return TeamResult(mine, TIE, 1, (1, 1, 1) if mode.scoring == "rounds" else (0, 0, 1))
    won = mine > theirs
    if mode.scoring == "rounds":
        # A close sum of ticks means that the loser took a round as well.
        close = int(abs(mine - theirs) < 60)
        rounds = (2, close, 0) if won else (close, 2, 0)
    else:
        rounds = (1, 0, 0) if won else (0, 1, 0)
    return TeamResult(mine, WIN if won else LOSS, 1 if won else 2, rounds)


def _score_stints(
    rng: Random, mode: Mode, cast: Sequence[Participant], scores: tuple[int, int]
) -> None:
    stints = [stint for participant in cast for stint in participant.stints]
    for stint in stints:
        if mode.scoring == "kills":
            stint.score = stint.kills
        elif mode.scoring == "captures":
            stint.score = stint.awards["FlagCaptures"]
        elif mode.scoring == "survival":
            stint.score = 20 * stint.kills + (stint.to_ms - stint.from_ms) // 3000
    if mode.scoring in ("rounds", "ticks"):
        for side, score in enumerate(scores):
            _share(rng, [stint for stint in stints if stint.team == side], score)


def _share(rng: Random, stints: list[Stint], score: int) -> None:
    """Deal a team's ticks out to its players, by the time each was there."""
    for stint in rng.choices(stints, [stint.to_ms - stint.from_ms for stint in stints], k=score):
        stint.score += 1


def _place(mode: Mode, cast: Sequence[Participant], teams: tuple[TeamResult, ...]) -> None:
    def standing(participant: Participant) -> tuple[int, ...]:
        team = teams[participant.last_team].rank if teams else 0
        last = participant.stints[-1]
        merit = 0 if mode.pve else last.score * 1000 + last.kills
        return (int(participant.left), team, -merit)

    order = sorted(standing(participant) for participant in cast)
    for participant in cast:
        participant.rank = order.index(standing(participant)) + 1
        if participant.left:
            participant.outcome = LEFT
        elif teams:
            participant.outcome = teams[participant.last_team].outcome
        else:
            participant.outcome = WIN if participant.rank == 1 else LOSS
