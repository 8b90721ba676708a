"""Tables the old application computed from its own rows: sessions, summaries, people."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

from tests.support.legacy.sheets import SYNCED_AT
from tests.support.legacy.truth import Row

SESSION_GAP = timedelta(minutes=120)
TIE, WIN, LOSS = 1, 2, 3


def add_sessions(rows: list[Row], friends: set[str], as_text: bool) -> None:
    """Number the sessions from 0 in stored time order, and label their matches."""
    rows.sort(key=lambda row: (row["start_time"], row["match_id"]))
    starts = [0] + [
        n + 1 for n, (before, after) in enumerate(pairwise(rows)) if _breaks(before, after, friends)
    ]
    for number, (first, stop) in enumerate(pairwise([*starts, len(rows)])):
        part = rows[first:stop]
        begin, end = (row["start_time"] for row in (part[0], part[-1]))
        # with the old application's own dash
        label = f"{begin:%d/%m/%Y %H:%M}–{end:%H:%M} ({len(part)})"  # noqa: RUF001
        for row in part:
            row["session_id"] = str(number) if as_text else number
            row["session_label"] = label


def _breaks(before: Row, after: Row, friends: set[str]) -> bool:
    if after["start_time"] - before["start_time"] > SESSION_GAP:
        return True
    was, now = (set((row["teammates_signature"] or "").split(",")) for row in (before, after))
    if not friends:
        return was != now
    was, now = was & friends, now & friends
    return bool(was and not now) or bool(now - was)


def add_performance(rows: Sequence[Row]) -> None:
    """A score for rows with ten matches before them: of v1's formula, or of that range."""
    for number, row in enumerate(rows):
        ratio = min(100.0, 50.0 * row["kills"] / max(1, row["deaths"]))
        old = {WIN: 100.0, TIE: 50.0, LOSS: 25.0}.get(row["outcome"], 10.0)
        accuracy = row["accuracy"] if math.isfinite(row["accuracy"]) else 0.0
        v1 = 0.4 * ratio + 0.3 * old + 0.3 * accuracy
        later = round(50.0 + 4.0 * max(-12.0, min(12.0, row["kda"])), 1)
        row["performance_score"] = v1 if row["created_at"] else later if number >= 10 else None


def _mean(rows: Iterable[Row], column: str) -> float | None:
    values = [row[column] for row in rows if row[column] is not None]
    return fmean(values) if values else None


def _total(rows: Iterable[Row], column: str) -> int:
    return sum(int(row[column]) for row in rows)


def _won(rows: Sequence[Row]) -> float:
    return _count(rows, WIN) / len(rows)


def _count(rows: Iterable[Row], outcome: int) -> int:
    return sum(int(row["outcome"] == outcome) for row in rows)


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def session_rows(rows: Sequence[Row]) -> list[Row]:
    return [
        {
            "session_id": str(session),
            "start_time": part[0]["start_time"],
            "end_time": part[-1]["start_time"],
            "match_count": len(part),
            "total_kills": _total(part, "kills"),
            "total_deaths": _total(part, "deaths"),
            "total_assists": _total(part, "assists"),
            "avg_kda": _mean(part, "kda"),
            "avg_accuracy": _mean(part, "accuracy"),
            "performance_score": _mean(part, "performance_score"),
        }
        for session, part in _grouped(rows, "session_id").items()
    ]


def session_summaries(rows: Sequence[Row], as_text: bool) -> list[Row]:
    return [
        {
            "session_id": str(session) if as_text else int(session),
            "match_count": len(part),
            "start_time": part[0]["start_time"],
            "end_time": part[-1]["start_time"],
            "total_kills": _total(part, "kills"),
            "total_deaths": _total(part, "deaths"),
            "total_assists": _total(part, "assists"),
            "kd_ratio": _total(part, "kills") / (_total(part, "deaths") or 1),
            "win_rate": _won(part),
            "avg_accuracy": _mean(part, "accuracy"),
            "avg_life_seconds": _mean(part, "avg_life_seconds"),
            "updated_at": SYNCED_AT,
        }
        for session, part in _grouped(rows, "session_id").items()
    ]


def map_summaries(rows: Sequence[Row]) -> list[Row]:
    return [
        {
            "map_id": map_id,
            "map_name": part[0]["map_name"],
            "matches_played": len(part),
            "wins": _count(part, WIN),
            "losses": _count(part, LOSS),
            "ties": _count(part, TIE),
            **{
                f"avg_{name}": _mean(part, name)
                for name in ("kills", "deaths", "assists", "accuracy", "kda")
            },
            "win_rate": _won(part),
            "updated_at": SYNCED_AT,
        }
        for map_id, part in _grouped(rows, "map_id").items()
    ]


def global_stats(rows: Sequence[Row]) -> list[Row]:
    stats = {
        "total_matches": len(rows),
        "total_kills": _total(rows, "kills"),
        "total_deaths": _total(rows, "deaths"),
        "total_assists": _total(rows, "assists"),
        "wins": _count(rows, WIN),
        "losses": _count(rows, LOSS),
        "avg_kda": _mean(rows, "kda"),
        "avg_accuracy": _mean(rows, "accuracy"),
        "total_hours": _total(rows, "time_played_seconds") / 3600,
        "avg_life_seconds": _mean(rows, "avg_life_seconds"),
    }
    return [
        {"stat_key": key, "stat_value": value, "updated_at": SYNCED_AT}
        for key, value in ((key, value and float(value)) for key, value in stats.items())
    ]


def teammate_rows(rows: Sequence[Row], names: Mapping[str, str]) -> list[Row]:
    together: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for mate in (row["teammates_signature"] or "").split(","):
            if mate:
                together[mate].append(row)
    return [
        {
            "teammate_xuid": mate,
            "teammate_gamertag": names[mate],
            "matches_together": len(part),
            "same_team_count": len(part),
            "opposite_team_count": 0,
            "wins_together": _count(part, WIN),
            "losses_together": _count(part, LOSS),
            "first_played": part[0]["start_time"],
            "last_played": part[-1]["start_time"],
            "computed_at": SYNCED_AT,
        }
        for mate, part in together.items()
    ]


def antagonist_rows(
    pairs: Iterable[Row], owner: str, names: Mapping[str, str], met: Mapping[str, datetime]
) -> list[Row]:
    """Per match only the worst enemy and the favourite victim count, as the old script had it."""
    duels: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for pair in pairs:
        if pair["match_id"] not in met:
            continue
        killed, killed_by = duels.setdefault(pair["match_id"], (Counter(), Counter()))
        if pair["killer_xuid"] == owner:
            killed[pair["victim_xuid"]] += 1
        elif pair["victim_xuid"] == owner:
            killed_by[pair["killer_xuid"]] += 1
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    last: dict[str, datetime] = {}
    for match_id, (killed, killed_by) in duels.items():
        for other in {rank.most_common(1)[0][0] for rank in (killed, killed_by) if rank}:
            total = totals[other]
            total[:] = total[0] + killed[other], total[1] + killed_by[other], total[2] + 1
            last[other] = max(met[match_id], last.get(other, met[match_id]))
    return [
        {
            "opponent_xuid": other,
            "opponent_gamertag": names[other],
            "times_killed": killed_count,
            "times_killed_by": killed_by_count,
            "matches_against": matches,
            "last_encounter": last[other],
        }
        for other, (killed_count, killed_by_count, matches) in totals.items()
        if matches >= 2
    ]
