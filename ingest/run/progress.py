"""How a run shows that it moves: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import asyncio
import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from ingest.log import LOG, in_json, is_quiet

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Counts matches that are safely landed. Everything goes to stderr; stdout is for results."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.done = 0
        self.total = 0
        self._verbose = verbose
        self._quiet = quiet
        quiet = quiet or is_quiet()
        self._started = self._last_line = time.monotonic()
        console = Console(file=sys.stderr, highlight=False, markup=False, soft_wrap=True)
        show_bar = console.is_terminal and not quiet and not in_json()
        self._bar = _make_bar(console) if show_bar else None
        self._task = self._bar.add_task(self.line(), total=None) if self._bar else None

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
        self.close()

    def close(self) -> None:
        """Give the terminal back."""
        if self._bar:
            self._bar.stop()

    def say(self, text: str) -> None:
        """A line that is always shown."""
        if not self._quiet:
            LOG.info(text)

    def detail(self, text: str) -> None:
        """A line for `--verbose`."""
        if self._verbose:
            LOG.info(text)

    def planned(self, matches: int = 1) -> None:
        """More matches were found that are to be fetched."""
        self.total += matches
        self._show()

    def committed(self, matches: int) -> None:
        """Matches are on disk and would survive a power cut."""
        self.done += matches
        self._show()

    async def keep_showing(self) -> None:
        """Show the state also while nothing changes, e.g. in a pause the server asked for."""
        while True:
            await asyncio.sleep(1)
            self._show()

    def line(self) -> str:
        """The state in words: done, rate, and how long the rest will take."""
        if not self.total:
            return "looking through the histories"
        rate = self.done / max(time.monotonic() - self._started, 0.001)
        left = (self.total - self.done) / rate if rate else 0.0
        eta = f", about {_minutes(left)} left" if self.done and self.total > self.done else ""
        return f"{self.done:,} of {self.total:,} matches, {rate:.1f} matches/s{eta}"

    def _show(self) -> None:
        if self._bar and self._task is not None:
            self._bar.update(
                self._task,
                completed=self.done,
                total=self.total or None,
                description=self.line(),
            )
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self.say(self.line())


def _make_bar(console: Console) -> Bar:
    return Bar(BarColumn(), TextColumn("{task.description}"), console=console, transient=True)


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
