"""How often and for how long one request is tried."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ingest.api.pacing import Pacer

TRIES = 5
LONGEST = 120.0
"""Seconds of sending and backing off, waiting for a turn or for a pause to end not counted."""

LONGEST_FIRST = 25.0
"""The same while nothing was ever answered: then it is the API that is away, and soon said."""

_FIRST_BACKOFF = 0.5


class Tries:
    """Counts the tries of one request and the time they take."""

    def __init__(self, pacer: Pacer, seconds: float) -> None:
        self.made = 0
        self._pacer = pacer
        self._left = seconds

    @property
    def is_another(self) -> bool:
        """Whether one more try is allowed."""
        return self.made < TRIES and self._left > 0

    async def back_off(self) -> None:
        """Wait before the next try: full jitter, so that many do not come back at once."""
        wait = random.uniform(0, _FIRST_BACKOFF * 2**self.made)
        self._left -= wait
        if self._left > 0:
            await self._pacer.rest(wait)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """One try, ended when its time is up."""
        self.made += 1
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left -= clock() - began


def default_pause() -> float:
    """Seconds to stay away when a server is too busy to say for how long."""
    return 2 * _FIRST_BACKOFF
