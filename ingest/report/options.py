"""What the user asks of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

LANGUAGES = ("en", "fr")
DEFAULT_MATCHES = 200


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """`target` is the folder of the report, or the one that takes the single file.

    `matches` is how many matches get a page; None stands for all.
    """

    target: Path
    players: tuple[str, ...] = ()
    since: date | None = None
    language: str = "en"
    is_single_file: bool = False
    matches: int | None = DEFAULT_MATCHES
