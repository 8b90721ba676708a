"""A table of a legacy file of any kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LegacyTable:
    """One table: its rows as JSON, each with a number that stays the same in these bytes."""

    name: str
    rows: int
    columns: tuple[str, ...]
    read: Callable[[], Iterator[tuple[int, str]]]
    values: Callable[[str], list[str]]
    """The different values of a column, as text, without null."""

    def parsed(self) -> list[dict[str, Any]]:
        """All rows; for tables that are small."""
        return [json.loads(text) for _, text in self.read()]
