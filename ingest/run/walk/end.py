"""Why a walk stopped."""

from __future__ import annotations

from enum import Enum, auto


class End(Enum):
    """Why a walk stopped."""

    REACHED_END = auto()
    OVERLAP = auto()
    LIMIT = auto()
    LOST_PAGE = auto()
    INTERRUPTED = auto()
    PRIVATE = auto()
