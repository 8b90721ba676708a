"""How a build shows that it moves: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from ingest.log import LOG, in_json, is_quiet

SECONDS_BETWEEN_LINES = 10.0


class BuildProgress:
    """Counts the nodes that dbt is done with, and names the one at work."""

    def __init__(self, *, is_shown: bool) -> None:
        self._done: set[str] = set()
        self._total = 0
        self._at_work = ""
        is_shown = is_shown and not is_quiet()
        self._is_shown = is_shown
        self._last_line = time.monotonic()
        console = Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)
        show_bar = is_shown and console.is_terminal and not in_json()
        columns = BarColumn(), TextColumn("{task.description}")
        self._bar = Bar(*columns, console=console, transient=True) if show_bar else None
        self._task = self._bar.add_task("dbt starts", total=None) if self._bar else None

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.stop()

    def take(self, line: str) -> None:
        """A line from the process that runs dbt."""
        news = json.loads(line)
        if "begins" in news:
            self._total, self._at_work = news["total"], news["begins"]
        else:
            self._done.add(news["ends"])
        self._show()

    def _show(self) -> None:
        state = f"{len(self._done):,} of {self._total:,} nodes: {self._at_work}"
        if self._bar and self._task is not None:
            done, total = len(self._done), self._total or None
            self._bar.update(self._task, completed=done, total=total, description=state)
        elif self._is_shown and time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            LOG.info(f"building: {state}")
