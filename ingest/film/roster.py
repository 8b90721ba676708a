"""What the stats of a match say of the players in its film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roster:
    """What match stats say the film must show: kills and deaths of each human by xuid."""

    kills: Mapping[str, int]
    deaths: Mapping[str, int]
    is_firefight: bool
