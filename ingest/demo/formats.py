"""How the API writes numbers, durations and times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]


def dump(payload: object) -> bytes:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def kda(kills: int, assists: int, deaths: int) -> float:
    """K + A/3 - D, cut (not rounded) at two decimals."""
    thirds = 3 * kills + assists - 3 * deaths
    cut = abs(thirds) * 100 // 3
    return (cut if thirds >= 0 else -cut) / 100


def accuracy(hit: int, fired: int) -> float:
    return (10_000 * hit // fired) / 100 if fired else 0.0


def duration(seconds: float, digits: int) -> str:
    """ISO-8601 with up to `digits` fraction digits, which the API never pads."""
    scale = 10**digits
    whole, fraction = divmod(round(seconds * scale), scale)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    tail = f"{fraction:0{digits}d}".rstrip("0") if digits else ""
    text = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    if rest or tail or not (text or days):
        text += f"{rest}.{tail}S" if tail else f"{rest}S"
    return f"P{days}D" * bool(days) + ("" if days else "P") + ("T" + text if text else "")


def timestamp(moment: datetime) -> str:
    """UTC with one to three fraction digits."""
    moment = moment.astimezone(UTC)
    fraction = f"{moment.microsecond // 1000:03d}".rstrip("0") or "0"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{fraction}Z"


def iso_date(moment: datetime) -> Mapping[str, str]:
    return {"ISO8601Date": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"}
