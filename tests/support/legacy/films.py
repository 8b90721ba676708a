"""Film events and kill pairs as the old application stored them."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from spnkr.film.medals import MEDALS

from ingest.demo.film import FilmEvent

Row = dict[str, Any]
PAIRING_MS = 5


@dataclass(slots=True)
class Block:
    """Rows of one match that stand together in highlight_events."""

    match_id: str
    rows: list[Row]
    distinct: list[Row]
    """The rows that are not copies of earlier ones."""


def event_objects(events: Iterable[FilmEvent]) -> list[Row]:
    """One object per event, as spnkr's parser gives it."""
    return [
        {
            "xuid": int(event.player.xuid),
            "gamertag": event.player.gamertag,
            "type_hint": event.hint,
            "is_medal": event.kind == "medal",
            "event_type": event.kind,
            "time_ms": event.ms,
            "medal_value": event.value,
            "medal_name": MEDALS.get(event.value) if event.kind == "medal" else None,
        }
        for event in events
    ]


def event_rows(match_id: str, objects: Iterable[Row], spelled: Callable[[str], str]) -> list[Row]:
    """Rows of highlight_events, still without ids; the case of the type changed over time."""
    return [
        {
            "match_id": match_id,
            "event_type": spelled(event["event_type"]),
            "time_ms": event["time_ms"],
            "xuid": str(event["xuid"]),
            "gamertag": event["gamertag"],
            "type_hint": event["type_hint"],
            "raw_json": json.dumps(event, ensure_ascii=False),
        }
        for event in objects
    ]


def numbered(blocks: Iterable[Block]) -> list[Row]:
    numbers = count(1)
    return [{"id": next(numbers)} | row for block in blocks for row in block.rows]


def pair_rows(match_id: str, events: Iterable[Row]) -> list[Row]:
    """Each kill takes the nearest unused death within five milliseconds, in order of time."""
    ordered = sorted(events, key=lambda row: int(row["time_ms"]))
    kills = [row for row in ordered if row["event_type"].lower() == "kill"]
    deaths = [row for row in ordered if row["event_type"].lower() == "death"]
    times = [row["time_ms"] for row in deaths]
    used: set[int] = set()
    pairs = []
    for kill in kills:
        nearest = _nearest(times, kill["time_ms"], used)
        if nearest is not None:
            used.add(nearest)
            pairs.append(_pair(match_id, kill, deaths[nearest]))
    return pairs


def _nearest(times: Sequence[int], moment: int, used: set[int]) -> int | None:
    near = []
    for index in range(bisect_left(times, moment - PAIRING_MS), len(times)):
        if times[index] > moment + PAIRING_MS:
            break
        if index not in used:
            near.append(index)
    return min(near, key=lambda index: abs(times[index] - moment), default=None)


def _pair(match_id: str, kill: Row, death: Row) -> Row:
    return {
        "match_id": match_id,
        "killer_xuid": kill["xuid"],
        "killer_gamertag": kill["gamertag"],
        "victim_xuid": death["xuid"],
        "victim_gamertag": death["gamertag"],
        "kill_count": 1,
        "time_ms": kill["time_ms"],
        "is_validated": False,
    }
