"""Match stats: one line per stint, summed to teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from ingest.demo.blocks import OLD_BLOCKS, versus, written
from ingest.demo.cast import Participant, Stint
from ingest.demo.formats import Json, accuracy, duration, kda, timestamp
from ingest.demo.game import WIN, MatchLog
from ingest.demo.info import match_info, playable_seconds
from ingest.demo.lines import Line, lines_of, sum_lines
from ingest.demo.schedule import Match


def core_stats(line: Line, rounds: tuple[int, int, int], match: Match) -> Json:
    n = line.counts
    core: Json = {
        "Score": n["Score"],
        "PersonalScore": n["PersonalScore"],
        "RoundsWon": rounds[0],
        "RoundsLost": rounds[1],
        "RoundsTied": rounds[2],
        "Kills": n["Kills"],
        "Deaths": n["Deaths"],
        "Assists": n["Assists"],
        "KDA": kda(n["Kills"], n["Assists"], n["Deaths"]),
        "Suicides": n["Suicides"],
        "Betrayals": n["Betrayals"],
        "AverageLifeDuration": duration(line.seconds / n["Spawns"] if n["Spawns"] else 0, 1),
    }
    for key in ("GrenadeKills", "HeadshotKills", "MeleeKills", "PowerWeaponKills"):
        core[key] = n[key]
    core |= {
        "ShotsFired": n["ShotsFired"],
        "ShotsHit": n["ShotsHit"],
        "Accuracy": accuracy(n["ShotsHit"], n["ShotsFired"]),
        "DamageDealt": n["DamageDealt"],
        "DamageTaken": n["DamageTaken"],
    }
    for key in ("CalloutAssists", "VehicleDestroys", "DriverAssists", "Hijacks", "EmpAssists"):
        core[key] = n[key]
    core |= {
        "MaxKillingSpree": line.spree,
        "Medals": [_counted(medal, count, 0) for medal, count in line.medals.items()],
        "PersonalScores": [
            _counted(name_id, count, points * count)
            for (name_id, points), count in line.personal.items()
        ],
        "DeprecatedDamageDealt": float(n["DamageDealt"]),
        "DeprecatedDamageTaken": float(n["DamageTaken"]),
        "Spawns": n["Spawns"],
    }
    if not match.old_shape:
        core["ObjectivesCompleted"] = 5 if match.mode.pve else 0
    return core


def _counted(name_id: int, count: int, awarded: int) -> Json:
    return {"NameId": name_id, "Count": count, "TotalPersonalScoreAwarded": awarded}


def _stats(line: Line, rounds: tuple[int, int, int], match: Match) -> Json:
    stats: Json = {"CoreStats": core_stats(line, rounds, match)}
    if match.old_shape:
        stats |= dict.fromkeys(OLD_BLOCKS)
    if match.mode.block:
        stats[match.mode.block] = written(line.block)
    counts = line.counts
    meeting = versus(counts["Kills"], counts["Deaths"], counts["Assists"])
    if match.mode.pve:
        stats["PveStats"] = meeting | written(line.banished)
    elif not match.old_shape:
        stats["PvpStats"] = meeting
    return stats


def match_stats(log: MatchLog) -> Json:
    lines = lines_of(log)
    return {
        "MatchId": log.match.match_id,
        "MatchInfo": match_info(log),
        "Teams": [_team(log, team, lines) for team in range(len(log.teams))],
        "Players": _players(log, lines),
    }


def _team(log: MatchLog, team: int, lines: Sequence[Line]) -> Json:
    result = log.teams[team]
    line = sum_lines(log.match.mode, team, [line for line in lines if line.team == team])
    line.counts["Score"] = result.score
    # The game credits a team with fewer assists than its players have.
    line.counts["Assists"] -= min(line.counts["Assists"], (log.match.index + team) % 3)
    return {
        "TeamId": team,
        "Outcome": result.outcome,
        "Rank": result.rank,
        "Stats": _stats(line, result.rounds, log.match),
    }


def _players(log: MatchLog, lines: Sequence[Line]) -> list[Json]:
    rng = Random(f"{log.match.seed}/participation")
    players = []
    by_stint = dict(zip(log.stints, lines, strict=True))
    for participant in log.participants:
        fighter = participant.fighter
        players.append(
            {
                "PlayerId": fighter.player_id,
                "PlayerType": 1 if fighter.player else 2,
                "BotAttributes": None if fighter.player else {"Difficulty": fighter.difficulty},
                "LastTeamId": participant.last_team,
                "Outcome": participant.outcome,
                "Rank": participant.rank,
                "ParticipationInfo": _participation(rng, log, participant),
                "PlayerTeamStats": [
                    {
                        "TeamId": stint.team,
                        "Stats": _player_stats(log, participant, stint, by_stint[stint]),
                    }
                    for stint in participant.stints
                ],
            }
        )
    return players


def _player_stats(log: MatchLog, participant: Participant, stint: Stint, line: Line) -> Json:
    stats = _stats(line, rounds_of(log, participant, stint), log.match)
    if log.match.mode.pve:
        stats["EliminationStats"]["LivesRemaining"] = None
    return stats


def rounds_of(log: MatchLog, participant: Participant, stint: Stint) -> tuple[int, int, int]:
    if log.teams:
        return log.teams[stint.team].rounds
    return (1, 0, 0) if participant.outcome == WIN else (0, 1, 0)


def played_seconds(log: MatchLog, participant: Participant) -> float:
    if participant.left or participant.joined_in_progress:
        return (participant.left_ms - participant.joined_ms) / 1000
    return playable_seconds(log)


def _participation(rng: Random, log: MatchLog, participant: Participant) -> Json:
    start = log.match.start
    bot_delay = 0 if participant.present_at_beginning or participant.joined_in_progress else 2000
    joined = participant.joined_ms + rng.randrange(9) + bot_delay
    left = start + timedelta(milliseconds=participant.left_ms) if participant.left else None
    return {
        "FirstJoinedTime": timestamp(start + timedelta(milliseconds=joined)),
        "LastLeaveTime": timestamp(left) if left else None,
        "PresentAtBeginning": participant.present_at_beginning,
        "JoinedInProgress": participant.joined_in_progress,
        "LeftInProgress": participant.left,
        "PresentAtCompletion": not participant.left,
        "TimePlayed": duration(played_seconds(log, participant), rng.choice((0, 1, 3, 3, 3, 7))),
        "ConfirmedParticipation": None,
    }
