"""The first signal drains the run, the second ends it at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.run.progress import Progress


def ending_signals() -> list[signal.Signals]:
    """The signals that end a command; one started with nohup does without SIGHUP."""
    hung_up = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hung_up else [])]


class Interruption:
    """Which signal asked the run to end, if one did."""

    def __init__(self) -> None:
        self.signal: int | None = None


@contextmanager
def draining_on_signals(draining: asyncio.Event, progress: Progress) -> Iterator[Interruption]:
    """Handle the signals for as long as the run lasts."""
    loop = asyncio.get_running_loop()
    interruption = Interruption()

    def handle(number: int) -> None:
        if interruption.signal is not None:
            progress.close()
            _end_at_once(number, None)
        interruption.signal = number
        progress.say("stopping: landing what is complete (again to stop at once)")
        draining.set()

    handled = ending_signals()
    for one in handled:
        loop.add_signal_handler(one, handle, one)
    try:
        yield interruption
    finally:
        for one in handled:
            loop.remove_signal_handler(one)
            if interruption.signal is not None:
                signal.signal(one, _end_at_once)


def _end_at_once(number: int, _: object) -> None:
    # Nothing to tidy: what is committed is safe, the rest is asked for again.
    os._exit(128 + number)
